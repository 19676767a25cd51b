//! How each mark is painted.

use plotters::prelude::*;

use super::{
    draw::{DrawResult, Pen, colour, pixel},
    ellipse::{deviations, outline},
    figure::{Along, Chart, Ink, Mark},
    layout::Side,
    palette::{Rgb, heat_colour, time_colour},
    paths::{Frame, Pixel, dashes, runs, thinned},
    place::PlotArea,
};

/// A chart's pen, and where its data lie.
pub(super) struct Painter<'a, B: DrawingBackend> {
    pub pen: &'a Pen<'a, B>,
    pub place: &'a PlotArea,
    pub chart: &'a Chart,
}

// In CSS pixels.
const STROKE: f64 = 1.8;
const LEVEL: f64 = 1.6;
const DASHED_LEVEL: f64 = 1.25;
const DASH: f64 = 4.5;
const STEP_DOT: f64 = 1.9;
const STEP_GAP: f64 = 6.0;
const DOT: f64 = 3.7;
const CLICKABLE_DOT: f64 = 4.4;
const CROWDED_DOT: f64 = 2.2;
const END: f64 = 5.4;
const RIM: f64 = 1.4;
const GRIP: f64 = 6.0;
const LEAST_ELLIPSE: f64 = 1.2;

/// From here on dots are small and have no rim, ellipses have thin edges.
const CROWD: usize = 300;
/// Time's colours are drawn in so many steps, each one path.
const TIME_STEPS: f64 = 64.0;

