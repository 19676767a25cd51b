//! The gallery: one card a question.

use leptos::prelude::*;

use super::{browser, state::Lab};
use crate::{
    lab::{Page, paper},
    plot::Theme,
};

pub fn gallery(lab: Lab) -> impl IntoView {
    view! {
        <section class="gallery">
            <h1>"Re-run the science of bottlenecks"</h1>
            <p class="lead">
                "A bottleneck is a budget: so many bits, so many units, so many words. Each experiment here states what a
                 paper claims of one, trains or solves it on your own machine while you watch, and ends in a verdict.
                 Nothing leaves this page."
            </p>
            <div class="cards">
                {lab.pages.first().map(start_card)}
                {lab.pages.iter().map(|page| card(lab, page)).collect_view()}
            </div>
        </section>
    }
}

fn start_card(page: &'static Page) -> AnyView {
    view! {
        <a class="card start" href=format!("#/{}", page.info.id)>
            <p class="kicker">"Two minutes to begin"</p>
            <h2>"What is a bottleneck?"</h2>
            <ol>
                <li>"Open the information curve and press Run: it takes a second."</li>
                <li>"Drag the amber line: that is the budget. Above it, dashed, what no code can pass; the teal curve is what the best code reaches."</li>
                <li>"Click a point of the curve to see its code, then read the verdicts."</li>
            </ol>
        </a>
    }
    .into_any()
}

fn card(lab: Lab, page: &'static Page) -> AnyView {
    let info = page.info;
    let source = info.papers.first().and_then(|key| paper(key)).map(|it| format!("{} {}", it.authors, it.year));
    let verdict = browser::stored(&format!("verdict:{}", info.id)).unwrap_or_else(|| "not run here yet".into());
    let device = if info.uses_device { "trains on GPU or CPU" } else { "on the CPU" };
    // A figure of the experiment's own, made by `replicate run ID --svg`.
    let picture = move || match lab.shown_theme() {
        Theme::Light => format!("thumbs/{}-light.svg", info.id),
        Theme::Dark => format!("thumbs/{}-dark.svg", info.id),
    };
    view! {
        <a class="card" href=format!("#/{}", info.id)>
            <img src=picture alt="" width="360" height="200" />
            <p class="kicker">{info.family}</p>
            <h2>{info.title}</h2>
            <p>{info.question}</p>
            <p class="facts">{source} " · " {device}</p>
            <p class="facts mono">"last verdicts: " {verdict}</p>
        </a>
    }
    .into_any()
}
