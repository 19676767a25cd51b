//! What stands around a figure: its legend, its table, its files.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use super::{browser, state::Lab};
use crate::plot::{
    Body, Cell, ColourScale, Figure, LegendEntry, Mark, Marker, Pick, Rgb, Shape, Style, Theme, heat_colour, legend,
    time_colour,
};

/// The size of exported pictures, in pixels.
const EXPORT: (u32, u32) = (960, 600);

pub fn tools(lab: Lab, figure: Memo<Option<Figure>>, as_table: RwSignal<bool>) -> AnyView {
    let current = move || figure.get_untracked();
    let png = move |_| {
        let Some(figure) = current() else { return };
        let canvas = document().query_selector(&format!("#figure-{} canvas", figure.id)).ok().flatten();
        let canvas: Option<HtmlCanvasElement> = canvas.and_then(|canvas| canvas.dyn_into().ok());
        if let Some(url) = canvas.and_then(|canvas| canvas.to_data_url().ok()) {
            browser::download_url(&format!("{}.png", figure.id), &url);
        }
    };
    let svg = move |_| {
        let Some(figure) = current() else { return };
        let style = Style { theme: untrack(|| lab.shown_theme()), unit: untrack(|| lab.unit()), pixel_ratio: 1.0 };
        if let Some(text) = figure.to_svg(EXPORT.0, EXPORT.1, &style) {
            browser::download(&format!("{}.svg", figure.id), "image/svg+xml", &text);
        }
    };
    let csv = move |_| {
        if let Some(figure) = current() {
            browser::download(&format!("{}.csv", figure.id), "text/csv", &figure.to_csv(untrack(|| lab.unit())));
        }
    };
    let is_chart = move || figure.with(|figure| matches!(figure.as_ref().map(|it| &it.body), Some(Body::Chart(_))));
    let is_drawn = move || {
        let is_drawn = |figure: &Figure| matches!(figure.body, Body::Chart(_) | Body::Images(_) | Body::Cards(_));
        figure.with(|figure| figure.as_ref().is_some_and(is_drawn))
    };
    let drawn_as = move || {
        figure.with(|figure| match figure.as_ref().map(|it| &it.body) {
            Some(Body::Images(_)) => "pictures",
            Some(Body::Cards(_)) => "cards",
            _ => "chart",
        })
    };
    let is_empty =
        move || figure.with(|figure| matches!(figure.as_ref().map(|it| &it.body), Some(Body::Empty(_)) | None));
    view! {
        <div class="tools" hidden=is_empty>
            <button class="plain" hidden=move || !is_chart() || as_table.get() on:click=png>"PNG"</button>
            <button class="plain" hidden=move || !is_drawn() on:click=svg>"SVG"</button>
            <button class="plain" on:click=csv>"CSV"</button>
            <button class="plain" hidden=move || !is_drawn() aria-pressed=move || as_table.get().to_string()
                on:click=move |_| as_table.update(|shown| *shown = !*shown)>
                {move || if as_table.get() { drawn_as() } else { "table" }}
            </button>
        </div>
    }
    .into_any()
}

pub fn empty(figure: Memo<Option<Figure>>) -> AnyView {
    let words = move || {
        figure.with(|figure| match figure.as_ref().map(|figure| &figure.body) {
            Some(Body::Empty(words)) => words.clone(),
            _ => String::new(),
        })
    };
    view! { <div class="empty"><p>{words}</p></div> }.into_any()
}

pub fn table_view(lab: Lab, figure: Memo<Option<Figure>>) -> AnyView {
    let contents = move || {
        let unit = lab.unit();
        let table = figure.get()?.to_table(unit)?;
        let head = table.columns.iter().map(|column| view! { <th scope="col">{column.label.clone()}</th> });
        let head = head.collect_view();
        // Long tables stay readable, and quick to lay out.
        const MOST_ROWS: usize = 400;
        let rows = (0..table.rows.len().min(MOST_ROWS)).map(|r| {
            let cells = (0..table.rows[r].len()).map(|c| {
                let text = table.text(r, c, unit);
                match &table.rows[r][c] {
                    _ if c == 0 => view! { <th scope="row">{text}</th> }.into_any(),
                    Cell::Pick(it) => {
                        let label = format!("{}: {}", it.name, table.columns[c].label);
                        view! { <td>{pick(lab, it.clone(), label)}</td> }.into_any()
                    }
                    _ => view! { <td>{text}</td> }.into_any(),
                }
            });
            view! { <tr>{cells.collect_view()}</tr> }
        });
        let rows = rows.collect_view();
        let more = (table.rows.len() > MOST_ROWS)
            .then(|| view! { <p class="facts">{format!("{} more rows in the CSV", table.rows.len() - MOST_ROWS)}</p> });
        Some(view! {
            <table class="figures"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
            {more}
        })
    };
    let label = move || figure.with(|figure| figure.as_ref().map(|figure| format!("{}: data", figure.title)));
    view! { <div class="scroll data" tabindex="0" role="region" aria-label=label>{contents}</div> }.into_any()
}

