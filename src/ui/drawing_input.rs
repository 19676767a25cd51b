//! A board of pixels to draw on, with a pointer or with keys.

use leptos::{ev, html::Div, prelude::*};

use super::{browser, figure_tools::css, state::Lab};
use crate::{
    lab::{Board, Field, Pen},
    plot::grey_colour,
};

/// The line that a pointer is drawing.
#[derive(Clone, Copy)]
struct Stroke {
    pointer: i32,
    /// In pixels of the drawing.
    last: [f64; 2],
    pen: Pen,
}

pub fn drawing_input(
    lab: Lab,
    field: &'static Field,
    value: Memo<String>,
    [width, height]: [usize; 2],
    levels: u32,
) -> AnyView {
    let of =
        move |text: &str| Board::of(text, width, height, levels).or_else(|| Board::of("none", width, height, levels));
    // What is seen runs ahead of the value, which is set once a frame.
    let board = RwSignal::new(untrack(|| of(&value.get())));
    let stroke = StoredValue::new(None::<Stroke>);
    let cursor = RwSignal::new(0usize);
    let erasing = RwSignal::new(false);
    let element = NodeRef::<Div>::new();
    Effect::new(move |_| {
        let text = value.get();
        if stroke.with_value(Option::is_none) {
            board.set(of(&text));
        }
    });
    let change = move |edit: &dyn Fn(&mut Board)| {
        board.update(|board| board.iter_mut().for_each(edit));
        browser::schedule(&format!("drawing {}", field.key), move || {
            // Gone, where the visitor has left the page.
            let Some(Some(drawn)) = board.try_get_untracked() else { return };
            lab.set(field.key, &drawn.text());
            if stroke.with_value(Option::is_none) {
                // A drawing that is refused gives way to the one that stands.
                board.set(of(&value.get_untracked()));
            }
        });
    };
    let place = move |event: &ev::PointerEvent| -> Option<[f64; 2]> {
        let rect = element.get_untracked()?.get_bounding_client_rect();
        let share = [
            (f64::from(event.client_x()) - rect.left()) / rect.width(),
            (f64::from(event.client_y()) - rect.top()) / rect.height(),
        ];
        Some([share[0] * width as f64, share[1] * height as f64]).filter(|place| place.iter().all(|at| at.is_finite()))
    };
    let pressed = move |event: ev::PointerEvent| {
        let (None, Some(at)) = (stroke.get_value(), place(&event)) else { return };
        let erases = erasing.get_untracked() || event.shift_key() || event.button() == 2;
        let pen = if erases { Pen::Erases } else { Pen::Draws };
        if let Some(element) = element.get_untracked() {
            let _ = element.set_pointer_capture(event.pointer_id());
        }
        stroke.set_value(Some(Stroke { pointer: event.pointer_id(), last: at, pen }));
        change(&|board| board.stroke(at, at, pen));
    };
    let moved = move |event: ev::PointerEvent| {
        let Some(drawn) = stroke.get_value().filter(|drawn| drawn.pointer == event.pointer_id()) else { return };
        if let Some(at) = place(&event) {
            stroke.set_value(Some(Stroke { last: at, ..drawn }));
            change(&|board| board.stroke(drawn.last, at, drawn.pen));
        }
    };
    let ended = move |event: ev::PointerEvent| {
        if stroke.get_value().is_some_and(|drawn| drawn.pointer == event.pointer_id()) {
            stroke.set_value(None);
            change(&|_| {});
        }
    };
    let keyed = move |event: ev::KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let at = cursor.get_untracked();
        let (row, column) = (at / width, at % width);
        match event.key().as_str() {
            "ArrowLeft" => cursor.set(row * width + column.saturating_sub(1)),
            "ArrowRight" => cursor.set(row * width + (column + 1).min(width - 1)),
            "ArrowUp" => cursor.set(row.saturating_sub(1) * width + column),
            "ArrowDown" => cursor.set((row + 1).min(height - 1) * width + column),
            "Home" => cursor.set(row * width),
            "End" => cursor.set(row * width + width - 1),
            " " | "Enter" => change(&|board| board.darken(at)),
            "Backspace" | "Delete" => change(&|board| board.set(at, 0)),
            _ => return,
        }
        event.prevent_default();
        // Said, because a cell that stays the active one is not read anew.
        if let Some(board) = board.get_untracked().filter(|_| at == cursor.get_untracked()) {
            lab.spoken.set(format!("{} of {}", board.level(at), board.top()));
        }
    };
    let id = move |cell: usize| format!("knob-{}-{cell}", field.key);
    let cell = move |i: usize| {
        let level = Memo::new(move |_| board.with(|board| board.as_ref().map_or(0, |board| board.level(i))));
        let top = levels - 1;
        let grey = move || css(grey_colour(f64::from(level.get()) / f64::from(top), lab.shown_theme()));
        view! {
            <div role="gridcell" id=id(i) class="pixel" class:active=move || cursor.get() == i style:background=grey
                aria-label=move || format!("row {}, column {}: {} of {top}", i / width + 1, i % width + 1, level.get())>
            </div>
        }
    };
    let row = move |r: usize| {
        view! { <div role="row" class="line">{(r * width..(r + 1) * width).map(cell).collect_view()}</div> }
    };
    view! {
        <div class="drawing">
            <div class="board" id=format!("knob-{}", field.key) role="grid" tabindex="0" node_ref=element
                aria-label=field.label aria-describedby=format!("help-{0} keys-{0}", field.key)
                aria-activedescendant=move || id(cursor.get())
                style=format!("--width: {width}; --height: {height}")
                on:pointerdown=pressed on:pointermove=moved on:pointerup=ended on:pointercancel=ended on:lostpointercapture=ended
                on:contextmenu=|event| event.prevent_default() on:keydown=keyed>
                {(0..height).map(row).collect_view()}
            </div>
            <p class="pens">
                <button type="button" class="plain" aria-pressed=move || erasing.get().to_string()
                    on:click=move |_| erasing.update(|erases| *erases = !*erases)>"erase"</button>
                <button type="button" class="plain" on:click=move |_| lab.set(field.key, "none")>"clear"</button>
            </p>
            <p class="facts" id=format!("keys-{}", field.key)>
                "Drag to draw; Shift or the right button erases. Keys: arrows, Space darkens, Backspace clears."
            </p>
        </div>
    }
    .into_any()
}
