//! One knob, made from its field.

use leptos::{ev, prelude::*};

use super::{browser, drawing_input::drawing_input, file_input::file_input, state::Lab, table_input::table_input};
use crate::{
    lab::{Edit, Field, Kind, Page, Role, answers, unanswered},
    plot::{Quantity, format::significant},
};

/// Choices beyond this many become a list to open.
const MOST_BUTTONS: usize = 5;
/// Ranges that span more than this ratio get a logarithmic slider.
const WIDE: f64 = 100.0;
const SLIDER_STEPS: f64 = 1000.0;

pub fn knob(lab: Lab, page: &'static Page, field: &'static Field) -> AnyView {
    let defaults = StoredValue::new(page.all_defaults());
    let default = Signal::derive(move || defaults.with_value(|all| all.get(field.key).cloned()).unwrap_or_default());
    let value =
        Memo::new(move |_| lab.params.with(|params| params.get(field.key).cloned()).unwrap_or_else(|| default.get()));
    let changed = move || lab.params.with(|params| params.get(field.key).is_some());
    let hidden = move || lab.params.with(|params| !page.shows(field, params));
    let refused = move || lab.refused.get().filter(|(key, _)| key == field.key).map(|(_, why)| why);
    let help = format!("help-{}", field.key);
    let hint = match field.edit {
        Edit::Rerun => "",
        Edit::Ask => " ◌",
        Edit::Redraw => " ◦",
    };
    let control = match field.kind {
        Kind::Number { range: [low, high], log } => {
            slider(lab, field, value, low, high, log || spans(low, high), false)
        }
        Kind::Count { range: [low, high] } => {
            let (low, high) = (low as f64, high as f64);
            slider(lab, field, value, low, high, spans(low, high), true)
        }
        Kind::Choice(values) if values.len() > MOST_BUTTONS => list(lab, field, value, values),
        Kind::Choice(values) => buttons(lab, field, value, values),
        Kind::Toggles(values) => toggles(lab, field, value, values),
        Kind::Flag => flag(lab, field, value),
        Kind::Seed | Kind::Text { .. } => ().into_any(),
        Kind::Table { rows, columns, .. } => table_input(lab, field, value, rows, columns),
        Kind::Drawing { width, height, levels } => drawing_input(lab, field, value, [width, height], levels),
        Kind::Answers { .. } => answers_given(lab, field, value),
        Kind::Files { extensions, most } => file_input(lab, page, field, extensions, most),
    };
    let unit = move || if field.is_information() { lab.unit().name() } else { field.unit };
    let typed = matches!(field.kind, Kind::Number { .. } | Kind::Count { .. } | Kind::Seed | Kind::Text { .. });
    let entry = typed.then(|| entry(lab, field, value));
    let dice = (field.kind == Kind::Seed).then(|| {
        view! {
            <button type="button" class="dice" aria-label="Roll a new seed" title="Roll a new seed"
                on:click=move |_| lab.set(field.key, &browser::random_seed().to_string())>"⚄"</button>
        }
    });
    view! {
        <div class="knob" class:budget=field.role == Role::Budget class:changed=changed hidden=hidden>
            <div class="row">
                <label for=format!("knob-{}", field.key) on:dblclick=move |_| lab.reset_field(field.key)>
                    {field.label}<span class="hint" aria-hidden="true">{hint}</span>
                </label>
                <span class="value mono">{entry} {dice} {unit}</span>
            </div>
            {control}
            <p class="help" id=help role="tooltip">
                {field.help} " Allowed: " {field.kind.allowed()} ". Default: " {move || default.get()}
                {field.is_information().then_some(", both in nats")} "."
                {move || changed().then(|| view! {
                    " " <button type="button" class="plain" on:click=move |_| lab.reset_field(field.key)>"restore"</button>
                })}
            </p>
            {move || refused().map(|why| view! { <p class="refused" role="alert">{why}</p> })}
        </div>
    }
    .into_any()
}

