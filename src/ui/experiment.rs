//! An experiment's page, made from its tables alone.

use leptos::prelude::*;

use super::{browser, figure, knobs, state::Lab, transport, verdicts};
use crate::{
    lab::{Page, Snippet, paper},
    worker::{DeviceKind, Phase},
};

pub fn experiment(lab: Lab, page: &'static Page) -> impl IntoView {
    let info = page.info;
    let first = info.papers.first().and_then(|key| paper(key));
    let after = first.map(|it| {
        view! {
            <a class="chip" href=it.url target="_blank" rel="noreferrer">
                "after " {it.authors} " " {it.year} {if info.after.is_empty() { "" } else { ", " }} {info.after}
            </a>
        }
    });
    let copied = RwSignal::new(false);
    let copy = move |_| {
        lab.copy_link();
        copied.set(true);
        let clear = move || {
            copied.try_set(false);
        };
        set_timeout(clear, std::time::Duration::from_secs(2));
    };
    // One card per figure; a card follows its own figure only.
    let ids =
        Memo::new(move |_| lab.figures.with(|figures| figures.iter().map(|it| it.id.clone()).collect::<Vec<_>>()));
    view! {
        <div class="headline">
            <div>
                <h1>{info.title}</h1>
                <p class="lead">{info.question}</p>
            </div>
            <div class="chips">
                {after}
                <button class="chip" on:click=copy>
                    {move || if copied.get() { "✓ Link copied" } else { "Copy link" }}
                </button>
            </div>
        </div>
        <div class="bench">
            {transport::transport(lab)}
            <div class="figures-column">
                {move || failure(lab)}
                {move || lab.is_stale().then(|| view! {
                    <p class="stale" role="status">
                        "These figures were made with other settings. Press Run to make them again."
                    </p>
                })}
                <For each=move || ids.get() key=|id| id.clone() children=move |id| figure::card(lab, id) />
            </div>
            <aside class="side" aria-label="Verdicts and guide">
                {verdicts::panel(lab, page)}
                {guide(lab, page)}
            </aside>
            {knobs::knobs(lab, page)}
        </div>
    }
}

fn failure(lab: Lab) -> Option<AnyView> {
    let Phase::Failed { reason, remedy } = lab.run.with(|run| run.phase.clone()) else { return None };
    let on_gpu = lab.run.with(|run| run.device.as_ref().is_some_and(|note| note.device == DeviceKind::Webgpu));
    let elsewhere = on_gpu.then(|| {
        let run = move |_| {
            lab.set("device", "cpu");
            lab.toggle();
        };
        view! { <button class="button" id="run-on-cpu" on:click=run>"Run on the CPU"</button> }
    });
    Some(
        view! {
            <section class="failed" role="alert">
                <strong>"This run failed."</strong>
                <p>{reason}</p>
                <p>{remedy}</p>
                {elsewhere}
            </section>
        }
        .into_any(),
    )
}

fn guide(lab: Lab, page: &'static Page) -> AnyView {
    let try_next = page.info.try_next.iter().map(move |(words, query)| {
        view! { <li><a href=format!("#/{}?{query}", page.info.id)>"↳ " {*words}</a></li> }
    });
    let papers = page.info.papers.iter().filter_map(|key| paper(key)).map(|it| {
        view! {
            <li><a href=it.url target="_blank" rel="noreferrer">{it.title}</a>
                <span class="facts">" " {it.authors} ", " {it.year}</span></li>
        }
    });
    let defaults = move || lab.params.with(|params| params.to_query().is_empty());
    view! {
        <section>
            <h2>"What to look for"</h2>
            {page.info.guide.iter().map(|text| view! { <p>{*text}</p> }).collect_view()}
        </section>
        {page.info.snippets.iter().map(|it| snippet(lab, it)).collect_view()}
        <section>
            <h2>"Try"</h2>
            <ul class="links">
                {move || (!defaults()).then(|| view! { <li><a href=format!("#/{}", page.info.id)>"↳ The defaults"</a></li> })}
                {try_next.collect_view()}
            </ul>
        </section>
        <section>
            <h2>"Papers"</h2>
            <ul class="links">{papers.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// Code that a visitor copies; long lines scroll, by keyboard too.
fn snippet(lab: Lab, snippet: &'static Snippet) -> impl IntoView {
    let copy = move |_| {
        browser::copy(snippet.code);
        lab.spoken.set("Code copied".into());
    };
    view! {
        <details class="snippet">
            <summary>{snippet.title}</summary>
            <pre tabindex="0" aria-label=snippet.title><code>{snippet.code}</code></pre>
            <button class="button" on:click=copy>"Copy code"</button>
        </details>
    }
}
