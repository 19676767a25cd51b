//! A run: the table is read and parted, pictures are learned to be seen, and the bottlenecks are trained one by one.

use burn::{
    module::Module,
    optim::AdamConfig,
    tensor::{Device, Tensor, TensorData},
};

use super::{
    super::concept_bottleneck::{Model, Shape, Tally, Trained, lesson, steps, train},
    Frame, Scene, YourConcepts,
    config::{Config, GALLERY},
    data::{Data, NUMBERS, SIDE, parted, standardised, unparted},
    example,
};
use crate::{
    concepts::largest,
    datasets::tables::{self, Pictures, Table},
    draws::Rng,
    lab::{Invalid, Outbox, RunError},
    nets::{
        backbone::{Backbone, FEATURES, batch, binary_cross_entropy},
        train_step,
    },
};

type Posts = Outbox<YourConcepts>;

/// Pictures a step of the network that learns to see them.
const SHOWN: usize = 32;
const PICTURE_RATE: f64 = 2e-3;
/// Test rows that are scored: as many as keep the policies' work, which grows with K³ C, within bounds.
const MOST_SCORED: usize = 300;
const FEWEST_SCORED: usize = 20;
const POLICY_WORK: usize = 400_000_000;
/// Test rows looked at between two breaths.
const CHUNK: usize = 20;

/// What answers questions after training.
pub struct Session {
    data: Data,
    trained: Vec<Trained>,
    frame: Frame,
    device: Device,
}

pub async fn run(config: Config, outbox: Posts, device: Device) -> Result<Session, RunError> {
    let table = read_table(&config, &outbox)?;
    let (mut frame, data) = match parted(&table, &config) {
        Ok(parted) => parted,
        Err(invalid) => {
            // So that its columns can be seen, and chosen.
            outbox.send(&unparted(&table)).await?;
            return Err(invalid.into());
        }
    };
    outbox.send(&frame).await?;
    frame.gallery = data.gallery();
    let mut work = Work::new(&config, &outbox, &data, table.pictures.as_ref());
    let data = match &table.pictures {
        None => data,
        Some(pictures) => work.seen(pictures, data, frame.concepts.len(), &mut frame, &device).await?,
    };
    let mut session = Session { data, trained: Vec::new(), frame, device };
    let shape = Shape {
        trunk: if table.pictures.is_none() && config.hidden > 0 { vec![config.hidden] } else { Vec::new() },
        concepts: session.frame.concepts.len(),
        classes: session.frame.classes.len(),
    };
    let rows = session.data.training_rows();
    let epochs = config.epochs(rows.n());
    for model in Model::ALL {
        let lesson = lesson(*model, &shape, config.lambda, config.seed.into(), &rows, &session.device);
        let trained = train(lesson, epochs, async || work.step().await).await?;
        session.add(*model, trained, &config, &mut work).await?;
    }
    outbox.progress(work.total, work.total).await;
    Ok(session)
}

/// Answers an edit that needs the models: another row.
pub async fn ask(session: &mut Session, config: &Config, outbox: &Posts) -> Result<(), RunError> {
    session.frame.scene = session.scene(config).await?;
    let last = outbox.sent();
    let trained = session.trained.len();
    // The newest first: it is the one that is looked at. The first frame of all shows no row.
    for models in (1..=trained).rev() {
        outbox.amend(last.saturating_sub(1 + (trained - models) as u32), &session.frame.after(models)).await?;
    }
    Ok(())
}

fn read_table(config: &Config, outbox: &Posts) -> Result<Table, RunError> {
    let refused = |error: tables::TableError| Invalid::new("files", error.to_string());
    if config.files.is_empty() {
        return Ok(example::table().map_err(refused)?);
    }
    let mut files = Vec::new();
    for file in &config.files {
        files.push((file.name().to_owned(), outbox.file(file)?));
    }
    Ok(tables::read(&files).map_err(refused)?)
}

impl Session {
    /// Takes a trained model in, measures it, and shows it.
    async fn add(
        &mut self,
        model: Model,
        trained: Trained,
        config: &Config,
        work: &mut Work<'_>,
    ) -> Result<(), RunError> {
        let data = &self.data;
        let mut tally = Tally::new(data.width, config.seed.into());
        for start in (data.trained_on..data.trained_on + work.scored).step_by(CHUNK) {
            let rows = start..(start + CHUNK).min(data.trained_on + work.scored);
            let slots = trained.slots(&data.seen(rows.clone()), rows.len(), &self.device).await?;
            for (i, slots) in rows.zip(slots) {
                tally.add(&slots, data.truth(i), data.labels[i]);
                if let Some(thumb) = self.frame.gallery.get_mut(i - data.trained_on) {
                    thumb.answers.push(largest(&slots.logits(&vec![None; data.width])));
                }
            }
            work.step().await;
        }
        self.frame.scores.push(tally.score(model));
        self.trained.push(trained);
        self.frame.scene = self.scene(config).await?;
        work.outbox.send(&self.frame.after(self.trained.len())).await
    }

