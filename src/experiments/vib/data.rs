//! What the sweep is trained on: the digits, or a column of classes in the visitor's table and the columns beside it.

use super::{
    Vib,
    config::{AUTO, Config},
};
use crate::{
    datasets::{
        Split,
        arrays::{self, Array},
        digits,
    },
    draws::Rng,
    lab::{Invalid, Outbox, RunError},
    nets::variational::Rows,
};

/// Rows with their classes, scaled for the network, and every seed's split.
pub struct Data {
    pub rows: Rows,
    pub labels: Vec<usize>,
    pub classes: Vec<String>,
    pub dim: usize,
    /// Every seed with the rows it is trained on, and with those it is tested on.
    pub train: Vec<(u64, Vec<usize>)>,
    pub test: Vec<(u64, Vec<usize>)>,
    /// Where inputs lie, if they are bounded.
    pub range: Option<[f64; 2]>,
    /// Whether a row is an image of [`digits::SIDE`] squared pixels.
    pub is_image: bool,
}

const MOST_CLASSES: usize = 64;
const MOST_COLUMNS: usize = 1024;
const FEWEST_ROWS: usize = 20;
const LABEL_NAMES: &[&str] = &["label", "class", "y", "target"];

impl Data {
    pub fn load(config: &Config, outbox: &Outbox<Vib>) -> Result<Self, RunError> {
        let Some(file) = config.files.into_iter().next() else { return Ok(Self::digits(config)) };
        let refused = |problem: String| Invalid::new("files", format!("{}: {problem}", file.name()));
        let arrays = arrays::read(file.name(), &outbox.file(file)?).map_err(|error| refused(error.to_string()))?;
        let table = table(arrays).map_err(refused)?;
        Ok(Self::of_table(&table, config).map_err(|error| match error.key.as_str() {
            "files" => refused(error.message),
            _ => error,
        })?)
    }

    fn digits(config: &Config) -> Self {
        let data = digits::load();
        // Pixels from −1 to 1, as in the released code.
        let inputs: Vec<f32> = data.inputs().iter().map(|pixel| 2.0 * pixel - 1.0).collect();
        let labels: Vec<usize> = data.labels().iter().map(|label| usize::from(*label)).collect();
        let classes = (0..data.classes()).map(|class| class.to_string()).collect();
        Self::new(inputs, data.dim(), labels, classes, config, Some([-1.0, 1.0]))
    }

    fn of_table(table: &Array, config: &Config) -> Result<Self, Invalid> {
        let problem = |text: String| Invalid::new("files", text);
        let (n, dim) = (table.n(), table.dim());
        if n < FEWEST_ROWS || !(2..=MOST_COLUMNS + 1).contains(&dim) {
            let allowed = format!("needs at least {FEWEST_ROWS} rows and 2 to {} columns", MOST_COLUMNS + 1);
            return Err(problem(format!("“{}” is [{n} × {dim}]; it {allowed}", table.name())));
        }
        let label = label_column(table, &config.label)?;
        let columns: Vec<usize> = (0..dim).filter(|column| *column != label).collect();
        let finite = |columns: &[usize]| table.samples_of(columns).map_err(|error| problem(error.to_string()));
        let (points, named) = (finite(&columns)?, finite(&[label])?);
        let mut values = named.values().to_vec();
        values.sort_by(f64::total_cmp);
        values.dedup();
        if !(2..=MOST_CLASSES).contains(&values.len()) {
            let found = values.len();
            let text = format!("the class column has {found} different values; allowed: 2 to {MOST_CLASSES}");
            return Err(Invalid::new("label", text));
        }
        let class = |value: &f64| values.iter().position(|other| other == value).unwrap_or(0);
        let labels: Vec<usize> = named.values().iter().map(class).collect();
        let classes = values.iter().map(f64::to_string).collect();
        let inputs = points.values().iter().map(|value| *value as f32).collect();
        let mut data = Self::new(inputs, columns.len(), labels, classes, config, None);
        data.standardise(points.values());
        Ok(data)
    }

