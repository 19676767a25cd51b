//! One network opened: the map of its code, one row's code and answers, the same row attacked, and a visitor's drawing.

use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use super::{
    config::{AttackKind, Config},
    data::Data,
    ending::{ATTACK_DRAWS, PGD_STEPS, averaged},
    fields::LEVELS,
};
use crate::{
    datasets::digits,
    draws::Rng,
    lab::{RunError, drawing},
    nets::{
        read,
        variational::{Attack, Batch, Bottleneck, Code, Panel, attacked},
    },
};

/// What is seen of one replica. Information in nats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    pub beta: f64,
    pub seed: u32,
    pub classes: Vec<String>,
    pub is_image: bool,
    /// The two dimensions of the code that are drawn, counted from 0; one alone where there is but one.
    pub shown: Vec<usize>,
    pub dots: Vec<Dot>,
    /// The decoder's answers over the map, where the code has two dimensions.
    pub regions: Vec<Regions>,
    /// The first test rows, where they are images.
    pub gallery: Vec<Thumb>,
    pub row: Row,
    /// The visitor's drawing, if there is one.
    pub drawing: Vec<Seen>,
}

/// A test row's code in the dimensions shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dot {
    pub mean: [f64; 2],
    pub deviation: [f64; 2],
    pub label: usize,
}

/// The decoder's likeliest class and its probability, on a square grid, row by row from below.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Regions {
    pub reach: f64,
    pub class: Vec<u8>,
    pub probability: Vec<f32>,
}

/// A test image, and what the network takes it for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thumb {
    pub input: Vec<f32>,
    pub label: usize,
    /// By probabilities averaged over the test's draws.
    pub answer: usize,
}

/// The test row looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Its place among the test rows, from 0.
    pub index: usize,
    pub label: usize,
    pub clean: Seen,
    pub attacked: Seen,
}

/// An input as the network sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    pub input: Vec<f32>,
    pub dot: Dot,
    /// KL of the code in each dimension, or one number for all.
    pub divergence: Vec<f64>,
    /// Draws of the code, in the dimensions shown.
    pub draws: Vec<[f64; 2]>,
    /// The classes' probabilities for one draw.
    pub of_draw: Vec<f64>,
    /// The same averaged over the test's draws.
    pub averaged: Vec<f64>,
}

const MOST_DOTS: usize = 500;
const MOST_THUMBS: usize = 40;
const DRAWS: usize = 64;
pub const GRID: usize = 48;

pub async fn open(
    sweep: &Bottleneck,
    data: &Data,
    config: &Config,
    betas: &[f64],
    device: &Device,
) -> Result<Look, RunError> {
    let group = config.group();
    let beta = config.looked_at(betas);
    let (seed, members) = &data.test[group];
    let opened = Opened { model: sweep.only(group * betas.len() + beta), data, config, device, seed: *seed };
    let few = &members[..members.len().min(MOST_DOTS)];
    let [inputs, _] = data.rows.columns(&[few], device);
    let code = opened.model.encode(inputs);
    let (mean, deviation) = spread(&code).await?;
    let shown = opened.shown(&mean, &deviation, few.len());
    let dots = few.iter().enumerate().map(|(column, row)| {
        let of = |values: &[f32], k: usize| f64::from(values[k * few.len() + column]);
        dot(&shown, data.labels[*row], |k| [of(&mean, k), of(&deviation, k)])
    });
    let dots: Vec<Dot> = dots.collect();
    let index = (config.image - 1).min(members.len() - 1);
    let row = members[index];
    let input = &data.rows.inputs[row * data.dim..(row + 1) * data.dim];
    let label = data.labels[row];
    let moved = opened.attack(input, label).await?;
    let row = Row {
        index,
        label,
        clean: opened.seen(input.to_vec(), label, &shown).await?,
        attacked: opened.seen(moved, label, &shown).await?,
    };
    let painted = drawing(&config.drawn, digits::SIDE, digits::SIDE, LEVELS).filter(|_| data.is_image);
    let mut drawing = Vec::new();
    if let Some(painted) = painted {
        let input = painted.into_iter().map(|level| 2.0 * level - 1.0).collect();
        // A drawing has no class; none of what is kept of it needs one.
        drawing.push(opened.seen(input, 0, &shown).await?);
    }
    let gallery = if data.is_image { opened.gallery(few).await? } else { Vec::new() };
    let regions = if config.dimensions == 2 { vec![opened.regions(&dots).await?] } else { Vec::new() };
    Ok(Look {
        beta: betas[beta],
        seed: config.seeds()[group],
        classes: data.classes.clone(),
        is_image: data.is_image,
        shown,
        dots,
        regions,
        gallery,
        row,
        drawing,
    })
}

