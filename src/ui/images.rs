//! Small pictures side by side: those that can be chosen are buttons.

use leptos::{html::Canvas, prelude::*};
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::{figure_tools::css, state::Lab};
use crate::plot::{Body, Figure, Images, Theme, Tile};

pub fn images(lab: Lab, figure: Memo<Option<Figure>>) -> AnyView {
    let of = move |get: fn(&Images) -> usize| {
        figure.with(|figure| match figure.as_ref().map(|figure| &figure.body) {
            Some(Body::Images(images)) => get(images),
            _ => 0,
        })
    };
    let columns = Memo::new(move |_| of(|images| images.columns.clamp(1, images.tiles.len().max(1))));
    // Fewer in a row rather than too small to read, or to touch.
    let least = Memo::new(move |_| {
        of(|images| match &images.tiles {
            tiles if tiles.iter().any(|tile| tile.edit.is_some()) => 44,
            tiles if tiles.iter().any(|tile| !tile.caption.is_empty()) => 36,
            _ => 14,
        })
    });
    // Pictures without words stand close, as parts of one.
    let gap =
        Memo::new(move |_| of(|images| if images.tiles.iter().all(|tile| tile.caption.is_empty()) { 3 } else { 8 }));
    let count = Memo::new(move |_| of(|images| images.tiles.len()));
    let title = move || figure.with(|figure| figure.as_ref().map(|figure| figure.title.clone()));
    let tiles = move || (0..count.get()).map(|i| tile(lab, figure, i)).collect_view();
    // Few pictures may be large.
    let widest = move || if columns.get() <= 3 { 15 } else { 9 };
    let style = move || {
        format!(
            "--columns: {}; --widest: {}rem; --least: {}px; --gap: {}px",
            columns.get(),
            widest(),
            least.get(),
            gap.get()
        )
    };
    view! { <div class="tiles" role="group" aria-label=title style=style>{tiles}</div> }.into_any()
}

/// One tile; it is drawn anew only where it changes.
fn tile(lab: Lab, figure: Memo<Option<Figure>>, index: usize) -> AnyView {
    let own = Memo::new(move |_| {
        figure.with(|figure| match figure.as_ref().map(|figure| &figure.body) {
            Some(Body::Images(images)) => images.tiles.get(index).cloned().map(|tile| (tile, images.range)),
            _ => None,
        })
    });
    let canvas = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let theme = lab.shown_theme();
        if let Some(canvas) = canvas.get() {
            own.with(|own| own.as_ref().and_then(|(tile, range)| draw(tile, *range, &canvas, theme)));
        }
    });
    let caption = move || own.with(|own| own.as_ref().map(|(tile, _)| tile.caption.clone()).unwrap_or_default());
    let name = move || Some(caption()).filter(|it| !it.is_empty()).unwrap_or_else(|| format!("picture {}", index + 1));
    let is_chosen = move || own.with(|own| own.as_ref().is_some_and(|(tile, _)| tile.chosen));
    let ink = move || own.with(|own| own.as_ref().and_then(|(tile, _)| tile.ink));
    let frame = move || ink().map(|ink| format!("--frame: {}", css(ink.rgb(lab.shown_theme()))));
    let can_be_chosen = Memo::new(move |_| own.with(|own| own.as_ref().is_some_and(|(tile, _)| tile.edit.is_some())));
    let choose = move |_| {
        let edit = own.with_untracked(|own| own.as_ref().and_then(|(tile, _)| tile.edit.clone()));
        if let Some((key, value)) = edit {
            lab.set(&key, &value);
        }
    };
    let view = move || {
        let picture = view! {
            <canvas node_ref=canvas aria-hidden="true"></canvas>
            <span class="under" aria-hidden="true">{caption}</span>
        };
        if can_be_chosen.get() {
            view! {
                <button type="button" class="tile" class:chosen=is_chosen class:framed=move || ink().is_some()
                    style=frame aria-label=name aria-pressed=move || is_chosen().to_string() on:click=choose>
                    {picture}
                </button>
            }
            .into_any()
        } else {
            view! {
                <div class="tile" class:chosen=is_chosen class:framed=move || ink().is_some()
                    style=frame role="img" aria-label=name>
                    {picture}
                </div>
            }
            .into_any()
        }
    };
    view! { {view} }.into_any()
}

/// The style sheet enlarges the pixels and leaves their edges sharp.
fn draw(tile: &Tile, range: [f64; 2], canvas: &HtmlCanvasElement, theme: Theme) -> Option<()> {
    let (width, height, rgba) = tile.raster(range, theme);
    let [width, height] = [width, height].map(|length| length as u32);
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let pixels = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&rgba), width, height).ok()?;
    context.put_image_data(&pixels, 0.0, 0.0).ok()
}
