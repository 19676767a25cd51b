//! Geometry of marks in pixels: breaking, thinning, clipping and dashing paths.

use super::place::PlotArea;

/// `[x, y]` on the drawing area.
pub(super) type Pixel = [f64; 2];

/// Left, top, right, bottom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Frame {
    pub fn of(place: &PlotArea) -> Self {
        Self { left: place.left, top: place.top, right: place.left + place.width, bottom: place.top + place.height }
    }

    pub fn grown(&self, by: f64) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    pub fn holds(&self, [x, y]: Pixel) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// The part of a segment inside (Liang & Barsky 1984).
    fn segment(&self, from: Pixel, to: Pixel) -> Option<[Pixel; 2]> {
        let along = [to[0] - from[0], to[1] - from[1]];
        let (mut enter, mut leave) = (0.0f64, 1.0f64);
        let edges = [
            (-along[0], from[0] - self.left),
            (along[0], self.right - from[0]),
            (-along[1], from[1] - self.top),
            (along[1], self.bottom - from[1]),
        ];
        for (slope, room) in edges {
            if slope == 0.0 {
                if room < 0.0 {
                    return None;
                }
            } else if slope < 0.0 {
                enter = enter.max(room / slope);
            } else {
                leave = leave.min(room / slope);
            }
        }
        // Exactly the segment's own end where nothing was cut, so that pieces can be joined.
        let at = |share: f64| if share == 1.0 { to } else { [from[0] + along[0] * share, from[1] + along[1] * share] };
        (enter <= leave).then(|| [at(enter), at(leave)])
    }

    /// Cuts a path to the pieces inside.
    pub fn path(&self, path: &[Pixel]) -> Vec<Vec<Pixel>> {
        let mut pieces: Vec<Vec<Pixel>> = Vec::new();
        if let [only] = path {
            return if self.holds(*only) { vec![vec![*only]] } else { pieces };
        }
        for pair in path.windows(2) {
            let Some([from, to]) = self.segment(pair[0], pair[1]) else { continue };
            match pieces.last_mut() {
                Some(piece) if piece.last() == Some(&from) => piece.push(to),
                _ => pieces.push(vec![from, to]),
            }
        }
        pieces
    }

    /// Cuts a polygon to its part inside (Sutherland & Hodgman 1974).
    pub fn polygon(&self, corners: Vec<Pixel>) -> Vec<Pixel> {
        let sides = [(0, 1.0, self.left), (0, -1.0, -self.right), (1, 1.0, self.top), (1, -1.0, -self.bottom)];
        sides.into_iter().fold(corners, |corners, (axis, sign, limit)| {
            let depth = |corner: Pixel| sign * corner[axis] - limit;
            let before = corners.iter().cycle().skip(corners.len().saturating_sub(1));
            let mut kept = Vec::with_capacity(corners.len() + 4);
            for (last, next) in before.zip(&corners) {
                let (a, b) = (depth(*last), depth(*next));
                if (a < 0.0) != (b < 0.0) {
                    let share = a / (a - b);
                    kept.push([0, 1].map(|i| last[i] + (next[i] - last[i]) * share));
                }
                if b >= 0.0 {
                    kept.push(*next);
                }
            }
            kept
        })
    }
}

/// Runs of points that can be drawn; others break the line.
pub(super) fn runs<T>(points: impl Iterator<Item = Option<T>>) -> Vec<Vec<T>> {
    let mut runs = vec![Vec::new()];
    for point in points {
        match (point, runs.last_mut()) {
            (Some(point), Some(run)) => run.push(point),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// The same picture with fewer points: of those in one column of `grain`, the first, lowest, highest and last.
pub(super) fn thinned(path: &[Pixel], grain: f64) -> Vec<Pixel> {
    let column = |point: &Pixel| (point[0] / grain).floor();
    let mut kept = Vec::new();
    for points in path.chunk_by(|a, b| column(a) == column(b)) {
        if points.len() <= 4 {
            kept.extend_from_slice(points);
            continue;
        }
        let by_height = |a: &usize, b: &usize| points[*a][1].total_cmp(&points[*b][1]);
        let mut chosen = vec![0, points.len() - 1];
        chosen.extend((0..points.len()).min_by(by_height));
        chosen.extend((0..points.len()).max_by(by_height));
        chosen.sort_unstable();
        chosen.dedup();
        kept.extend(chosen.into_iter().map(|i| points[i]));
    }
    kept
}

/// Cuts a path into dashes with gaps as long.
pub(super) fn dashes(path: &[Pixel], dash: f64) -> Vec<Vec<Pixel>> {
    let mut pieces: Vec<Vec<Pixel>> = Vec::new();
    let (mut drawing, mut begun, mut rest) = (true, false, dash);
    for pair in path.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let length = (to[0] - from[0]).hypot(to[1] - from[1]);
        let point = |at: f64| [0, 1].map(|i| from[i] + (to[i] - from[i]) * at / length);
        let mut at = 0.0;
        while at < length {
            let end = (at + rest).min(length);
            match pieces.last_mut() {
                _ if !drawing => {}
                Some(piece) if begun => piece.push(point(end)),
                _ => pieces.push(vec![point(at), point(end)]),
            }
            begun = true;
            rest -= end - at;
            if rest <= dash * 1e-6 {
                (drawing, begun, rest) = (!drawing, false, dash);
            }
            at = if end > at { end } else { length };
        }
    }
    pieces
}

/// Places about `spacing` apart along a path, its ends included.
pub(super) fn along(path: &[Pixel], spacing: f64) -> Vec<Pixel> {
    let mut places: Vec<Pixel> = path.first().copied().into_iter().collect();
    for pair in path.windows(2) {
        let length = (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]);
        let steps = (length / spacing).ceil().clamp(1.0, 2000.0) as usize;
        places.extend(
            (1..=steps).map(|step| [0, 1].map(|i| pair[0][i] + (pair[1][i] - pair[0][i]) * step as f64 / steps as f64)),
        );
    }
    places
}
