//! Answers to questions of yes and no, in the order in which they were given, as text in a link.

const EMPTY: &str = "none";
/// Between answers.
const PARTED_BY: char = '.';

/// The answers of a text, each a question's number from 0 and whether it was answered yes; none where the text is none.
pub fn answers(text: &str) -> Vec<(usize, bool)> {
    parse(text, usize::MAX).unwrap_or_default()
}

/// The text once a question is answered anew, as the last one; `None` takes its answer back.
pub fn answered(text: &str, question: usize, answer: Option<bool>) -> String {
    let mut all = answers(text);
    all.retain(|(other, _)| *other != question);
    all.extend(answer.map(|answer| (question, answer)));
    written(&all)
}

/// The text without the answer that was given last.
pub fn unanswered(text: &str) -> String {
    let mut all = answers(text);
    all.pop();
    written(&all)
}

/// What is allowed, in words that end a sentence.
pub(super) fn allowed(most: usize) -> String {
    format!(
        "answers like 3y.0n, each the number of a question from 0 to {} with y for yes or n for no, none twice, or none",
        most - 1
    )
}

pub(super) fn canonical(text: &str, most: usize) -> Result<String, String> {
    Ok(written(&parse(text, most)?))
}

fn written(answers: &[(usize, bool)]) -> String {
    if answers.is_empty() {
        return EMPTY.into();
    }
    let each = answers.iter().map(|(question, yes)| format!("{question}{}", if *yes { 'y' } else { 'n' }));
    each.collect::<Vec<_>>().join(&PARTED_BY.to_string())
}

fn parse(text: &str, most: usize) -> Result<Vec<(usize, bool)>, String> {
    let mut all: Vec<(usize, bool)> = Vec::new();
    if text == EMPTY {
        return Ok(all);
    }
    for answer in text.split(PARTED_BY) {
        let (number, yes) = match (answer.strip_suffix('y'), answer.strip_suffix('n')) {
            (Some(number), _) => (number, true),
            (_, Some(number)) => (number, false),
            _ => return Err(format!("holds “{answer}”, which ends in neither y nor n")),
        };
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let question = number.parse().ok().filter(|question| digits && *question < most);
        let question = question.ok_or_else(|| format!("holds “{answer}”, which is no question's number"))?;
        if all.iter().any(|(other, _)| *other == question) {
            return Err(format!("answers question {question} twice"));
        }
        all.push((question, yes));
    }
    Ok(all)
}