fn spans(low: f64, high: f64) -> bool {
    low > 0.0 && high / low > WIDE
}

/// A slider; logarithmic ones move evenly in the logarithm.
fn slider(
    lab: Lab,
    field: &'static Field,
    value: Memo<String>,
    low: f64,
    high: f64,
    log: bool,
    whole: bool,
) -> AnyView {
    let few = whole && !log && high - low <= SLIDER_STEPS;
    let to_share = move |number: f64| {
        if log { (number / low).ln() / (high / low).ln() } else { (number - low) / (high - low) }
    };
    let from_share = move |share: f64| {
        let number = if log { low * (high / low).powf(share) } else { low + share * (high - low) };
        if whole { number.round() } else { rounded(number, if log { number } else { high - low }) }
    };
    let place = move || {
        let number: f64 = value.get().parse().unwrap_or(low);
        if few { number } else { (to_share(number) * SLIDER_STEPS).round() }
    };
    let place_of = move |number: f64| if few { number } else { from_share(number / SLIDER_STEPS) };
    let moved = move |event| {
        if let Ok(number) = event_target_value(&event).parse::<f64>() {
            lab.set(field.key, &place_of(number).clamp(low, high).to_string());
        }
    };
    let step = if few { 1.0 } else { SLIDER_STEPS / 200.0 };
    let pressed = move |event: ev::KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => 1.0,
            "ArrowLeft" | "ArrowDown" => -1.0,
            "Backspace" | "Delete" => {
                event.prevent_default();
                return lab.reset_field(field.key);
            }
            _ => return,
        };
        event.prevent_default();
        let far = if event.shift_key() { 10.0 } else { 1.0 };
        let next = place_of(place() + by * far * step);
        // Where rounding would hold a whole number still, it moves by one.
        let now: f64 = value.get_untracked().parse().unwrap_or(low);
        let next = if whole && next == now { now + by } else { next };
        lab.set(field.key, &next.clamp(low, high).to_string());
    };
    let (from, to) = if few { (low, high) } else { (0.0, SLIDER_STEPS) };
    view! {
        <input type="range" min=from max=to step="any" aria-label=field.label
            aria-describedby=format!("help-{}", field.key)
            aria-valuetext=move || shown(lab, field, &value.get())
            prop:value=move || place().to_string()
            style=move || format!("--share: {:.2}%", 100.0 * (place() - from) / (to - from))
            on:input=moved on:keydown=pressed />
    }
    .into_any()
}

/// Three significant digits of a number of the given size.
fn rounded(number: f64, size: f64) -> f64 {
    if size == 0.0 || !size.is_finite() {
        return number;
    }
    let digits = (2.0 - size.abs().log10().floor()).clamp(0.0, 12.0) as i32;
    let scale = 10f64.powi(digits);
    (number * scale).round() / scale
}

fn entry(lab: Lab, field: &'static Field, value: Memo<String>) -> AnyView {
    let written = move || match value.get().parse::<f64>() {
        Ok(nats) if field.is_information() => significant(lab.unit().of_nats(nats), 4),
        _ => value.get(),
    };
    let commit = move |event| {
        let text = event_target_value(&event);
        match text.trim().parse::<f64>() {
            Ok(typed) if field.is_information() => {
                lab.set(field.key, &Quantity::Information.held(typed, untrack(|| lab.unit())).to_string());
            }
            _ => lab.set(field.key, &text),
        }
        // A refused text gives way to the value that stands.
        if lab.refused.with_untracked(|refused| refused.as_ref().is_some_and(|(key, _)| key == field.key)) {
            event_target::<web_sys::HtmlInputElement>(&event).set_value(&untrack(written));
        }
    };
    let numeric = !matches!(field.kind, Kind::Text { .. });
    view! {
        <input type="text" id=format!("knob-{}", field.key) class="entry" class:long=!numeric
            inputmode=if numeric { "decimal" } else { "text" } autocomplete="off" spellcheck="false"
            aria-describedby=format!("help-{}", field.key)
            prop:value=written on:change=commit />
    }
    .into_any()
}

