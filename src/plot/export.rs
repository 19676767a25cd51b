//! Figures as tables of numbers, written for reading or as CSV.

use super::{
    ellipse::{correlation, deviations},
    figure::{Along, Axis, Body, Cell, Chart, Column, Figure, Mark, Quantity, Table, Unit},
};

impl Figure {
    /// The figure's numbers, information in the given unit.
    pub fn to_csv(&self, unit: Unit) -> String {
        match &self.body {
            Body::Chart(chart) => chart.to_table(unit).to_csv(unit),
            Body::Table(table) => table.to_csv(unit),
            Body::Images(images) => images.to_csv(),
            Body::Cards(cards) => cards.to_table().to_csv(unit),
            Body::Empty(_) => String::new(),
        }
    }

    /// The figure's numbers as a table.
    pub fn to_table(&self, unit: Unit) -> Option<Table> {
        match &self.body {
            Body::Chart(chart) => Some(chart.to_table(unit)),
            Body::Table(table) => Some(table.clone()),
            Body::Images(images) => Some(images.to_table()),
            Body::Cards(cards) => Some(cards.to_table()),
            Body::Empty(_) => None,
        }
    }
}

impl Chart {
    /// Every point of every mark, a row each.
    fn to_table(&self, unit: Unit) -> Table {
        let labelled = |label: &str, quantity: &Quantity| Column { label: label.into(), quantity: quantity.clone() };
        let mut columns = vec![
            labelled("series", &Quantity::Number),
            labelled(&self.x.label, &self.x.quantity),
            labelled(&self.y.label, &self.y.quantity),
        ];
        let has_value = self.colour.is_some();
        if let Some(scale) = &self.colour {
            columns.push(labelled(&scale.label, &scale.quantity));
        }
        if self.marks.iter().any(|mark| matches!(mark, Mark::Ellipses { .. })) {
            let along = |axis: &Axis| match &axis.quantity {
                Quantity::Count | Quantity::Named(_) => Quantity::Number,
                quantity => quantity.clone(),
            };
            columns.extend([&self.x, &self.y].map(|axis| labelled(&format!("σ of {}", axis.label), &along(axis))));
            columns.push(labelled("correlation", &Quantity::Number));
        }
        let nothing = || Cell::Text(String::new());
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        let row = |name: &str, x: f64, y: Cell, value: Option<f64>| {
            let at = |axis: &Quantity, value: f64| match axis {
                Quantity::Named(_) => Cell::Text(axis.written(value, unit)),
                _ => Cell::Number(value),
            };
            let x = if x.is_nan() { nothing() } else { at(&self.x.quantity, x) };
            let mut cells = vec![Cell::Text(name.into()), x];
            cells.push(match y {
                Cell::Number(y) => at(&self.y.quantity, y),
                other => other,
            });
            if has_value {
                cells.push(value.map_or_else(nothing, Cell::Number));
            }
            cells
        };
        for mark in &self.marks {
            let name = mark.name().unwrap_or_default();
            match mark {
                Mark::Line { points, .. } | Mark::Dots { points, .. } => {
                    rows.extend(points.iter().map(|[x, y]| row(name, *x, Cell::Number(*y), None)));
                }
                Mark::Ellipses { centres, axes, .. } => {
                    rows.extend(centres.iter().zip(axes).map(|([x, y], covariance)| {
                        let mut cells = row(name, *x, Cell::Number(*y), None);
                        let spread = deviations(*covariance).into_iter().flatten();
                        cells.extend(spread.chain(correlation(*covariance)).map(Cell::Number));
                        cells
                    }));
                }
                Mark::Trail { points, values, .. } => {
                    let value = |i: usize| values.get(i).copied();
                    let points = points.iter().enumerate();
                    rows.extend(points.map(|(i, [x, y])| row(name, *x, Cell::Number(*y), value(i))));
                }
                Mark::Band { points, .. } => rows.extend(points.iter().map(|[x, low, high]| {
                    row(name, *x, Cell::Interval { middle: (low + high) / 2.0, low: *low, high: *high }, None)
                })),
                Mark::HeatMap { x_edges, y_edges, values } => {
                    let width = x_edges.len().saturating_sub(1).max(1);
                    let middle =
                        |edges: &[f64], i: usize| edges.get(i..i + 2).map_or(f64::NAN, |e| (e[0] + e[1]) / 2.0);
                    for (i, value) in values.iter().enumerate() {
                        let y = middle(y_edges, i / width);
                        rows.push(row("cell", middle(x_edges, i % width), Cell::Number(y), Some(*value)));
                    }
                }
                Mark::Level { axis: Along::X, at, .. } => rows.push(row(name, *at, nothing(), None)),
                Mark::Level { axis: Along::Y, at, .. } => rows.push(row(name, f64::NAN, Cell::Number(*at), None)),
            }
        }
        rows.iter_mut().for_each(|cells| cells.resize_with(columns.len(), nothing));
        Table { columns, rows }
    }
}

impl Table {
    /// A cell as it is written, in the visitor's unit.
    pub fn text(&self, row: usize, column: usize, unit: Unit) -> String {
        let quantity = self.columns.get(column).map_or(&Quantity::Number, |column| &column.quantity);
        match self.rows.get(row).and_then(|row| row.get(column)) {
            Some(Cell::Text(text)) => text.clone(),
            Some(Cell::Number(value)) => quantity.written(*value, unit),
            Some(Cell::Interval { middle, low, high }) => quantity.written_between(*middle, [*low, *high], unit),
            Some(Cell::Pick(pick)) => String::from(if pick.is_chosen(None) { "yes" } else { "no" }),
            None => String::new(),
        }
    }

    /// Comma-separated values with full precision; intervals take three columns.
    pub fn to_csv(&self, unit: Unit) -> String {
        let spread = |column: usize| self.rows.iter().any(|row| matches!(row.get(column), Some(Cell::Interval { .. })));
        let labelled = |label: &str, column: &Column| match column.quantity.unit_name(unit) {
            "" => label.to_owned(),
            name => format!("{label} [{name}]"),
        };
        let mut lines = Vec::new();
        let mut head = Vec::new();
        for (i, column) in self.columns.iter().enumerate() {
            head.push(quoted(&labelled(&column.label, column)));
            if spread(i) {
                head.extend(["low", "high"].map(|end| quoted(&labelled(&format!("{} {end}", column.label), column))));
            }
        }
        lines.push(head.join(","));
        for row in &self.rows {
            let mut cells = Vec::new();
            for (i, (cell, column)) in row.iter().zip(&self.columns).enumerate() {
                let number = |value: f64| column.quantity.shown(value, unit).to_string();
                match cell {
                    Cell::Interval { middle, low, high } => {
                        cells.extend([middle, low, high].map(|value| number(*value)))
                    }
                    other => {
                        cells.push(match other {
                            Cell::Number(value) => number(*value),
                            Cell::Text(text) => quoted(text),
                            Cell::Pick(pick) => String::from(if pick.is_chosen(None) { "yes" } else { "no" }),
                            Cell::Interval { .. } => String::new(),
                        });
                        if spread(i) {
                            cells.extend([String::new(), String::new()]);
                        }
                    }
                }
            }
            lines.push(cells.join(","));
        }
        lines.join("\n") + "\n"
    }
}

pub(super) fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.into() }
}
