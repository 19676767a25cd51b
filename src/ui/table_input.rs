//! A table of numbers, edited cell by cell.

use leptos::prelude::*;

use super::state::Lab;
use crate::lab::Field;

pub fn table_input(
    lab: Lab,
    field: &'static Field,
    value: Memo<String>,
    rows: [usize; 2],
    columns: [usize; 2],
) -> AnyView {
    let cells = move || -> Vec<Vec<String>> {
        value.get().split(';').map(|row| row.split(',').map(str::to_owned).collect()).collect()
    };
    let keep = move |cells: &[Vec<String>]| {
        let text = cells.iter().map(|row| row.join(",")).collect::<Vec<_>>().join(";");
        lab.set(field.key, &text);
    };
    let set_cell = move |row: usize, column: usize, event: leptos::ev::Event| {
        let mut all = untrack(cells);
        if let Some(cell) = all.get_mut(row).and_then(|row| row.get_mut(column)) {
            let before = std::mem::replace(cell, event_target_value(&event).trim().to_owned());
            keep(&all);
            if lab.refused.with_untracked(|refused| refused.as_ref().is_some_and(|(key, _)| key == field.key)) {
                event_target::<web_sys::HtmlInputElement>(&event).set_value(&before);
            }
        }
    };
    let resize = move |more_rows: i32, more_columns: i32| {
        let mut all = untrack(cells);
        let height = (all.len() as i32 + more_rows).clamp(rows[0] as i32, rows[1] as i32) as usize;
        let width = all.first().map_or(0, Vec::len) as i32 + more_columns;
        let width = width.clamp(columns[0] as i32, columns[1] as i32) as usize;
        let filler = "0.1".to_owned();
        all.resize(height, vec![filler.clone(); width]);
        all.iter_mut().for_each(|row| row.resize(width, filler.clone()));
        keep(&all);
    };
    let grid = move || {
        let rows = cells().into_iter().enumerate().map(|(r, row)| {
            let inputs = row.into_iter().enumerate().map(move |(c, text)| {
                view! {
                    <td><input type="text" inputmode="decimal" class="cell mono" prop:value=text
                        aria-label=format!("row {}, column {}", r + 1, c + 1)
                        on:change=move |event| set_cell(r, c, event) /></td>
                }
            });
            view! { <tr>{inputs.collect_view()}</tr> }
        });
        view! { <table class="grid"><tbody>{rows.collect_view()}</tbody></table> }
    };
    let button = move |label: &'static str, dr: i32, dc: i32| {
        view! { <button type="button" class="plain" on:click=move |_| resize(dr, dc)>{label}</button> }
    };
    view! {
        <div id=format!("knob-{}", field.key) role="group" aria-label=field.label>
            <div class="scroll">{grid}</div>
            <p class="grid-size">
                {button("+ row", 1, 0)} {button("− row", -1, 0)} {button("+ column", 0, 1)} {button("− column", 0, -1)}
            </p>
        </div>
    }
    .into_any()
}