/// A value with its unit, as it is read out.
fn shown(lab: Lab, field: &Field, value: &str) -> String {
    match value.parse() {
        Ok(nats) if field.is_information() => Quantity::Information.written(nats, lab.unit()),
        _ => format!("{value} {}", field.unit),
    }
}

type Values = &'static [(&'static str, &'static str)];

fn buttons(lab: Lab, field: &'static Field, value: Memo<String>, values: Values) -> AnyView {
    let buttons = values.iter().map(move |(name, label)| {
        view! {
            <label class="segment">
                <input type="radio" name=field.key value=*name prop:checked=move || value.get() == *name
                    aria-describedby=format!("help-{}", field.key)
                    on:change=move |_| lab.set(field.key, name) />
                <span>{*label}</span>
            </label>
        }
    });
    view! { <div class="segments" role="radiogroup" aria-label=field.label id=format!("knob-{}", field.key)>{buttons.collect_view()}</div> }
        .into_any()
}

fn list(lab: Lab, field: &'static Field, value: Memo<String>, values: Values) -> AnyView {
    let options = values.iter().map(move |(name, label)| {
        view! { <option value=*name prop:selected=move || value.get() == *name>{*label}</option> }
    });
    view! {
        <select id=format!("knob-{}", field.key) aria-describedby=format!("help-{}", field.key)
            on:change=move |event| lab.set(field.key, &event_target_value(&event))>
            {options.collect_view()}
        </select>
    }
    .into_any()
}

fn toggles(lab: Lab, field: &'static Field, value: Memo<String>, values: Values) -> AnyView {
    let is_on = move |name: &str| value.with(|value| value.split('+').any(|chosen| chosen == name));
    let toggle = move |name: &'static str| {
        let chosen: Vec<&str> =
            values.iter().map(|(other, _)| *other).filter(|other| is_on(other) != (*other == name)).collect();
        let text = if chosen.is_empty() { "none".to_owned() } else { chosen.join("+") };
        lab.set(field.key, &text);
    };
    let buttons = values.iter().map(move |(name, label)| {
        view! {
            <label class="segment">
                <input type="checkbox" prop:checked=move || is_on(name) on:change=move |_| toggle(name) />
                <span>{*label}</span>
            </label>
        }
    });
    view! { <div class="segments" role="group" aria-label=field.label>{buttons.collect_view()}</div> }.into_any()
}

/// How many answers there are: they are given on the cards of a figure.
fn answers_given(lab: Lab, field: &'static Field, value: Memo<String>) -> AnyView {
    let count = Memo::new(move |_| value.with(|text| answers(text).len()));
    let undo = move |_| lab.set(field.key, &unanswered(&value.get_untracked()));
    view! {
        <div class="answers" id=format!("knob-{}", field.key) role="group" aria-label=field.label
            aria-describedby=format!("help-{}", field.key)>
            <span class="mono">{move || count.get()}</span> " given on the cards "
            <button type="button" class="plain" disabled=move || count.get() == 0 on:click=undo>"undo"</button> " "
            <button type="button" class="plain" disabled=move || count.get() == 0
                on:click=move |_| lab.reset_field(field.key)>"none"</button>
        </div>
    }
    .into_any()
}

fn flag(lab: Lab, field: &'static Field, value: Memo<String>) -> AnyView {
    let flip = move |event| lab.set(field.key, if event_target_checked(&event) { "true" } else { "false" });
    view! {
        <input type="checkbox" role="switch" id=format!("knob-{}", field.key)
            aria-describedby=format!("help-{}", field.key)
            prop:checked=move || value.get() == "true" on:change=flip />
    }
    .into_any()
}
