//! The verdict panel: every claim, its criterion, what was measured, and whether it held.

use leptos::prelude::*;

use super::{
    browser,
    state::{Lab, mark},
};
use crate::{
    lab::{Claim, Page, Ruling, Tally, paper},
    plot::Unit,
};

pub fn panel(lab: Lab, page: &'static Page) -> AnyView {
    let rows = page.claims.iter().enumerate().map(|(i, claim)| row(lab, page, claim, i));
    view! {
        <section aria-labelledby="verdicts">
            <h2 id="verdicts">"Verdict"</h2>
            <ul class="verdicts" aria-live="polite">{rows.collect_view()}</ul>
            <button class="plain" id="download-run" hidden=move || lab.frames.get() == 0 on:click=move |_| lab.download_run()>
                "Download the run as JSON"
            </button>
        </section>
    }
    .into_any()
}

impl Lab {
    /// Hands the shown run out as a file: its link, its verdicts, every frame.
    fn download_run(&self) {
        let Some(params) = self.run.with_untracked(|run| run.ran.clone()) else { return };
        let json = self.repeats.with_value(|repeats| {
            repeats.as_ref().map(|repeats| (repeats.page().info.id, repeats.to_json(&params).to_string()))
        });
        if let Some((id, json)) = json {
            browser::download(&format!("{id}.json"), "application/json", &json);
        }
    }
}

fn row(lab: Lab, page: &'static Page, claim: &'static Claim, index: usize) -> AnyView {
    let tally = Memo::new(move |_| lab.tallies.with(|tallies| tallies.get(index).cloned()));
    let ruling = move || tally.get().map_or("…", |tally| mark(&tally.ruling));
    let class = move || match ruling() {
        "✓" => "sign held",
        "✕" => "sign missed",
        _ => "sign open",
    };
    let source = paper(claim.paper).map(|it| format!("{} {}", it.authors, it.year));
    let outcome = move || tally.get().map(|tally| outcome(page, &tally));
    let measured = move || tally.get().map(|tally| measured(&tally, lab.unit()));
    view! {
        <li>
            <span class=class aria-hidden="true">{ruling}</span>
            <div>
                <h3>{claim.statement}</h3>
                <p class="facts">{source}</p>
                <p class="criterion"><span>"criterion: "</span>{claim.criterion}</p>
                {measured}
                {outcome}
            </div>
        </li>
    }
    .into_any()
}

fn outcome(page: &'static Page, tally: &Tally) -> AnyView {
    let text = match &tally.ruling {
        Ruling::Open { why, .. } => format!("open: {why}"),
        _ if tally.runs > 1 => format!("held in {} of {}", tally.held, tally.runs),
        Ruling::Held => "held".into(),
        Ruling::DidNotHold => "did not hold".into(),
    };
    let settle = match &tally.ruling {
        Ruling::Open { settle: Some(query), .. } => {
            let link =
                if query.is_empty() { format!("#/{}", page.info.id) } else { format!("#/{}?{query}", page.info.id) };
            Some(view! { " " <a href=link>"settle it →"</a> })
        }
        _ => None,
    };
    view! { <p class="outcome mono">{text} {settle}</p> }.into_any()
}

fn measured(tally: &Tally, unit: Unit) -> AnyView {
    let rows = tally.measured.iter().map(|spread| {
        let written = |value: f64| spread.median.quantity.written(value, unit);
        let range = (tally.runs > 1 && spread.low < spread.high)
            .then(|| [format!("[{},", written(spread.low)), format!("{}]", written(spread.high))]);
        // Each number stays in one piece; between them a narrow panel may break the line.
        let numbers = std::iter::once(written(spread.median.value)).chain(range.into_iter().flatten());
        let numbers = numbers.map(|number| view! { <span>{number}</span> " " }).collect_view();
        view! { <div><dt>{spread.median.label.clone()}</dt><dd>{numbers}</dd></div> }
    });
    view! { <dl class="measured mono">{rows.collect_view()}</dl> }.into_any()
}
