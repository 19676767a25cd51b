//! Figures of several runs as one: lines as median and band, numbers as intervals.

use crate::plot::{Body, Cell, Chart, Figure, Mark, Table};

/// One list of figures for several runs: lines become median and band (from least to greatest), trails their median,
/// numbers in tables intervals. Figures whose make-up differs between runs are shown for the first run alone.
pub fn summarise(mut runs: Vec<Vec<Figure>>) -> Vec<Figure> {
    if runs.len() < 2 {
        return runs.pop().unwrap_or_default();
    }
    let (first, others) = runs.split_at(1);
    first[0]
        .iter()
        .map(|figure| {
            let twins: Vec<&Figure> =
                others.iter().filter_map(|run| run.iter().find(|other| other.id == figure.id)).collect();
            let body = if twins.len() == others.len() { together(&figure.body, &twins) } else { None };
            let note = match (&body, &figure.body) {
                (Some(_), Body::Images(_)) => format!(" The same for {} seeds.", runs.len()),
                (None, Body::Images(_)) => " The first seed alone: pictures have no median.".into(),
                (None, Body::Cards(_)) => " The first seed alone: what it believes has no median.".into(),
                (Some(_), _) => format!(" Median of {} seeds; bands span all of them.", runs.len()),
                (None, _) => " The first seed alone: the runs differ in make-up.".into(),
            };
            Figure {
                caption: figure.caption.clone().words(note),
                body: body.unwrap_or_else(|| figure.body.clone()),
                ..figure.clone()
            }
        })
        .collect()
}

fn together(first: &Body, others: &[&Figure]) -> Option<Body> {
    match first {
        Body::Chart(chart) => {
            let charts = others
                .iter()
                .map(|other| match &other.body {
                    Body::Chart(chart) => Some(chart),
                    _ => None,
                })
                .collect::<Option<Vec<_>>>()?;
            let mut marks = Vec::new();
            for (i, mark) in chart.marks.iter().enumerate() {
                let twins = charts
                    .iter()
                    .map(|other| {
                        other
                            .marks
                            .get(i)
                            .filter(|twin| other.marks.len() == chart.marks.len() && twin.name() == mark.name())
                    })
                    .collect::<Option<Vec<_>>>()?;
                median_mark(mark, &twins, &mut marks)?;
            }
            // A chart of which nothing can be put together is better seen for one seed than empty.
            (!marks.is_empty() || chart.marks.is_empty()).then(|| Body::Chart(Chart { marks, ..chart.clone() }))
        }
        Body::Table(table) => {
            let tables = others
                .iter()
                .map(|other| match &other.body {
                    Body::Table(other) if other.columns == table.columns && other.rows.len() == table.rows.len() => {
                        Some(other)
                    }
                    _ => None,
                })
                .collect::<Option<Vec<_>>>()?;
            let cell = |row: usize, column: usize, cell: &Cell| match cell {
                Cell::Number(value) => {
                    let mut values = vec![*value];
                    values.extend(tables.iter().filter_map(|table| match table.rows[row].get(column) {
                        Some(Cell::Number(value)) => Some(*value),
                        _ => None,
                    }));
                    let [low, middle, high] = spread(&mut values);
                    Cell::Interval { middle, low, high }
                }
                other => other.clone(),
            };
            let rows = table.rows.iter().enumerate();
            let rows = rows.map(|(r, cells)| cells.iter().enumerate().map(|(c, value)| cell(r, c, value)).collect());
            Some(Body::Table(Table { columns: table.columns.clone(), rows: rows.collect() }))
        }
        // One that stood between those of several seeds would show what no run made.
        Body::Images(_) | Body::Cards(_) => others.iter().all(|other| other.body == *first).then(|| first.clone()),
        Body::Empty(_) => Some(first.clone()),
    }
}

