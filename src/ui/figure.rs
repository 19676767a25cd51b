//! A figure's card: the canvas, its legend, the read-out under the pointer, and the ways to take it along.

use leptos::{ev, html::Canvas, prelude::*};

use super::{
    browser::{self, SizeWatch},
    cards::cards,
    figure_tools::{empty, legend_list, table_view, tools},
    images::images,
    state::Lab,
};
use crate::plot::{Along, Body, Chart, Figure, Hit, PlotArea, Style, Width, canvas::draw_on_canvas};

/// How near the pointer has to come to a point, in CSS pixels.
const REACH: f64 = 18.0;

pub fn card(lab: Lab, id: String) -> AnyView {
    let own = id.clone();
    let figure = Memo::new(move |_| lab.figures.with(|all| all.iter().find(|figure| figure.id == own).cloned()));
    let of = move |get: fn(&Figure) -> String| move || figure.with(|figure| figure.as_ref().map(get));
    let caption = move || figure.with(|figure| figure.as_ref().map(|figure| figure.caption.written(lab.unit())));
    let wide = move || figure.with(|figure| figure.as_ref().is_some_and(|figure| figure.width == Width::Full));
    let as_table = RwSignal::new(false);
    // What kind of body it is; the body itself is followed by what draws it.
    let kind = Memo::new(move |_| {
        figure.with(|figure| match figure.as_ref().map(|figure| &figure.body) {
            Some(Body::Chart(_)) => 1,
            Some(Body::Table(_)) => 2,
            Some(Body::Images(_)) => 3,
            Some(Body::Cards(_)) => 4,
            _ => 0,
        })
    });
    let name = id.clone();
    let body = move || match kind.get() {
        1 if !as_table.get() => chart(lab, name.clone(), figure),
        3 if !as_table.get() => images(lab, figure),
        4 if !as_table.get() => cards(lab, name.clone(), figure),
        0 => empty(figure),
        _ => table_view(lab, figure),
    };
    view! {
        <article class="figure" class:wide=wide id=format!("figure-{id}")>
            <header>
                <h2>{of(|figure| figure.title.clone())}</h2>
                {tools(lab, figure, as_table)}
            </header>
            <p class="caption">{caption}</p>
            {body}
            {move || legend_list(lab, figure)}
        </article>
    }
    .into_any()
}

fn chart(lab: Lab, id: String, figure: Memo<Option<Figure>>) -> AnyView {
    let canvas = NodeRef::<Canvas>::new();
    let place = StoredValue::new(None::<PlotArea>);
    let hit = RwSignal::new(None::<Hit>);
    let dragged = StoredValue::new(None::<(String, Along)>);
    let resized = RwSignal::new(0u32);
    let watch = StoredValue::new_local(None::<SizeWatch>);
    Effect::new(move |_| {
        if let Some(canvas) = canvas.get() {
            let changed = move || {
                resized.try_update(|count| *count += 1);
            };
            watch.set_value(SizeWatch::new(&canvas, changed));
        }
    });
    Effect::new(move |_| {
        resized.track();
        figure.track();
        let style = Style { theme: lab.shown_theme(), unit: lab.unit(), pixel_ratio: browser::pixel_ratio() };
        browser::schedule(&format!("figure {id}"), move || {
            let (Some(Some(figure)), Some(Some(canvas))) = (figure.try_get_untracked(), canvas.try_get_untracked())
            else {
                return;
            };
            if let Body::Chart(chart) = &figure.body
                && let Ok(drawn) = draw_on_canvas(chart, &canvas, &style)
            {
                place.set_value(Some(drawn));
            }
        });
    });
    let at = move |event: &ev::PointerEvent| -> Option<([f64; 2], PlotArea, Chart)> {
        let rect = canvas.get_untracked()?.get_bounding_client_rect();
        let ratio = browser::pixel_ratio();
        let pixel =
            [(f64::from(event.client_x()) - rect.left()) * ratio, (f64::from(event.client_y()) - rect.top()) * ratio];
        match figure.get_untracked()?.body {
            Body::Chart(chart) => Some((pixel, place.get_value()?, chart)),
            _ => None,
        }
    };
    let find = move |event: &ev::PointerEvent| {
        let ([x, y], place, chart) = at(event)?;
        place.nearest(&chart, x, y, REACH * browser::pixel_ratio(), untrack(|| lab.unit()))
    };
    let moved = move |event: ev::PointerEvent| {
        if let Some((key, along)) = dragged.get_value() {
            if let Some(([x, y], place, _)) = at(&event) {
                let data = place.to_data(x, y);
                let value = if along == Along::X { data[0] } else { data[1] };
                lab.set(&key, &format!("{:.4}", value.max(0.0)));
            }
            return;
        }
        hit.set(find(&event));
    };
    let pressed = move |event: ev::PointerEvent| {
        if let Some(drag) = find(&event).and_then(|hit| hit.drag) {
            dragged.set_value(Some(drag));
            if let Some(canvas) = canvas.get_untracked() {
                let _ = canvas.set_pointer_capture(event.pointer_id());
            }
            event.prevent_default();
        }
    };
    let released = move |event: ev::PointerEvent| {
        if dragged.get_value().is_some() {
            dragged.set_value(None);
        } else if let Some((key, value)) = find(&event).and_then(|hit| hit.edit) {
            lab.set(&key, &value);
        }
    };
    let cursor = move || match hit.get() {
        Some(Hit { drag: Some((_, Along::X)), .. }) => "ew-resize",
        Some(Hit { drag: Some((_, Along::Y)), .. }) => "ns-resize",
        Some(Hit { edit: Some(_), .. }) => "pointer",
        _ => "default",
    };
    let spoken = move || {
        figure.with(|figure| figure.as_ref().map(|it| format!("{}. {}", it.title, it.caption.written(lab.unit()))))
    };
    let read_out = move || {
        let hit = hit.get()?;
        let ratio = browser::pixel_ratio();
        let width = canvas.get_untracked().map_or(0.0, |canvas| f64::from(canvas.client_width()));
        let (x, y) = (hit.at[0] / ratio, hit.at[1] / ratio);
        let side = if x > width / 2.0 {
            format!("right: {:.0}px", width - x + 10.0)
        } else {
            format!("left: {:.0}px", x + 10.0)
        };
        Some(
            view! { <div class="read-out mono" style=format!("top: {:.0}px; {side}", (y - 14.0).max(0.0))>{hit.text}</div> },
        )
    };
    view! {
        <div class="plot" style:cursor=cursor>
            <canvas node_ref=canvas role="img" aria-label=spoken
                on:pointermove=moved on:pointerdown=pressed on:pointerup=released
                on:pointerleave=move |_| hit.set(None)></canvas>
            {read_out}
        </div>
    }
    .into_any()
}