    fn new(
        inputs: Vec<f32>,
        dim: usize,
        labels: Vec<usize>,
        classes: Vec<String>,
        config: &Config,
        range: Option<[f64; 2]>,
    ) -> Self {
        let (n, count) = (labels.len(), classes.len());
        let mut targets = vec![0f32; n * count];
        labels.iter().enumerate().for_each(|(row, label)| targets[row * count + label] = 1.0);
        let splits = config.seeds().into_iter().map(|seed| {
            let seed = u64::from(seed);
            (seed, Split::shuffled(n, config.train_share, &mut Rng::new(seed, "split")))
        });
        let (train, test) = splits.map(|(seed, split)| ((seed, split.train), (seed, split.test))).unzip();
        let is_image = range.is_some();
        Self { rows: Rows { inputs, targets, n }, labels, classes, dim, train, test, range, is_image }
    }

    /// Every column less its mean, over its standard deviation, both over the first seed's training rows; constant ones
    /// become 0.
    fn standardise(&mut self, values: &[f64]) {
        let members = &self.train[0].1;
        for column in 0..self.dim {
            let of_row = |row: &usize| values[row * self.dim + column];
            let mean = members.iter().map(of_row).sum::<f64>() / members.len() as f64;
            let variance = members.iter().map(|row| (of_row(row) - mean).powi(2)).sum::<f64>() / members.len() as f64;
            let scale = if variance > 0.0 { 1.0 / variance.sqrt() } else { 0.0 };
            for row in 0..self.rows.n {
                self.rows.inputs[row * self.dim + column] = ((of_row(&row) - mean) * scale) as f32;
            }
        }
    }

    /// How many of some rows are of each class.
    pub fn counts(&self, members: &[usize]) -> Vec<usize> {
        let mut counts = vec![0; self.classes.len()];
        members.iter().for_each(|row| counts[self.labels[*row]] += 1);
        counts
    }

    /// Test rows whose every number comes from another row, so that columns keep their values and lose each other.
    pub fn scrambled(&self, seed: u64, members: &[usize]) -> Vec<f32> {
        let mut rng = Rng::new(seed, "scrambled rows");
        let mut scrambled = vec![0f32; members.len() * self.dim];
        for column in 0..self.dim {
            let mut order: Vec<usize> = (0..members.len()).collect();
            rng.shuffle(&mut order);
            for (row, other) in order.into_iter().enumerate() {
                scrambled[row * self.dim + column] = self.rows.inputs[members[other] * self.dim + column];
            }
        }
        scrambled
    }

    /// Rows of uniform noise, as wide as inputs are.
    pub fn noise(&self, seed: u64, count: usize) -> Vec<f32> {
        let mut rng = Rng::new(seed, "noise rows");
        // A uniform of deviation 1 reaches √3.
        let [low, high] = self.range.unwrap_or([-(3f64.sqrt()), 3f64.sqrt()]);
        (0..count * self.dim).map(|_| (low + (high - low) * rng.uniform()) as f32).collect()
    }
}

/// The one table of a file; the arrays x and y of an archive as one.
fn table(arrays: Vec<Array>) -> Result<Array, String> {
    let names = || arrays.iter().map(|array| array.name().to_owned()).collect::<Vec<_>>().join(", ");
    match &arrays[..] {
        [only] => Ok(only.clone()),
        [inputs, classes] | [classes, inputs]
            if classes.dim() == 1 && inputs.n() == classes.n() && inputs.dim() > 0 =>
        {
            let rows = inputs.values().chunks_exact(inputs.dim()).zip(classes.values());
            let values: Vec<f64> = rows.flat_map(|(row, class)| row.iter().copied().chain([*class])).collect();
            Ok(Array::new(inputs.name(), vec![inputs.n(), inputs.dim() + 1], values))
        }
        _ => Err(format!(
            "holds {} arrays ({}); allowed: one table, or inputs and one class a row",
            arrays.len(),
            names()
        )),
    }
}

fn label_column(table: &Array, wanted: &str) -> Result<usize, Invalid> {
    let same = |name: &str| table.columns().iter().position(|column| column.eq_ignore_ascii_case(name));
    if wanted == AUTO {
        return Ok(LABEL_NAMES.iter().find_map(|name| same(name)).unwrap_or(table.dim() - 1));
    }
    same(wanted).ok_or_else(|| {
        let known = match table.columns() {
            [] => "your columns have no names, so auto takes the last".into(),
            columns => format!("there are: {}", columns.iter().take(20).cloned().collect::<Vec<_>>().join(", ")),
        };
        Invalid::new("label", format!("there is no column “{wanted}”; {known}"))
    })
}
