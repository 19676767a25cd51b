//! The page: gallery, experiments, papers. The only folder that knows Leptos.

mod app;
mod benchmark;
mod browser;
mod cards;
mod drawing_input;
mod experiment;
mod figure;
mod figure_tools;
mod file_input;
mod file_store;
mod files;
mod gallery;
mod images;
mod keys;
mod knob;
mod knobs;
mod news;
mod papers;
mod state;
mod table_input;
mod transport;
mod verdicts;

use crate::lab::Page;

/// Draws the page into the document.
pub fn mount(pages: &'static [Page]) {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        browser::show_panic(&panic.to_string());
    }));
    leptos::mount::mount_to_body(move || app::app(pages));
}