impl<B: DrawingBackend> Painter<'_, B> {
    pub fn mark(&self, mark: &Mark) -> DrawResult<(), B> {
        match mark {
            Mark::Line { ink, dashed, points, .. } => self.line(points, self.rgb(*ink), *dashed),
            Mark::Trail { ink, points, values, .. } => self.trail(*ink, points, values),
            Mark::Dots { ink, points, edit, .. } => self.dots(*ink, points, edit.is_some()),
            Mark::Ellipses { ink, centres, axes, .. } => self.ellipses(*ink, centres, axes),
            Mark::Band { ink, points, .. } => self.band(points, self.rgb(*ink)),
            Mark::HeatMap { x_edges, y_edges, values } => self.heat(x_edges, y_edges, values),
            Mark::Level { ink, axis, edit, .. } => self.level_line(mark, *ink, *axis, edit.is_some()),
        }
    }

    /// Where a point is drawn, if it can be, be it outside the plot.
    pub fn at(&self, [x, y]: [f64; 2]) -> Option<Pixel> {
        let at = self.place.to_pixel(x, y);
        // What lies very far away would not fit plotters' whole numbers; clipping leaves a path to it right enough.
        let held = at.map(|pixel| pixel.clamp(-1e7, 1e7));
        (x.is_finite() && y.is_finite() && at.iter().all(|pixel| pixel.is_finite())).then_some(held)
    }

    /// What of a path is inside the plot, broken where points cannot be drawn.
    pub fn paths(&self, points: &[[f64; 2]]) -> Vec<Vec<Pixel>> {
        let plot = Frame::of(self.place);
        let runs = runs(points.iter().map(|point| self.at(*point)));
        runs.iter().flat_map(|run| plot.path(&thinned(run, self.pen.grain))).collect()
    }

    /// The ends of a level line, if its value is inside the chart.
    pub fn level(&self, mark: &Mark) -> Option<[Pixel; 2]> {
        let Mark::Level { axis, .. } = mark else { return None };
        let at = self.place.level(mark)?;
        let (x, y) = (self.place.x, self.place.y);
        let ends = match axis {
            Along::X => [[at, y.low], [at, y.high]],
            Along::Y => [[x.low, at], [x.high, at]],
        };
        Some(ends.map(|[x, y]| self.place.to_pixel(x, y)))
    }

    fn rgb(&self, ink: Ink) -> Rgb {
        ink.rgb(self.pen.style.theme)
    }

    fn units(&self, css: f64) -> u32 {
        (css * self.pen.css).round().max(1.0) as u32
    }

    fn path(&self, path: &[Pixel], rgb: Rgb) -> DrawResult<(), B> {
        let stroke = colour(rgb).stroke_width(self.units(STROKE));
        match path {
            [only] => self.pen.area.draw(&Circle::new(pixel(*only), self.units(STROKE * 0.7), colour(rgb).filled())),
            _ => self.pen.area.draw(&PathElement::new(path.iter().copied().map(pixel).collect::<Vec<_>>(), stroke)),
        }
    }

    fn line(&self, points: &[[f64; 2]], rgb: Rgb, dashed: bool) -> DrawResult<(), B> {
        for path in self.paths(points) {
            if dashed && path.len() > 1 {
                dashes(&path, DASH * self.pen.css).iter().try_for_each(|dash| self.path(dash, rgb))?;
            } else {
                self.path(&path, rgb)?;
            }
        }
        Ok(())
    }

    fn level_line(&self, mark: &Mark, ink: Ink, axis: Along, draggable: bool) -> DrawResult<(), B> {
        let Some([from, to]) = self.level(mark) else { return Ok(()) };
        let fill = colour(self.rgb(ink)).to_rgba();
        let thick = if ink.is_dashed() { DASHED_LEVEL } else { LEVEL };
        let thick = self.pen.snapped(thick * self.pen.css).max(self.pen.grain);
        let pieces = if ink.is_dashed() {
            dashes(&[from, to], DASH * self.pen.css).iter().map(|dash| [dash[0], dash[dash.len() - 1]]).collect()
        } else {
            vec![[from, to]]
        };
        for [a, b] in pieces {
            match axis {
                Along::X => self.pen.rule(Side::X, a[0], b[1].min(a[1]), b[1].max(a[1]), thick, fill)?,
                Along::Y => self.pen.rule(Side::Y, a[1], a[0].min(b[0]), a[0].max(b[0]), thick, fill)?,
            }
        }
        if draggable {
            // A thumb to take hold of, on the axis that the line moves along.
            self.shape(from, ink, GRIP + RIM, self.pen.style.theme.ground())?;
            self.shape(from, ink, GRIP, self.rgb(ink))?;
        }
        Ok(())
    }

    fn trail(&self, ink: Ink, points: &[[f64; 2]], values: &[f64]) -> DrawResult<(), B> {
        let last = points.len().saturating_sub(1).max(1) as f64;
        let share = |i: usize| match (self.chart.colour.as_ref(), values.get(i)) {
            (Some(scale), Some(value)) => scale.share(*value),
            _ => i as f64 / last,
        };
        let step = |i: usize| (share(i) * TIME_STEPS).round();
        let rgb = |step: f64| time_colour(step / TIME_STEPS, self.pen.style.theme);
        let plot = Frame::of(self.place);
        for run in runs(points.iter().enumerate().map(|(i, point)| Some((i, self.at(*point)?)))) {
            let mut start = 0;
            while start + 1 < run.len() {
                // A segment has the colour of the point it leads to.
                let tone = step(run[start + 1].0);
                let more = run[start + 1..].iter().take_while(|(i, _)| step(*i) == tone).count();
                let stretch: Vec<Pixel> = run[start..=start + more].iter().map(|(_, at)| *at).collect();
                plot.path(&stretch).iter().try_for_each(|path| self.path(path, rgb(tone)))?;
                start += more;
            }
            let mut before: Option<Pixel> = None;
            for (i, at) in run {
                // Dots show how fast the path was walked, where there is room to see them.
                let far = |[x, y]: Pixel| (x - at[0]).hypot(y - at[1]) >= STEP_GAP * self.pen.css;
                if plot.holds(at) && before.is_none_or(far) {
                    self.pen.area.draw(&Circle::new(pixel(at), self.units(STEP_DOT), colour(rgb(step(i))).filled()))?;
                    before = Some(at);
                }
            }
        }
        match points.iter().rev().find_map(|point| self.at(*point)) {
            Some(end) => self.marker(end, ink, END),
            None => Ok(()),
        }
    }

    fn dots(&self, ink: Ink, points: &[[f64; 2]], clickable: bool) -> DrawResult<(), B> {
        let plot = Frame::of(self.place).grown(self.pen.css);
        let places = points.iter().filter_map(|point| self.at(*point));
        if points.len() >= CROWD {
            return places
                .filter(|at| plot.holds(*at))
                .try_for_each(|at| self.shape(at, ink, CROWDED_DOT, self.rgb(ink)));
        }
        // A lone dot says "here".
        let radius = if points.len() == 1 {
            END
        } else if clickable {
            CLICKABLE_DOT
        } else {
            DOT
        };
        let mut places = places;
        places.try_for_each(|at| self.marker(at, ink, radius))
    }

    fn ellipses(&self, ink: Ink, centres: &[[f64; 2]], axes: &[[f64; 3]]) -> DrawResult<(), B> {
        let of_mark = |mark: &Mark| if let Mark::Ellipses { centres, .. } = mark { centres.len() } else { 0 };
        // All marks' together: a crowd of many series is a crowd too.
        let is_crowd = self.chart.marks.iter().map(of_mark).sum::<usize>() > CROWD;
        let (stroke, opaque, veil) = if is_crowd { (0.7, 0.6, 0.15) } else { (1.2, 1.0, 0.5) };
        let rgb = colour(self.rgb(ink));
        let (fill, edge) = (rgb.mix(veil * self.pen.style.theme.band()), rgb.mix(opaque));
        let plot = Frame::of(self.place);
        for (centre, covariance) in centres.iter().zip(axes) {
            let (Some(middle), Some(reach)) = (self.at(*centre), self.reach(*centre, *covariance)) else { continue };
            // A corner lies no farther inside the ellipse's true edge than a seventh of a pixel.
            let corners = (6.0 * (reach / self.pen.grain).sqrt()).clamp(12.0, 120.0) as usize;
            let Some(outline) = outline(*centre, *covariance, corners) else { continue };
            let Some(mut outline) = outline.into_iter().map(|point| self.at(point)).collect::<Option<Vec<Pixel>>>()
            else {
                continue;
            };
            let inside: Vec<_> = plot.polygon(outline.clone()).into_iter().map(pixel).collect();
            if inside.len() > 2 {
                self.pen.area.draw(&Polygon::new(inside, fill.filled()))?;
            }
            outline.extend(outline.first().copied());
            for path in plot.path(&outline) {
                let path: Vec<_> = path.into_iter().map(pixel).collect();
                self.pen.area.draw(&PathElement::new(path, edge.stroke_width(self.units(stroke))))?;
            }
            // One too small to be seen is a dot; where there is room, the middle of each has its series' shape.
            if plot.holds(middle) && (!is_crowd || reach < self.pen.css) {
                let radius = if is_crowd { LEAST_ELLIPSE } else { CROWDED_DOT };
                self.shape(middle, ink, radius, self.rgb(ink))?;
            }
        }
        Ok(())
    }

    /// How far an ellipse reaches from its centre, in units of the area.
    fn reach(&self, [x, y]: [f64; 2], covariance: [f64; 3]) -> Option<f64> {
        let [dx, dy] = deviations(covariance)?;
        let (from, to) = (self.at([x - dx, y - dy])?, self.at([x + dx, y + dy])?);
        Some((to[0] - from[0]).abs().max((to[1] - from[1]).abs()) / 2.0)
    }

    /// A series' own shape, with a rim of the ground so that it stands out from what lies under it.
    fn marker(&self, at: Pixel, ink: Ink, radius: f64) -> DrawResult<(), B> {
        if !Frame::of(self.place).grown(self.pen.css).holds(at) {
            return Ok(());
        }
        self.shape(at, ink, radius + RIM, self.pen.style.theme.ground())?;
        self.shape(at, ink, radius, self.rgb(ink))
    }

    fn shape(&self, [x, y]: Pixel, ink: Ink, radius: f64, rgb: Rgb) -> DrawResult<(), B> {
        let fill = colour(rgb).filled();
        match ink.marker().corners() {
            [] => self.pen.area.draw(&Circle::new(pixel([x, y]), self.units(radius), fill)),
            corners => {
                let reach = radius * self.pen.css;
                let corner = |[dx, dy]: &[f64; 2]| pixel([x + dx * reach, y + dy * reach]);
                self.pen.area.draw(&Polygon::new(corners.iter().map(corner).collect::<Vec<_>>(), fill))
            }
        }
    }

    fn band(&self, points: &[[f64; 3]], rgb: Rgb) -> DrawResult<(), B> {
        let plot = Frame::of(self.place);
        let ends = |[x, low, high]: &[f64; 3]| Some([self.at([*x, *low])?, self.at([*x, *high])?]);
        for run in runs(points.iter().map(ends)) {
            let mut outline: Vec<Pixel> = thinned(&run.iter().map(|ends| ends[0]).collect::<Vec<_>>(), self.pen.grain);
            let upper = thinned(&run.iter().map(|ends| ends[1]).collect::<Vec<_>>(), self.pen.grain);
            outline.extend(upper.into_iter().rev());
            let inside: Vec<(i32, i32)> = plot.polygon(outline).into_iter().map(pixel).collect();
            if inside.len() > 2 {
                self.pen.area.draw(&Polygon::new(inside, colour(rgb).mix(self.pen.style.theme.band()).filled()))?;
            }
        }
        Ok(())
    }

    fn heat(&self, x_edges: &[f64], y_edges: &[f64], values: &[f64]) -> DrawResult<(), B> {
        let columns = x_edges.len().saturating_sub(1);
        if columns == 0 {
            return Ok(());
        }
        let plot = Frame::of(self.place);
        let share = self.chart.heat_share(values);
        // Neighbours share their edge exactly, whatever it is rounded to.
        let edge = |[x, y]: [f64; 2]| self.at([x, y]).map(|at| at.map(|pixel| self.pen.snapped(pixel)));
        for (row, cells) in values.chunks(columns).enumerate() {
            let Some(&[y0, y1]) = y_edges.get(row..row + 2) else { break };
            let tone = |value: &f64| value.is_finite().then(|| heat_colour(share(*value), self.pen.style.theme));
            let mut column = 0;
            // Equal neighbours are one rectangle.
            for same in cells.chunk_by(|a, b| tone(a) == tone(b)) {
                let (x0, x1) = (x_edges[column], x_edges[column + same.len()]);
                column += same.len();
                let (Some(rgb), Some(a), Some(b)) = (tone(&same[0]), edge([x0, y0]), edge([x1, y1])) else { continue };
                let cell = Frame {
                    left: a[0].min(b[0]).max(plot.left),
                    top: a[1].min(b[1]).max(plot.top),
                    right: a[0].max(b[0]).min(plot.right),
                    bottom: a[1].max(b[1]).min(plot.bottom),
                };
                if cell.left < cell.right && cell.top < cell.bottom {
                    self.pen.rectangle(cell, colour(rgb).to_rgba())?;
                }
            }
        }
        Ok(())
    }
}
