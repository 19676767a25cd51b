//! Names of level lines, written inside the chart where nothing else is.

use plotters::prelude::*;

use super::{
    draw::{Anchor, DrawResult, Lettering, Pen, colour},
    ellipse::outline,
    figure::{Along, Chart, Ink, Mark},
    marks::Painter,
    palette::Rgb,
    paths::{Frame, Pixel, along},
    text,
};

const LETTER: f64 = 11.0;
const HEIGHT: f64 = 15.0;
/// Between a line and its name.
const GAP: f64 = 4.0;
/// Between places where marks are probed for lying under a name.
const PROBE: f64 = 4.0;
/// Probes on the outline of an ellipse.
const PROBES: usize = 8;
/// More probes than these under a name make it worse than none; the legend names the line too.
const BEARABLE: usize = 2;

pub(super) struct Label {
    written: String,
    ink: Rgb,
    frame: Frame,
}

impl Label {
    /// Takes the grid away from under the name.
    pub fn clear<B: DrawingBackend>(&self, pen: &Pen<'_, B>) -> DrawResult<(), B> {
        pen.rectangle(self.frame, colour(pen.style.theme.ground()).mix(0.85))
    }

    pub fn lettering(self, css: f64) -> Lettering {
        let Frame { left, top, right, bottom } = self.frame;
        let at = [(left + right) / 2.0, (top + bottom) / 2.0];
        Lettering {
            written: self.written,
            at,
            size: LETTER * css,
            ink: self.ink,
            anchor: Anchor::Middle,
            is_turned: false,
        }
    }
}

/// A name for every level line that has room for one; grey lines only after the others.
pub(super) fn placed<B: DrawingBackend>(chart: &Chart, painter: &Painter<'_, B>) -> Vec<Label> {
    let css = painter.pen.css;
    let plot = Frame::of(painter.place);
    let probes: Vec<Pixel> = chart.marks.iter().flat_map(|mark| probes(mark, painter)).collect();
    let (first, last): (Vec<&Mark>, Vec<&Mark>) = chart.marks.iter().partition(|mark| mark.ink() != Some(Ink::Muted));
    let mut labels: Vec<Label> = Vec::new();
    for mark in first.into_iter().chain(last) {
        let Mark::Level { name, ink, axis, .. } = mark else { continue };
        let Some([from, _]) = painter.level(mark) else { continue };
        let written = text::fitted(name, LETTER, 0.6 * (plot.right - plot.left) / css);
        if written.is_empty() {
            continue;
        }
        // Muted is too faint for letters.
        let ink = if *ink == Ink::Muted { painter.pen.style.theme.text() } else { ink.rgb(painter.pen.style.theme) };
        let size = [(text::width(&written, LETTER) + 4.0) * css, HEIGHT * css];
        let best = candidates(*axis, from, size, &plot, css)
            .into_iter()
            .filter(|frame| labels.iter().all(|label| !label.frame.meets(frame)))
            .map(|frame| (probes.iter().filter(|probe| frame.grown(css).holds(**probe)).count(), frame))
            // The first of the best, so that names keep their places while marks move elsewhere.
            .min_by_key(|(covered, _)| *covered);
        if let Some((covered, frame)) = best
            && covered <= BEARABLE
        {
            labels.push(Label { written, ink, frame });
        }
    }
    labels
}

fn probes<B: DrawingBackend>(mark: &Mark, painter: &Painter<'_, B>) -> Vec<Pixel> {
    let spacing = PROBE * painter.pen.css;
    match mark {
        Mark::Line { points, .. } | Mark::Trail { points, .. } => {
            painter.paths(points).iter().flat_map(|path| along(path, spacing)).collect()
        }
        Mark::Dots { points, .. } => {
            let reach = 3.0 * painter.pen.css;
            let around = |[x, y]: Pixel| [[x, y], [x - reach, y], [x + reach, y], [x, y - reach], [x, y + reach]];
            points.iter().filter_map(|point| painter.at(*point)).flat_map(around).collect()
        }
        Mark::Ellipses { centres, axes, .. } => {
            let corners = |(centre, covariance): (&[f64; 2], &[f64; 3])| outline(*centre, *covariance, PROBES);
            let corners = centres.iter().zip(axes).filter_map(corners).flatten();
            centres.iter().copied().chain(corners).filter_map(|point| painter.at(point)).collect()
        }
        Mark::Level { .. } => painter.level(mark).map(|ends| along(&ends, spacing)).unwrap_or_default(),
        Mark::Band { .. } | Mark::HeatMap { .. } => Vec::new(),
    }
}

/// Places beside a line, the best first; all inside the plot.
fn candidates(axis: Along, [x, y]: Pixel, [width, height]: [f64; 2], plot: &Frame, css: f64) -> Vec<Frame> {
    let gap = GAP * css;
    let at = |left: f64, top: f64| Frame { left, top, right: left + width, bottom: top + height };
    let inside = |frame: &Frame| {
        let slack = plot.grown(0.01);
        slack.holds([frame.left, frame.top]) && slack.holds([frame.right, frame.bottom])
    };
    let frames: Vec<Frame> = match axis {
        Along::X => {
            let steps = ((plot.bottom - plot.top - height) / height).max(0.0) as usize;
            let tops = (0..=steps).map(|step| plot.top + gap / 2.0 + step as f64 * height);
            tops.flat_map(|top| [at(x + gap, top), at(x - gap - width, top)]).collect()
        }
        Along::Y => {
            let (first, last) = (plot.left + gap, plot.right - gap - width);
            let lefts = [1.0, 0.0, 0.25, 0.5, 0.75].map(|share| first + share * (last - first));
            // All places above the line come before those below it.
            let above = lefts.map(|left| at(left, y - gap / 2.0 - height));
            let below = lefts.map(|left| at(left, y + gap / 2.0));
            above.into_iter().chain(below).collect()
        }
    };
    frames.into_iter().filter(inside).collect()
}
