//! The frame of every page: header, notices, the routed view.

use leptos::{ev, prelude::*};

use super::{
    benchmark, browser, experiment, gallery, keys, papers,
    state::{Lab, Notice, Route, ThemeChoice},
};
use crate::lab::Page;

pub fn app(pages: &'static [Page]) -> impl IntoView {
    let lab = Lab::new(pages);
    lab.follow_address();
    let followed = window_event_listener(ev::hashchange, move |_| lab.follow_address());
    let pressed = window_event_listener(ev::keydown, move |event| keys::pressed(lab, &event));
    on_cleanup(move || {
        followed.remove();
        pressed.remove();
    });
    Effect::new(move |_| {
        let theme = match lab.theme.get() {
            ThemeChoice::Auto => "auto",
            ThemeChoice::Light => "light",
            ThemeChoice::Dark => "dark",
        };
        browser::store("theme", theme);
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-theme", theme);
        }
    });
    Effect::new(move |_| {
        let name =
            lab.page().map_or("Bottleneck Lab".to_owned(), |page| format!("{} · Bottleneck Lab", page.info.title));
        document().set_title(&name);
    });
    view! {
        <button class="skip" on:click=move |_| browser::focus("main")>"Skip to the page"</button>
        {header(lab)}
        {notice(lab)}
        <main id="main" tabindex="-1">
            {move || match lab.route.get() {
                Route::Gallery => gallery::gallery(lab).into_any(),
                Route::Papers => papers::papers(lab).into_any(),
                Route::Benchmark => benchmark::benchmark(lab).into_any(),
                Route::Experiment(id) => match lab.pages.iter().find(|page| page.info.id == id) {
                    Some(page) => experiment::experiment(lab, page).into_any(),
                    None => gallery::gallery(lab).into_any(),
                },
            }}
        </main>
        <p class="unseen" aria-live="polite">{move || lab.spoken.get()}</p>
        {keys::dialog()}
    }
}

fn header(lab: Lab) -> AnyView {
    let current = move |route: Route| move || (lab.route.get() == route).then_some("page");
    let on_experiments = move || matches!(lab.route.get(), Route::Gallery | Route::Experiment(_)).then_some("page");
    let turn = move |_| lab.next_theme();
    let device = move || {
        let note = lab.run.with(|run| run.device.clone())?;
        lab.page()?;
        let why = format!("{}: {}", note.name, note.why);
        Some(view! {
            <span class="chip device" tabindex="0" title=why.clone() aria-label=format!("Device {why}")>
                <i class="dot" aria-hidden="true"></i>
                {note.device.word()} " · " {note.name}
            </span>
        })
    };
    view! {
        <header class="top">
            <a class="brand" href="#/">"Bottleneck Lab"</a>
            <nav aria-label="Pages">
                <a href="#/" aria-current=on_experiments>"Experiments"</a>
                <a href="#/papers" aria-current=current(Route::Papers)>"Papers"</a>
                <a href="#/benchmark" aria-current=current(Route::Benchmark)>"Benchmark"</a>
            </nav>
            <span class="grow"></span>
            {device}
            <button class="chip" on:click=turn aria-label=move || format!("Theme: {}", lab.theme_name())>
                "◐ " {move || lab.theme_name()}
            </button>
            <button class="chip keys" on:click=|_| keys::open() aria-haspopup="dialog">"? Keys"</button>
        </header>
    }
    .into_any()
}

fn notice(lab: Lab) -> AnyView {
    let shown = move || {
        lab.notice.get().map(|Notice { heading, lines }| {
            view! {
                <section class="notice" role="status" aria-label="Notice">
                    <div>
                        <strong>{heading}</strong>
                        <ul>{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                    </div>
                    <button class="plain" on:click=move |_| lab.notice.set(None) aria-label="Dismiss">"✕"</button>
                </section>
            }
        })
    };
    view! { {shown} }.into_any()
}

impl Lab {
    fn theme_name(&self) -> &'static str {
        match self.theme.get() {
            ThemeChoice::Auto => "auto",
            ThemeChoice::Light => "light",
            ThemeChoice::Dark => "dark",
        }
    }

    pub fn next_theme(&self) {
        self.theme.update(|theme| {
            *theme = match theme {
                ThemeChoice::Auto => ThemeChoice::Light,
                ThemeChoice::Light => ThemeChoice::Dark,
                ThemeChoice::Dark => ThemeChoice::Auto,
            }
        });
    }
}
