//! The keyboard: shortcuts, and the dialog that lists them.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, KeyboardEvent};

use super::{
    browser,
    state::{Lab, Route},
};

const KEYS: &[(&str, &str)] = &[
    ("Space", "run, pause, go on"),
    ("S", "one frame further"),
    ("X", "stop"),
    ("R", "reset the run"),
    ("← →", "scrub through the frames"),
    ("D", "roll the dice for a new seed"),
    ("L", "copy the link"),
    ("T", "change the theme"),
    ("?", "this list"),
    ("In a knob: arrows", "change it; with Shift ten times as far"),
    ("In a knob: Backspace", "back to its default (slider)"),
    ("On a drawing: arrows", "to another pixel"),
    ("On a drawing: Space", "darken it; Backspace clears it"),
    ("On concept cards: arrows", "to another card"),
    ("On concept cards: Space", "model, absent, present; or M, A, P"),
    ("On concept cards: U", "take the last answer back"),
];

/// What a key does when no control has the focus.
pub fn pressed(lab: Lab, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(event) {
        return;
    }
    match event.key().as_str() {
        "?" => open(),
        "t" | "T" => lab.next_theme(),
        key if matches!(lab.route.get_untracked(), Route::Experiment(_)) => match key {
            " " => lab.toggle(),
            "s" | "S" => lab.step(),
            "x" | "X" => lab.stop(),
            "r" | "R" => lab.reset_run(),
            "d" | "D" => lab.set("seed", &browser::random_seed().to_string()),
            "l" | "L" => lab.copy_link(),
            "ArrowLeft" => lab.scrub(untrack(|| lab.moment()).0.saturating_sub(1)),
            "ArrowRight" => lab.scrub(untrack(|| lab.moment()).0 + 1),
            _ => return,
        },
        _ => return,
    }
    event.prevent_default();
}

/// A control that uses keys itself has the focus.
fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return false };
    let name = element.tag_name();
    let pressable =
        matches!(name.as_str(), "BUTTON" | "A" | "SUMMARY") && matches!(event.key().as_str(), " " | "Enter");
    let is_board = element.get_attribute("role").as_deref() == Some("grid") || is_card(&element);
    matches!(name.as_str(), "INPUT" | "SELECT" | "TEXTAREA" | "DIALOG") || pressable || is_board
}

fn is_card(element: &HtmlElement) -> bool {
    element.closest(".cards").is_ok_and(|board| board.is_some())
}

pub fn open() {
    if let Some(dialog) = element() {
        let _ = dialog.show_modal();
    }
}

fn element() -> Option<HtmlDialogElement> {
    document().get_element_by_id("keys")?.dyn_into().ok()
}

pub fn dialog() -> AnyView {
    let close = |_| {
        if let Some(dialog) = element() {
            dialog.close();
        }
    };
    view! {
        <dialog id="keys" aria-labelledby="keys-title">
            <h2 id="keys-title">"Keys"</h2>
            <dl>
                {KEYS.iter().map(|(key, does)| view! { <div><dt><kbd>{*key}</kbd></dt><dd>{*does}</dd></div> }).collect_view()}
            </dl>
            <button class="button" on:click=close>"Close"</button>
        </dialog>
    }
    .into_any()
}

impl Lab {
    /// Copies the address, which is the link of exactly these settings.
    pub fn copy_link(&self) {
        browser::copy(&browser::address());
        self.spoken.set("Link copied".into());
    }
}