/// A button that follows the field whose names it chooses from, whether or not a run has taken the change over.
fn pick(lab: Lab, pick: Pick, label: String) -> AnyView {
    let key = pick.key.clone();
    let value = move || {
        let default = lab.page().and_then(|page| page.all_defaults().get(&key).cloned());
        lab.params.with(|params| params.get(&key).filter(|value| Some(*value) != default.as_ref()).cloned())
    };
    let is_chosen = {
        let (pick, value) = (pick.clone(), value.clone());
        move || pick.is_chosen(value().as_deref())
    };
    let (sign, pressed) = (is_chosen.clone(), is_chosen);
    let press = move |_| lab.set(&pick.key, &pick.pressed(untrack(&value).as_deref()));
    view! {
        <button type="button" class="pick" aria-label=label aria-pressed=move || pressed().to_string() on:click=press>
            {move || if sign() { "●" } else { "○" }}
        </button>
    }
    .into_any()
}

pub fn legend_list(lab: Lab, figure: Memo<Option<Figure>>) -> Option<AnyView> {
    let Body::Chart(chart) = figure.get()?.body else { return None };
    let theme = lab.shown_theme();
    let entries = legend(&chart).into_iter().map(|entry| {
        let LegendEntry { name, .. } = &entry;
        view! { <li>{swatch(&entry, theme)} {name.clone()}</li> }
    });
    let heat = chart.marks.iter().any(|mark| matches!(mark, Mark::HeatMap { .. }));
    let unit = lab.unit();
    let bar = chart.colour.as_ref().map(|scale| colour_bar(scale, heat, theme, unit));
    Some(view! { <ul class="legend">{entries.collect_view()} {bar}</ul> }.into_any())
}

pub fn css((r, g, b): Rgb) -> String {
    format!("rgb({r} {g} {b})")
}

fn swatch(entry: &LegendEntry, theme: Theme) -> AnyView {
    let ink = css(entry.ink.rgb(theme));
    let stroke = match entry.shape {
        Shape::Dashed => Some("5 3"),
        Shape::Line => Some("none"),
        Shape::Dots | Shape::Trail | Shape::Band | Shape::Ellipse => None,
    };
    let line = stroke.map(|dash| {
        let ink = ink.clone();
        view! { <path d="M1 7H23" stroke=ink stroke-width="2.2" stroke-dasharray=dash fill="none" /> }
    });
    let band = (entry.shape == Shape::Band).then(|| {
        let ink = ink.clone();
        view! { <rect x="1" y="2" width="22" height="10" fill=ink opacity="0.25" /> }
    });
    let ellipse = (entry.shape == Shape::Ellipse).then(|| {
        let (edge, fill) = (ink.clone(), ink.clone());
        view! { <ellipse cx="12" cy="7" rx="10" ry="5.4" stroke=edge stroke-width="1.4" fill=fill fill-opacity="0.12" /> }
    });
    let shape = matches!(entry.shape, Shape::Dots | Shape::Trail).then(|| {
        let d = match entry.ink.marker() {
            Marker::Circle => "M12 2.5a4.5 4.5 0 1 0 .01 0Z",
            Marker::Square => "M8 3h8v8H8Z",
            Marker::Triangle => "M12 1.6 17 11H7Z",
            Marker::Diamond => "M12 1 16.5 7 12 13 7.5 7Z",
            Marker::Wedge => "M12 12.4 7 3h10Z",
            Marker::Cross => "M10.4 2h3.2v3.4H17v3.2h-3.4V12h-3.2V8.6H7V5.4h3.4Z",
        };
        view! { <path d=d fill=ink /> }
    });
    view! { <svg class="swatch" viewBox="0 0 24 14" width="24" height="14" aria-hidden="true">{line} {band} {ellipse} {shape}</svg> }
        .into_any()
}

fn colour_bar(scale: &ColourScale, heat: bool, theme: Theme, unit: crate::plot::Unit) -> AnyView {
    let colour = |share: f64| css(if heat { heat_colour(share, theme) } else { time_colour(share, theme) });
    let stops: Vec<String> = (0..=8).map(|i| colour(f64::from(i) / 8.0)).collect();
    let [low, high] = scale.range.map(|value| scale.quantity.written(value, unit));
    view! {
        <li class="bar">
            <i style=format!("background: linear-gradient(90deg, {})", stops.join(", ")) aria-hidden="true"></i>
            {format!("{}: {low} → {high}", scale.label)}
        </li>
    }
    .into_any()
}