    /// The row that is set, in front of every model.
    async fn scene(&self, config: &Config) -> Result<Scene, RunError> {
        let data = &self.data;
        let i = data.trained_on + config.row.min(self.frame.gallery.len()) - 1;
        let mut slots = Vec::new();
        for trained in &self.trained {
            slots.extend(trained.slots(&data.seen(i..i + 1), 1, &self.device).await?);
        }
        Ok(Scene {
            pixels: data.pixels(i),
            readings: data.readings(i),
            concepts: data.truth(i).to_vec(),
            label: data.labels[i],
            slots,
        })
    }
}

/// What a run does, step by step, with its progress.
struct Work<'a> {
    config: &'a Config,
    outbox: &'a Posts,
    /// Test rows that are scored.
    scored: usize,
    done: u64,
    total: u64,
}

impl<'a> Work<'a> {
    fn new(config: &'a Config, outbox: &'a Posts, data: &Data, pictures: Option<&Pictures>) -> Self {
        let classes = data.labels.iter().max().map_or(1, |last| last + 1);
        let work_of_one = 2 * data.width.pow(3) * classes;
        let scored = (POLICY_WORK / work_of_one).clamp(FEWEST_SCORED, MOST_SCORED).max(GALLERY);
        let scored = scored.min(data.n() - data.trained_on);
        let epochs = config.epochs(data.trained_on);
        let trained: u64 = Model::ALL.iter().map(|model| steps(*model, epochs, data.trained_on)).sum();
        let looked_at = pictures.map_or(0, |_| 2 * data.n() as u64 + u64::from(config.picture_steps));
        let total = trained + looked_at + (Model::ALL.len() * scored.div_ceil(CHUNK)) as u64;
        Self { config, outbox, scored, done: 0, total }
    }

    async fn step(&mut self) {
        self.done += 1;
        self.outbox.progress(self.done.min(self.total), self.total).await;
    }

    /// Loads the pictures of the rows in use, trains a network to see the concepts in those trained on, and gives every row
    /// that network's features.
    async fn seen(
        &mut self,
        pictures: &Pictures,
        mut data: Data,
        concepts: usize,
        frame: &mut Frame,
        device: &Device,
    ) -> Result<Data, RunError> {
        let seed = u64::from(self.config.seed);
        let mut all = Vec::with_capacity(data.n() * NUMBERS);
        for row in &data.rows {
            all.extend(pictures.picture(*row, SIDE).map_err(|error| Invalid::new("files", error.to_string()))?);
            self.step().await;
        }
        let with_gradients = device.clone().autodiff();
        let mut backbone = Backbone::new(concepts, &mut Rng::new(seed, "backbone"), &with_gradients);
        let mut optimizer = AdamConfig::new().init();
        let mut draws = Rng::new(seed, "pictures shown");
        for step in 0..self.config.picture_steps {
            let shown: Vec<usize> = (0..SHOWN).map(|_| draws.below(data.trained_on)).collect();
            let images: Vec<f32> = shown.iter().flat_map(|i| &all[i * NUMBERS..(i + 1) * NUMBERS]).copied().collect();
            let truth: Vec<f32> =
                shown.iter().flat_map(|i| data.truth(*i)).map(|present| f32::from(u8::from(*present))).collect();
            let truth: Tensor<2> = Tensor::from_data(TensorData::new(truth, [SHOWN, concepts]), &with_gradients);
            let logits = backbone.forward(batch(&images, &with_gradients));
            let rate = PICTURE_RATE * (1.0 - f64::from(step) / f64::from(self.config.picture_steps));
            backbone = train_step(backbone, binary_cross_entropy(logits, truth.transpose()), &mut optimizer, rate);
            self.step().await;
        }
        let (outbox, before, total) = (self.outbox, self.done, self.total);
        let breathe = async |seen: usize| outbox.progress((before + seen as u64).min(total), total).await;
        let features = backbone.valid().see(&all, device, breathe).await?.features;
        self.done += data.n() as u64;
        // Features are standardised as columns are.
        let values: Vec<f64> = features.iter().map(|value| f64::from(*value)).collect();
        data.features = standardised(&values, FEATURES, data.trained_on);
        data.pictures = all;
        frame.gallery = data.gallery();
        Ok(data)
    }
}
