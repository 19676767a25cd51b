//! A board of concept cards: what the model believes, a switch to tell it better, and keys for both.

use leptos::{ev, html::Div, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::state::Lab;
use crate::{
    lab::{answered, answers, unanswered},
    plot::{Body, Card, Cards, Figure},
};

/// What a card's switch offers, in the order in which Space goes through it.
const STATES: [(&str, Option<bool>); 3] = [("model", None), ("absent", Some(false)), ("present", Some(true))];

pub fn cards(lab: Lab, id: String, figure: Memo<Option<Figure>>) -> AnyView {
    let board = Memo::new(move |_| {
        figure.with(|figure| match figure.as_ref().map(|figure| &figure.body) {
            Some(Body::Cards(cards)) => Some(cards.clone()),
            _ => None,
        })
    });
    let of = move |get: fn(&Cards) -> usize| board.with(|board| board.as_ref().map_or(0, get));
    let count = Memo::new(move |_| of(|board| board.cards.len()));
    let key = Memo::new(move |_| board.with(|board| board.as_ref().and_then(|board| board.key.clone())));
    let status = move || board.with(|board| board.as_ref().map(|board| board.status.clone()));
    let title = move || figure.with(|figure| figure.as_ref().map(|figure| figure.title.clone()));
    let cursor = RwSignal::new(0usize);
    let element = NodeRef::<Div>::new();
    let tell = move |index: usize, answer: Option<bool>| set(lab, key, |text| answered(text, index, answer));
    let undo = move || set(lab, key, unanswered);
    let keyed = move |event: ev::KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let (at, all) = (cursor.get_untracked(), count.get_untracked());
        let across = element.get_untracked().map_or(1, |element| columns(&element));
        let next = match event.key().as_str() {
            "ArrowLeft" => at.saturating_sub(1),
            "ArrowRight" => (at + 1).min(all.saturating_sub(1)),
            "ArrowUp" => at.checked_sub(across).unwrap_or(at),
            "ArrowDown" => Some(at + across).filter(|next| *next < all).unwrap_or(at),
            "Home" => 0,
            "End" => all.saturating_sub(1),
            " " | "Enter" => {
                event.prevent_default();
                // What was set last, which the picture may not show yet.
                let told = answers(&present(lab, key)).into_iter().find(|(card, _)| *card == at).map(|(_, told)| told);
                let state = STATES.iter().position(|(_, state)| *state == told).unwrap_or(0);
                return tell(at, STATES[(state + 1) % STATES.len()].1);
            }
            "p" | "P" => return tell(at, Some(true)),
            "a" | "A" => return tell(at, Some(false)),
            "m" | "M" => return tell(at, None),
            "u" | "U" | "Backspace" => {
                event.prevent_default();
                return undo();
            }
            _ => return,
        };
        event.prevent_default();
        cursor.set(next);
        if let Some(card) = element.get_untracked().and_then(|element| element.children().item(next as u32))
            && let Ok(card) = card.dyn_into::<HtmlElement>()
        {
            let _ = card.focus();
        }
    };
    let all = move || (0..count.get()).map(|i| card(board, key, cursor, i, tell)).collect_view();
    let tools = move || {
        key.get().map(|key| {
            let is_untold =
                move || board.with(|board| board.as_ref().is_none_or(|it| it.cards.iter().all(|it| it.told.is_none())));
            view! {
                <p class="board-tools">
                    <button type="button" class="plain" disabled=is_untold on:click=move |_| undo()>"undo"</button>
                    <button type="button" class="plain" disabled=is_untold on:click=move |_| lab.reset_field(&key)>
                        "back to the model"
                    </button>
                    <span class="facts">"Keys: arrows, Space or M A P, U undoes"</span>
                </p>
            }
        })
    };
    view! {
        <div class="cards" id=format!("cards-{id}") role="group" aria-label=title node_ref=element on:keydown=keyed>{all}</div>
        <p class="status" role="status" aria-live="polite">{status}</p>
        {tools}
    }
    .into_any()
}

/// Sets the board's field from its present text.
fn set(lab: Lab, key: Memo<Option<String>>, change: impl FnOnce(&str) -> String) {
    if let Some(name) = key.get_untracked() {
        lab.set(&name, &change(&present(lab, key)));
    }
}

/// The present text of the board's field.
fn present(lab: Lab, key: Memo<Option<String>>) -> String {
    let text = key.get_untracked().and_then(|key| lab.params.with_untracked(|params| params.get(&key).cloned()));
    text.unwrap_or_else(|| "none".into())
}

/// How many cards stand in a row.
fn columns(board: &HtmlElement) -> usize {
    let cards = board.children();
    let top = |i: u32| cards.item(i).and_then(|card| card.dyn_into::<HtmlElement>().ok()).map(|card| card.offset_top());
    let first = top(0);
    (1..cards.length()).find(|i| top(*i) != first).unwrap_or(cards.length()).max(1) as usize
}

fn card(
    board: Memo<Option<Cards>>,
    key: Memo<Option<String>>,
    cursor: RwSignal<usize>,
    index: usize,
    tell: impl Fn(usize, Option<bool>) + Copy + Send + Sync + 'static,
) -> AnyView {
    let own = Memo::new(move |_| board.with(|board| board.as_ref().and_then(|board| board.cards.get(index).cloned())));
    let words = move |get: fn(&Card) -> String| move || own.with(|own| own.as_ref().map(get).unwrap_or_default());
    let is = move |test: fn(&Card) -> bool| move || own.with(|own| own.as_ref().is_some_and(test));
    let percent = |share: f64| format!("{:.1}%", 100.0 * share.clamp(0.0, 1.0));
    let style = move || {
        own.with(|own| {
            let card = own.as_ref()?;
            let (now, before, unsure) = (percent(card.probability), percent(card.before), percent(card.uncertainty()));
            Some(format!("--now: {now}; --before: {before}; --unsure: {unsure}"))
        })
    };
    let rank = move || own.with(|own| own.as_ref().and_then(|own| own.rank).map(|rank| format!("ask {rank}")));
    let truth = move || {
        let truth = own.with(|own| own.as_ref().and_then(|own| own.truth))?;
        Some(if truth { "there" } else { "not there" })
    };
    let switch = move || {
        key.get().map(|_| {
            let states = STATES.map(|(label, state)| {
                let is_on = move || own.with(|own| own.as_ref().is_some_and(|own| own.told == state));
                view! {
                    <button type="button" tabindex="-1" aria-pressed=move || is_on().to_string()
                        on:click=move |_| {
                            cursor.set(index);
                            tell(index, state);
                        }>
                        {label}
                    </button>
                }
            });
            view! { <span class="switch">{states.into_iter().collect_view()}</span> }
        })
    };
    view! {
        <div class="concept" class:told=is(|card| card.told.is_some()) class:next=is(|card| card.rank == Some(1))
            class:wrong=is(|card| card.truth.is_some_and(|truth| truth != (card.probability > 0.5)))
            role="group" tabindex=move || if cursor.get() == index { "0" } else { "-1" }
            aria-label=words(Card::sentence) on:focus=move |_| cursor.set(index) style=style>
            <span class="name">{words(|card| card.name.clone())}</span>
            <span class="rank mono">{rank}</span>
            <span class="belief" aria-hidden="true"><i></i><b></b></span>
            <span class="mono share">{words(|card| format!("{:.0} %", 100.0 * card.probability))}</span>
            <span class="unsure" aria-hidden="true" title="How unsure the model is"></span>
            <span class="note">{words(|card| card.note.clone())}</span>
            <span class="truth">{truth}</span>
            {switch}
        </div>
    }
    .into_any()
}
