//! How each mark is painted.

use plotters::{coord::Shift, prelude::*};

use super::{
    draw::{DrawResult, Style, colour, pixel},
    figure::{Along, Chart, Ink, Mark},
    palette::{Marker, Rgb, heat_colour, time_colour},
    place::PlotArea,
};

/// A chart's area, where its data lie on it, and how it is to look.
pub(super) struct Painter<'a, B: DrawingBackend> {
    pub area: &'a DrawingArea<B, Shift>,
    pub place: &'a PlotArea,
    pub style: &'a Style,
    pub chart: &'a Chart,
}

const STROKE: f64 = 1.8;
const DASH: f64 = 6.0;
const DOT: f64 = 2.6;
const END: f64 = 5.2;

impl<B: DrawingBackend> Painter<'_, B> {
    pub fn mark(&self, mark: &Mark) -> DrawResult<(), B> {
        match mark {
            Mark::Line { ink, dashed, points, .. } => self.line(points, self.rgb(*ink), *dashed),
            Mark::Trail { ink, points, values, .. } => self.trail(*ink, points, values),
            Mark::Dots { ink, points, .. } => {
                points.iter().try_for_each(|point| self.marker(*point, *ink, DOT * 1.35, self.rgb(*ink)))
            }
            Mark::Band { ink, points, .. } => self.band(points, self.rgb(*ink)),
            Mark::HeatMap { x_edges, y_edges, values } => self.heat(x_edges, y_edges, values),
            Mark::Level { ink, axis, at, .. } => {
                let (x, y) = (self.place.x, self.place.y);
                let span = match axis {
                    Along::X => [[*at, y.low], [*at, y.high]],
                    Along::Y => [[x.low, *at], [x.high, *at]],
                };
                self.line(&span, self.rgb(*ink), matches!(ink, Ink::Ceiling | Ink::Muted))
            }
        }
    }

    fn rgb(&self, ink: Ink) -> Rgb {
        ink.rgb(self.style.theme)
    }

    fn width(&self) -> u32 {
        (STROKE * self.style.pixel_ratio).round().max(1.0) as u32
    }

    /// In pixels, held near the plot so that no backend is given huge coordinates.
    fn at(&self, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        let [px, py] = self.place.to_pixel(x, y);
        let PlotArea { left, top, width, height, .. } = *self.place;
        let finite = x.is_finite() && y.is_finite() && px.is_finite() && py.is_finite();
        finite.then(|| [px.clamp(left - 1.0, left + width + 1.0), py.clamp(top - 1.0, top + height + 1.0)])
    }

    /// Runs of points that can be drawn; others break the line.
    fn runs(&self, points: &[[f64; 2]]) -> Vec<Vec<[f64; 2]>> {
        let mut runs = vec![Vec::new()];
        for point in points {
            match (self.at(*point), runs.last_mut()) {
                (Some(at), Some(run)) => run.push(at),
                _ => runs.push(Vec::new()),
            }
        }
        runs.retain(|run| !run.is_empty());
        runs
    }

    fn line(&self, points: &[[f64; 2]], rgb: Rgb, dashed: bool) -> DrawResult<(), B> {
        let stroke = colour(rgb).stroke_width(self.width());
        for run in self.runs(points) {
            if dashed {
                for dash in dashes(&run, DASH * self.style.pixel_ratio) {
                    self.area.draw(&PathElement::new(dash.map(pixel).to_vec(), stroke))?;
                }
            } else {
                self.area.draw(&PathElement::new(run.into_iter().map(pixel).collect::<Vec<_>>(), stroke))?;
            }
        }
        Ok(())
    }

    fn trail(&self, ink: Ink, points: &[[f64; 2]], values: &[f64]) -> DrawResult<(), B> {
        let rgb_at = |i: usize| {
            let scale = self.chart.colour.as_ref();
            let share = scale.zip(values.get(i)).map_or(1.0, |(scale, value)| scale.share(*value));
            time_colour(share, self.style.theme)
        };
        for (i, pair) in points.windows(2).enumerate() {
            if let (Some(from), Some(to)) = (self.at(pair[0]), self.at(pair[1])) {
                let stroke = colour(rgb_at(i + 1)).stroke_width(self.width());
                self.area.draw(&PathElement::new(vec![pixel(from), pixel(to)], stroke))?;
            }
        }
        for (i, point) in points.iter().enumerate() {
            if let Some(at) = self.at(*point) {
                let radius = (DOT * 0.8 * self.style.pixel_ratio).round() as i32;
                self.area.draw(&Circle::new(pixel(at), radius, colour(rgb_at(i)).filled()))?;
            }
        }
        match points.last() {
            Some(last) => self.marker(*last, ink, END, self.rgb(ink)),
            None => Ok(()),
        }
    }

    /// A series' own shape, with a rim of the ground so that it stands out from what lies under it.
    fn marker(&self, point: [f64; 2], ink: Ink, radius: f64, rgb: Rgb) -> DrawResult<(), B> {
        let Some(at) = self.at(point) else { return Ok(()) };
        let radius = radius * self.style.pixel_ratio;
        let ground = self.style.theme.ground();
        self.shape(at, ink.marker(), radius + 1.4 * self.style.pixel_ratio, ground)?;
        self.shape(at, ink.marker(), radius, rgb)
    }

    fn shape(&self, [x, y]: [f64; 2], marker: Marker, radius: f64, rgb: Rgb) -> DrawResult<(), B> {
        let fill = colour(rgb).filled();
        let polygon = |corners: &[[f64; 2]]| {
            let corners: Vec<(i32, i32)> = corners.iter().map(|[dx, dy]| pixel([x + dx * radius, y + dy * radius])).collect();
            self.area.draw(&Polygon::new(corners, fill))
        };
        match marker {
            Marker::Circle => self.area.draw(&Circle::new(pixel([x, y]), radius.round() as i32, fill)),
            Marker::Square => polygon(&[[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]),
            Marker::Triangle => polygon(&[[0.0, -1.2], [1.1, 0.8], [-1.1, 0.8]]),
            Marker::Diamond => polygon(&[[0.0, -1.3], [1.0, 0.0], [0.0, 1.3], [-1.0, 0.0]]),
            Marker::Wedge => polygon(&[[0.0, 1.2], [1.1, -0.8], [-1.1, -0.8]]),
            Marker::Cross => {
                polygon(&[[-1.1, -0.4], [1.1, -0.4], [1.1, 0.4], [-1.1, 0.4]])?;
                polygon(&[[-0.4, -1.1], [0.4, -1.1], [0.4, 1.1], [-0.4, 1.1]])
            }
        }
    }

    fn band(&self, points: &[[f64; 3]], rgb: Rgb) -> DrawResult<(), B> {
        let edge = |end: usize| points.iter().filter_map(move |point| self.at([point[0], point[end]]));
        let upper: Vec<(i32, i32)> = edge(2).map(pixel).collect();
        let mut outline: Vec<(i32, i32)> = edge(1).map(pixel).collect();
        if outline.len() < 2 || upper.len() < 2 {
            return Ok(());
        }
        outline.extend(upper.into_iter().rev());
        self.area.draw(&Polygon::new(outline, colour(rgb).mix(0.18).filled()))
    }

    fn heat(&self, x_edges: &[f64], y_edges: &[f64], values: &[f64]) -> DrawResult<(), B> {
        let columns = x_edges.len().saturating_sub(1);
        for (i, value) in values.iter().enumerate() {
            let (row, column) = (i / columns.max(1), i % columns.max(1));
            let corners = (x_edges.get(column..column + 2), y_edges.get(row..row + 2));
            let (Some(&[x0, x1]), Some(&[y0, y1])) = corners else { continue };
            let (Some(a), Some(b)) = (self.at([x0, y1]), self.at([x1, y0])) else { continue };
            let share = self.chart.colour.as_ref().map_or(*value, |scale| scale.share(*value));
            let fill = colour(heat_colour(share, self.style.theme)).filled();
            self.area.draw(&Rectangle::new([pixel(a), pixel(b)], fill))?;
        }
        Ok(())
    }
}

/// Cuts a path into dashes with gaps of two thirds their length.
fn dashes(path: &[[f64; 2]], dash: f64) -> Vec<[[f64; 2]; 2]> {
    let mut pieces = Vec::new();
    let mut along = 0.0;
    let period = dash * 5.0 / 3.0;
    for pair in path.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let length = (to[0] - from[0]).hypot(to[1] - from[1]);
        if length <= 0.0 {
            continue;
        }
        let point = |at: f64| [from[0] + (to[0] - from[0]) * at / length, from[1] + (to[1] - from[1]) * at / length];
        let mut at = 0.0;
        while at < length {
            let phase = (along + at) % period;
            let (drawn, rest) = if phase < dash { (true, dash - phase) } else { (false, period - phase) };
            let end = (at + rest.max(0.25)).min(length);
            if drawn {
                pieces.push([point(at), point(end)]);
            }
            at = end;
        }
        along += length;
    }
    pieces
}
