//! Grid, axes, ticks and the axes' texts.

use plotters::prelude::*;

use super::{
    draw::{Anchor, DrawResult, Lettering, Pen, Style, colour},
    figure::{Chart, Scale},
    layout::{self, LETTER, Layout, Side, TICK_GAP},
    paths::{Frame, Pixel},
    ticks::between,
};

pub(super) fn grid<B: DrawingBackend>(layout: &Layout, pen: &Pen<'_, B>) -> DrawResult<(), B> {
    let frame = Frame::of(&layout.place);
    let rule = colour(pen.style.theme.rule()).to_rgba();
    for tick in &layout.x_ticks {
        let at = layout.place.to_pixel(tick.at, layout.place.y.low)[0];
        pen.rule(Side::X, at, frame.top, frame.bottom, pen.hair(), rule)?;
    }
    for tick in &layout.y_ticks {
        let at = layout.place.to_pixel(layout.place.x.low, tick.at)[1];
        pen.rule(Side::Y, at, frame.left, frame.right, pen.hair(), rule)?;
    }
    Ok(())
}

/// The two axes, and notches between the powers of ten on logarithmic ones.
pub(super) fn lines<B: DrawingBackend>(layout: &Layout, pen: &Pen<'_, B>) -> DrawResult<(), B> {
    let (place, hair) = (&layout.place, pen.hair());
    let frame = Frame::of(place);
    let line = colour(pen.style.theme.axis()).to_rgba();
    // Outside the plot, so that marks at the very edge stay whole.
    pen.rectangle(Frame { left: frame.left - hair, right: frame.left, bottom: frame.bottom + hair, ..frame }, line)?;
    pen.rectangle(Frame { top: frame.bottom, bottom: frame.bottom + hair, left: frame.left - hair, ..frame }, line)?;
    let notch = 3.0 * pen.css;
    if place.x.scale == Scale::Log {
        for at in between(place.x.low, place.x.high) {
            let at = place.to_pixel(at, place.y.low)[0];
            pen.rule(Side::X, at, frame.bottom, frame.bottom + notch, hair, line)?;
        }
    }
    if place.y.scale == Scale::Log {
        for at in between(place.y.low, place.y.high) {
            let at = place.to_pixel(place.x.low, at)[1];
            pen.rule(Side::Y, at, frame.left - notch, frame.left, hair, line)?;
        }
    }
    Ok(())
}

/// The ticks' texts and the axes' labels; `size` is the whole area's.
pub(super) fn letterings(chart: &Chart, layout: &Layout, style: &Style, css: f64, size: [f64; 2]) -> Vec<Lettering> {
    let place = &layout.place;
    let frame = Frame::of(place);
    let lettering = |written: String, at: Pixel, anchor: Anchor, is_turned: bool| Lettering {
        written,
        at,
        size: LETTER * css,
        ink: style.theme.text(),
        anchor,
        is_turned,
    };
    let mut letterings = Vec::new();
    for tick in &layout.x_ticks {
        let at = place.to_pixel(tick.at, place.y.low)[0];
        let below = frame.bottom + TICK_GAP * css;
        letterings.push(if layout.x_turned {
            // Turned to the left, a text ends at its tick.
            lettering(tick.text.clone(), [at, below], Anchor::End, true)
        } else {
            lettering(tick.text.clone(), [at, below + 0.4 * LETTER * css], Anchor::Middle, false)
        });
    }
    for tick in &layout.y_ticks {
        let at = [frame.left - TICK_GAP * css, place.to_pixel(place.x.low, tick.at)[1]];
        letterings.push(lettering(tick.text.clone(), at, Anchor::End, false));
    }
    let written = |side: Side, room: f64| layout::label(chart, side, style.unit, room / css);
    let edge = (0.5 * LETTER + 3.0) * css;
    let middle = [(frame.left + frame.right) / 2.0, (frame.top + frame.bottom) / 2.0];
    // Held by its middle, a label may reach as far as the nearer edge of the area.
    let room = [0, 1].map(|i| 2.0 * (middle[i].min(size[i] - middle[i]) - 2.0 * css));
    letterings.push(lettering(written(Side::X, room[0]), [middle[0], size[1] - edge], Anchor::Middle, false));
    letterings.push(lettering(written(Side::Y, room[1]), [edge, middle[1]], Anchor::Middle, true));
    letterings.retain(|lettering| !lettering.written.is_empty());
    letterings
}
