//! How wide a text will be, judged without a browser: wide enough for every usual interface font.

/// The family that charts are lettered in.
pub(super) const FAMILY: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

/// From the middle of the digits down to the line they stand on, in parts of the letter size.
pub(super) const DROP: f64 = 0.36;

/// The width of a text whose letters are `size` high, in the same unit.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// The text, or as much of its beginning as fits, with an ellipsis.
pub(super) fn fitted(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut used = advance('…') * size;
    let kept: String = text
        .chars()
        .take_while(|letter| {
            used += advance(*letter) * size;
            used <= room
        })
        .collect();
    if kept.is_empty() { kept } else { format!("{}…", kept.trim_end()) }
}

/// In parts of the letter size; those of DejaVu Sans, the widest of the fonts a visitor is likely to have.
fn advance(letter: char) -> f64 {
    match letter {
        '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '⁺' | '⁻' => 0.42,
        '0'..='9' => 0.64,
        ' ' | '\u{202f}' | 'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '·' => 0.32,
        '(' | ')' | '[' | ']' | 'f' | 't' | 'r' | '/' | '-' => 0.41,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' => 0.98,
        '−' | '×' | '=' | '+' | '<' | '>' | '≤' | '≥' | '→' => 0.84,
        'A'..='Z' => 0.72,
        'a'..='z' => 0.61,
        _ => 0.7,
    }
}