/// Adds the marks that stand for one mark of several runs; `None` where they cannot be put together.
fn median_mark(mark: &Mark, twins: &[&Mark], marks: &mut Vec<Mark>) -> Option<()> {
    match mark {
        Mark::Line { name, ink, dashed, .. } => {
            let lines = of_all(mark, twins, |mark| match mark {
                Mark::Line { points, .. } => Some(points.as_slice()),
                _ => None,
            })?;
            let rows = spread_along(&lines);
            let band: Vec<[f64; 3]> = rows.iter().map(|(x, [low, _, high])| [*x, *low, *high]).collect();
            if band.iter().any(|[_, low, high]| low < high) {
                marks.push(Mark::Band { name: name.clone(), ink: *ink, points: band });
            }
            let points = rows.iter().map(|(x, [_, middle, _])| [*x, *middle]).collect();
            marks.push(Mark::Line { name: name.clone(), ink: *ink, dashed: *dashed, points });
        }
        Mark::Trail { name, ink, values, .. } => {
            let trails = of_all(mark, twins, |mark| match mark {
                Mark::Trail { points, .. } => Some(points.as_slice()),
                _ => None,
            })?;
            // A trail's points are moments; it ends where the shortest run does.
            let shared = trails.iter().map(|points| points.len()).min().unwrap_or(0).min(values.len());
            let median =
                |i: usize, axis: usize| spread(&mut trails.iter().map(|points| points[i][axis]).collect::<Vec<_>>())[1];
            let points = (0..shared).map(|i| [median(i, 0), median(i, 1)]).collect();
            marks.push(Mark::Trail { name: name.clone(), ink: *ink, points, values: values[..shared].to_vec() });
        }
        Mark::HeatMap { x_edges, y_edges, values } => {
            let all = of_all(mark, twins, |mark| match mark {
                Mark::HeatMap { values, .. } => Some(values),
                _ => None,
            })?;
            if all.iter().any(|other| other.len() != values.len()) {
                return None;
            }
            let median = |i: usize| spread(&mut all.iter().map(|values| values[i]).collect::<Vec<_>>())[1];
            let values = (0..values.len()).map(median).collect();
            marks.push(Mark::HeatMap { x_edges: x_edges.clone(), y_edges: y_edges.clone(), values });
        }
        // Those of one seed alone would pass for those of all.
        Mark::Dots { .. } | Mark::Ellipses { .. } => {
            marks.extend(twins.iter().all(|twin| *twin == mark).then(|| mark.clone()))
        }
        Mark::Level { name, ink, axis, edit, .. } => {
            let mut places = of_all(mark, twins, |mark| match mark {
                Mark::Level { at, .. } => Some(*at),
                _ => None,
            })?;
            let [_, at, _] = spread(&mut places);
            marks.push(Mark::Level { name: name.clone(), ink: *ink, axis: *axis, at, edit: edit.clone() });
        }
        Mark::Band { .. } => marks.push(mark.clone()),
    }
    Some(())
}

/// One thing of a mark and of each twin; none where a twin is another kind of mark.
fn of_all<'a, T>(mark: &'a Mark, twins: &[&'a Mark], of: impl Fn(&'a Mark) -> Option<T>) -> Option<Vec<T>> {
    std::iter::once(mark).chain(twins.iter().copied()).map(of).collect()
}

/// Least, median and greatest y of several lines at each x of any of them that all of them reach; between its points a
/// line is straight. A line that goes back in x, as no function does, is compared point by point instead.
fn spread_along(lines: &[&[[f64; 2]]]) -> Vec<(f64, [f64; 3])> {
    let is_function = |line: &&[[f64; 2]]| line.windows(2).all(|pair| pair[0][0] <= pair[1][0]);
    let same_x = lines.windows(2).all(|pair| pair[0].iter().zip(pair[1]).all(|(a, b)| a[0] == b[0]));
    if same_x || !lines.iter().all(is_function) {
        let shared = lines.iter().map(|line| line.len()).min().unwrap_or(0);
        let at = |i: usize, axis: usize| spread(&mut lines.iter().map(|line| line[i][axis]).collect::<Vec<_>>());
        return (0..shared).map(|i| (at(i, 0)[1], at(i, 1))).collect();
    }
    let ends = |line: &&[[f64; 2]]| Some([line.first()?[0], line.last()?[0]]);
    let Some(ends) = lines.iter().map(ends).collect::<Option<Vec<_>>>() else { return Vec::new() };
    let from = ends.iter().map(|ends| ends[0]).fold(f64::NEG_INFINITY, f64::max);
    let to = ends.iter().map(|ends| ends[1]).fold(f64::INFINITY, f64::min);
    let mut grid: Vec<f64> = lines.iter().flat_map(|line| line.iter().map(|point| point[0])).collect();
    grid.retain(|x| (from..=to).contains(x));
    grid.sort_by(f64::total_cmp);
    grid.dedup();
    grid.into_iter().map(|x| (x, spread(&mut lines.iter().map(|line| height(line, x)).collect::<Vec<_>>()))).collect()
}

/// A line's y at an x between its ends; of a step, the end.
fn height(line: &[[f64; 2]], x: f64) -> f64 {
    let after = line.partition_point(|point| point[0] <= x).min(line.len() - 1);
    let [a, b] = [line[after.saturating_sub(1)], line[after]];
    if x >= b[0] || b[0] <= a[0] { b[1] } else { a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0]) }
}

/// Least, median, greatest.
pub(super) fn spread(values: &mut [f64]) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    let Some((first, last)) = values.first().zip(values.last()) else { return [f64::NAN; 3] };
    let half = values.len() / 2;
    let middle = if values.len() % 2 == 1 { values[half] } else { (values[half - 1] + values[half]) / 2.0 };
    [*first, middle, *last]
}
