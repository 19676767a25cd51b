//! The knobs: every field of the experiment and the conditions all share, by group.

use leptos::prelude::*;

use super::{knob::knob, state::Lab};
use crate::lab::{Conditions, Field, Page};

pub fn knobs(lab: Lab, page: &'static Page) -> AnyView {
    let own = page.fields.iter();
    // Repeats and devices are offered only where they change anything.
    let shared = Conditions::FIELDS.iter().filter(move |field| match field.key {
        "seeds" => page.info.random,
        "device" => page.info.uses_device,
        _ => true,
    });
    let mut groups: Vec<(&'static str, Vec<&'static Field>)> = Vec::new();
    for field in own.chain(shared) {
        match groups.iter_mut().find(|(name, _)| *name == field.group) {
            Some((_, fields)) => fields.push(field),
            None => groups.push((field.group, vec![field])),
        }
    }
    let changed = move || lab.params.with(|params| params.keys().count());
    let groups = groups.into_iter().map(|(name, fields)| {
        view! {
            <fieldset>
                <legend>{name}</legend>
                {fields.into_iter().map(|field| knob(lab, page, field)).collect_view()}
            </fieldset>
        }
    });
    view! {
        <form class="knobs" aria-label="Settings" on:submit=|event| event.prevent_default()>
            {groups.collect_view()}
            <button type="button" class="button reset" on:click=move |_| lab.reset_all() disabled=move || changed() == 0>
                {move || match changed() { 0 => "All at their defaults".to_owned(), n => format!("Reset all ({n} changed)") }}
            </button>
            <p class="facts">"◦ redraws at once · ◌ asks the finished run · all others need a new run"</p>
        </form>
    }
    .into_any()
}