/// A network alone, with what it is fed.
struct Opened<'a> {
    model: Bottleneck,
    data: &'a Data,
    config: &'a Config,
    device: &'a Device,
    seed: u64,
}

impl Opened<'_> {
    /// The two dimensions whose codes say most about the input beyond a standard normal.
    fn shown(&self, mean: &[f32], deviation: &[f32], samples: usize) -> Vec<usize> {
        let told = |k: usize| {
            let each = (k * samples..(k + 1) * samples).map(|i| {
                let (m, s) = (f64::from(mean[i]), f64::from(deviation[i]));
                (m * m + s * s - 1.0) / 2.0 - s.ln()
            });
            each.sum::<f64>()
        };
        let mut order: Vec<usize> = (0..self.config.dimensions).collect();
        order.sort_by(|a, b| told(*b).total_cmp(&told(*a)));
        order.truncate(2);
        order.sort_unstable();
        order
    }

    fn column(&self, input: &[f32]) -> Tensor<3> {
        Tensor::from_data(TensorData::new(input.to_vec(), [1, input.len(), 1]), self.device)
    }

    fn target(&self, label: usize) -> Tensor<3> {
        let classes = self.data.classes.len();
        let mut one_hot = vec![0f32; classes];
        one_hot[label] = 1.0;
        Tensor::from_data(TensorData::new(one_hot, [1, classes, 1]), self.device)
    }

    /// The same noise for everything that is looked at, so that what differs is the input.
    fn noise(&self, draws: usize) -> Vec<f32> {
        let mut rng = Rng::new(self.seed, "look noise");
        // Draw by draw, so that fewer draws are the first of more.
        let drawn: Vec<Vec<f32>> =
            (0..draws).map(|_| (0..self.config.dimensions).map(|_| rng.normal() as f32).collect()).collect();
        (0..self.config.dimensions).flat_map(|k| drawn.iter().map(move |draw| draw[k])).collect()
    }

    fn noise_tensor(&self, draws: usize) -> Tensor<3> {
        let shape = [1, self.config.dimensions, draws];
        Tensor::from_data(TensorData::new(self.noise(draws), shape), self.device)
    }

    async fn attack(&self, input: &[f32], label: usize) -> Result<Vec<f32>, RunError> {
        let steps = match self.config.attack {
            AttackKind::Fgsm => 1,
            AttackKind::Pgd => PGD_STEPS,
        };
        let batch =
            Batch { inputs: self.column(input), targets: self.target(label), noise: self.noise_tensor(ATTACK_DRAWS) };
        let attack = Attack { epsilon: self.config.epsilon, steps, range: self.data.range };
        Ok(read(attacked(&self.model, &batch, attack)).await?)
    }

    async fn seen(&self, input: Vec<f32>, label: usize, shown: &[usize]) -> Result<Seen, RunError> {
        let inputs = self.column(&input);
        let code = self.model.encode(inputs.clone());
        let (mean, deviation) = spread(&code).await?;
        let noise = self.noise(DRAWS);
        let at = |k: usize, draw: usize| f64::from(mean[k] + deviation[k] * noise[k * DRAWS + draw]);
        let draws = (0..DRAWS).map(|draw| [at(shown[0], draw), shown.get(1).map_or(0.0, |k| at(*k, draw))]);
        let chosen: Vec<f32> = (0..self.config.dimensions).map(|k| at(k, self.config.draw - 1) as f32).collect();
        let chosen = Tensor::from_data(TensorData::new(chosen, [1, self.config.dimensions, 1]), self.device);
        let of_draw = read(burn::tensor::activation::softmax(self.model.decode(chosen), 1)).await?;
        let samples = code.sample(self.noise_tensor(DRAWS));
        let divergence = read(self.model.divergence(&code, &samples, &self.target(label))).await?;
        let averaged = averaged(&self.model, inputs, self.noise_tensor(self.config.shots)).await?;
        let wide = |values: Vec<f32>| values.into_iter().map(f64::from).collect::<Vec<f64>>();
        Ok(Seen {
            input,
            dot: dot(shown, label, |k| [f64::from(mean[k]), f64::from(deviation[k])]),
            divergence: wide(divergence),
            draws: draws.collect(),
            of_draw: wide(of_draw),
            averaged: wide(averaged),
        })
    }

    async fn gallery(&self, members: &[usize]) -> Result<Vec<Thumb>, RunError> {
        let members = &members[..members.len().min(MOST_THUMBS)];
        let panel = Panel::new(
            &self.data.rows,
            &[(self.seed, members.to_vec())],
            self.config.dimensions,
            self.config.shots,
            self.device,
        );
        let probabilities = averaged(&self.model, panel.inputs, panel.noise).await?;
        let of = |class: usize, column: usize| probabilities[class * members.len() + column];
        let best = |column: usize| {
            (0..self.data.classes.len()).max_by(|a, b| of(*a, column).total_cmp(&of(*b, column))).unwrap_or(0)
        };
        let thumb = |(column, row): (usize, &usize)| Thumb {
            input: self.data.rows.inputs[row * self.data.dim..(row + 1) * self.data.dim].to_vec(),
            label: self.data.labels[*row],
            answer: best(column),
        };
        Ok(members.iter().enumerate().map(thumb).collect())
    }

    async fn regions(&self, dots: &[Dot]) -> Result<Regions, RunError> {
        let far = |dot: &Dot| (0..2).map(|k| dot.mean[k].abs() + 2.0 * dot.deviation[k]).fold(0.0, f64::max);
        let reach = dots.iter().map(far).fold(1.0, f64::max);
        let at = |cell: usize| (reach * (2.0 * (cell as f64 + 0.5) / GRID as f64 - 1.0)) as f32;
        let cells = GRID * GRID;
        let codes: Vec<f32> = (0..cells).map(|i| at(i % GRID)).chain((0..cells).map(|i| at(i / GRID))).collect();
        let codes = Tensor::from_data(TensorData::new(codes, [1, 2, cells]), self.device);
        let probabilities = read(burn::tensor::activation::softmax(self.model.decode(codes), 1)).await?;
        let of = |class: usize, cell: usize| probabilities[class * cells + cell];
        let best = |cell: usize| {
            (0..self.data.classes.len()).max_by(|a, b| of(*a, cell).total_cmp(&of(*b, cell))).unwrap_or(0)
        };
        let class: Vec<u8> = (0..cells).map(|cell| best(cell) as u8).collect();
        let probability = (0..cells).map(|cell| of(usize::from(class[cell]), cell)).collect();
        Ok(Regions { reach, class, probability })
    }
}

/// A code's means and deviations, `[dimensions, samples]` each.
async fn spread(code: &Code) -> Result<(Vec<f32>, Vec<f32>), RunError> {
    let deviation = code.mean.zeros_like() + code.deviation.clone();
    Ok((read(code.mean.clone()).await?, read(deviation).await?))
}

/// A code of one dimension stands at the height of its class.
fn dot(shown: &[usize], label: usize, of: impl Fn(usize) -> [f64; 2]) -> Dot {
    let first = of(shown[0]);
    let second = shown.get(1).map_or([label as f64, 0.1], |k| of(*k));
    Dot { mean: [first[0], second[0]], deviation: [first[1], second[1]], label }
}
