//! The run: dictionaries at every price side by side; then names, and heads on the dictionary looked at.

use burn::{
    module::Module,
    optim::AdamConfig,
    tensor::{Device, Tensor, TensorData},
};

use super::{
    Case, Config, DiscoverThenName, Frame, Latent, Look, Named, Part, Step,
    data::{CLASSES, Scenes, Vocabulary, World},
    head::{self, Breath, Cases, Head},
    measure::{Dictionary, Reading},
};
use crate::{
    draws::Rng,
    lab::{Outbox, RunError},
    nets::{Dictionaries, DictionaryValues, read, train_step},
};

const FRAMES: u64 = 50;
/// Scenes a dictionary is measured on.
const MEASURED: usize = 1000;
/// Scenes a latent must not fire on to be dead.
const POOL: usize = 1024;
/// Tenths of training after which the dead are revived.
const REVIVALS: u64 = 7;
/// Scenes heads are measured on.
const TESTED: usize = 500;
/// Contributions shown of a decision.
const PARTS: usize = 8;
/// What a sparse head may lose against one without a penalty.
pub const GIVEN_UP: f64 = 0.02;

/// What stays after a run: every dictionary, and how it codes the scenes it is measured on.
pub struct Session {
    world: World,
    coded: Vec<Coded>,
    network: Dictionaries,
    heads: Option<Heads>,
    /// The place of the frame of names; that of the look follows it.
    named: u32,
    device: Device,
}

/// One dictionary on the host; row-major.
struct Coded {
    atoms: Vec<f32>,
    codes: Vec<f32>,
    reconstruction: Vec<f32>,
}

/// Heads on one dictionary, kept as long as nothing is asked that would train others.
struct Heads {
    made_for: HeadsOf,
    /// Of every penalty.
    weights: Vec<Vec<f32>>,
    /// The dictionary's codes of the test scenes.
    tested: Vec<f32>,
    on_features: f64,
    on_concepts: f64,
}

#[derive(Clone, PartialEq)]
struct HeadsOf {
    dictionary: usize,
    penalties: Vec<f64>,
    shots: usize,
}

impl Coded {
    fn view(&self) -> Dictionary<'_> {
        Dictionary { atoms: &self.atoms, codes: &self.codes, reconstruction: &self.reconstruction }
    }
}

pub async fn run(config: Config, outbox: Outbox<DiscoverThenName>, device: Device) -> Result<Session, RunError> {
    let seed = u64::from(config.seed);
    let world = World::new(&config);
    let trained_on = world.scenes(config.samples, &mut Rng::new(seed, "scenes"));
    let measured_on = world.scenes(MEASURED, &mut Rng::new(seed, "measured scenes"));
    let prices = config.all_prices()?;
    let on_codes: Vec<f32> = prices.iter().map(|price| *price as f32).collect();
    let active = device.clone().autodiff();
    let on_codes: Tensor<1> = Tensor::from_data(TensorData::new(on_codes, [prices.len()]), &active);
    let first = DictionaryValues::draw(prices.len(), config.latents, config.dimensions, &mut Rng::new(seed, "weights"));
    let mut model = first.init(config.atoms, &active);
    let mut optimizer = AdamConfig::new().init();
    let (mut batches, mut revivals) = (Rng::new(seed, "batches"), Rng::new(seed, "revivals"));
    let total = config.steps + 1;
    let every = config.steps.div_ceil(FRAMES);
    for step in 0..=config.steps {
        if step % every == 0 || step == config.steps {
            let coded = coded(&model.valid(), &measured_on, &device).await?;
            let readings: Vec<Reading> = coded.iter().map(|it| it.view().reading(&world, &measured_on)).collect();
            if !readings.iter().all(Reading::is_finite) {
                return Err(RunError::Diverged { step });
            }
            outbox.send(&Frame::Step(Step { step, readings })).await?;
        }
        if step == config.steps {
            break;
        }
        let places: Vec<usize> = (0..config.batch).map(|_| batches.below(trained_on.n)).collect();
        let loss = model.losses(columns(&trained_on.columns(&places), config.batch, &active), on_codes.clone());
        let rate = config.rate * (2.0 * (1.0 - step as f64 / config.steps as f64)).min(1.0);
        model = train_step(model, loss.sum(), &mut optimizer, rate);
        if config.revive && is_revival(step + 1, config.steps) {
            let values = revived(&model.valid(), &trained_on, &mut revivals, &device).await?;
            if let Some(values) = values {
                model = values.init(config.atoms, &active);
                // Its moments are those of latents that are no more.
                optimizer = AdamConfig::new().init();
            }
        }
        outbox.progress(step + 1, total).await;
    }
    let network = model.valid();
    let coded = coded(&network, &measured_on, &device).await?;
    let mut session = Session { world, coded, network, heads: None, named: outbox.sent(), device };
    outbox.send(&Frame::Named(session.named(&config))).await?;
    outbox.send(&Frame::Look(session.look(&config, &outbox.breath()).await?)).await?;
    outbox.progress(total, total).await;
    Ok(session)
}

/// Other words, another dictionary, other heads, another scene; nothing is trained anew but heads.
pub async fn ask(session: &mut Session, config: &Config, outbox: &Outbox<DiscoverThenName>) -> Result<(), RunError> {
    outbox.amend(session.named, &Frame::Named(session.named(config))).await?;
    outbox.amend(session.named + 1, &Frame::Look(session.look(config, &outbox.breath()).await?)).await
}

fn is_revival(taken: u64, steps: u64) -> bool {
    (1..=REVIVALS).any(|tenth| taken == tenth * steps / 10)
}

fn columns(values: &[f32], n: usize, device: &Device) -> Tensor<3> {
    Tensor::from_data(TensorData::new(values.to_vec(), [1, values.len() / n, n]), device)
}

async fn coded(network: &Dictionaries, scenes: &Scenes, device: &Device) -> Result<Vec<Coded>, RunError> {
    let made = network.forward(columns(&scenes.all(), scenes.n, device));
    let [replicas, _, _] = made.codes.dims();
    let atoms = read(network.unit_atoms()).await?;
    let (codes, reconstruction) = (read(made.codes).await?, read(made.reconstruction).await?);
    let part = |values: &[f32], at: usize| {
        let length = values.len() / replicas;
        values[at * length..(at + 1) * length].to_vec()
    };
    let one =
        |at| Coded { atoms: part(&atoms, at), codes: part(&codes, at), reconstruction: part(&reconstruction, at) };
    Ok((0..replicas).map(one).collect())
}

/// The dictionaries with every dead latent pointed at what one of the scenes lacks, drawn by its squared loss (Bricken et
/// al. 2023); none where none is dead.
async fn revived(
    network: &Dictionaries,
    scenes: &Scenes,
    rng: &mut Rng,
    device: &Device,
) -> Result<Option<DictionaryValues>, RunError> {
    let places: Vec<usize> = (0..POOL).map(|_| rng.below(scenes.n)).collect();
    let inputs = scenes.columns(&places);
    let made = network.forward(columns(&inputs, POOL, device));
    let (codes, reconstruction) = (read(made.codes).await?, read(made.reconstruction).await?);
    let mut values = network.values().await?;
    let mut changed = false;
    for replica in 0..values.replicas {
        let of = |row: usize| &codes[row * POOL..(row + 1) * POOL];
        let is_dead = |latent: &usize| of(replica * values.latents + latent).iter().all(|code| *code <= 0.0);
        let dead: Vec<usize> = (0..values.latents).filter(is_dead).collect();
        if dead.is_empty() {
            continue;
        }
        let lacking = |scene: usize| -> Vec<f64> {
            let at = |i: usize| {
                let made = reconstruction[(replica * values.inputs + i) * POOL + scene];
                f64::from(inputs[i * POOL + scene]) - f64::from(made)
            };
            (0..values.inputs).map(at).collect()
        };
        let lacking: Vec<Vec<f64>> = (0..POOL).map(lacking).collect();
        let weights: Vec<f64> =
            lacking.iter().map(|it| it.iter().map(|value| value * value).sum::<f64>().powi(2)).collect();
        for latent in dead {
            values.point(replica, latent, &lacking[drawn(&weights, rng)]);
            changed = true;
        }
    }
    Ok(changed.then_some(values))
}

/// A place, with chances in proportion to weights of at least 0.
fn drawn(weights: &[f64], rng: &mut Rng) -> usize {
    let mut left = rng.uniform() * weights.iter().sum::<f64>();
    let reached = weights.iter().position(|weight| {
        left -= weight;
        left < 0.0
    });
    reached.unwrap_or(0)
}

impl Session {
    fn named(&self, config: &Config) -> Named {
        let vocabulary = Vocabulary::new(&self.world, config);
        let right = self.coded.iter().map(|it| it.view().named(&self.world, MEASURED, &vocabulary));
        let truth = self.world.directions.iter().enumerate();
        let of_truth = truth.filter(|(concept, direction)| vocabulary.name(direction).0 == *concept).count();
        Named { right: right.collect(), of_truth: of_truth as f64 / self.world.directions.len() as f64 }
    }

    async fn look(&mut self, config: &Config, breathe: &Breath) -> Result<Look, RunError> {
        let at = config.looked_at()?;
        let classes = self.world.classes(&mut Rng::new(u64::from(config.seed), "classes"));
        let tested_on = self.classified(TESTED, &classes, config, "tested scenes");
        let made_for = HeadsOf { dictionary: at, penalties: config.all_penalties()?, shots: config.shots };
        let heads = match self.heads.take().filter(|heads| heads.made_for == made_for) {
            Some(heads) => heads,
            None => self.heads(made_for, &classes, &tested_on, config, breathe).await?,
        };
        let vocabulary = Vocabulary::new(&self.world, config);
        let (latents, cosines) = self.latents(at, config, &vocabulary);
        let dictionary = self.coded[at].view();
        let word = |latent| vocabulary.name(&dictionary.atom(latent, config.dimensions)).0;
        let words: Vec<usize> = (0..config.latents).map(word).collect();
        let is_own = |latent: usize, class: usize| classes[class].contains(&words[latent]);
        let tested = Cases { columns: &heads.tested, labels: &tested_on.labels };
        let each = heads.made_for.penalties.iter().zip(&heads.weights);
        let measured: Vec<Head> = each.map(|(penalty, weights)| tested.measured(*penalty, weights, is_own)).collect();
        // The sparsest that gives up little.
        let enough = measured[0].accuracy - GIVEN_UP;
        let chosen = measured.iter().rposition(|head| head.accuracy >= enough).unwrap_or(0);
        let case = self.case(config, &tested, &heads.weights[chosen], &words, &tested_on);
        let Heads { on_features, on_concepts, .. } = heads;
        self.heads = Some(heads);
        Ok(Look { at, latents, cosines, classes, on_features, on_concepts, heads: measured, chosen, case })
    }

    fn classified(&self, n: usize, classes: &[Vec<usize>], config: &Config, stream: &str) -> Scenes {
        self.world.classified(n, classes, &mut Rng::new(u64::from(config.seed), stream))
    }

    async fn heads(
        &self,
        made_for: HeadsOf,
        classes: &[Vec<usize>],
        tested_on: &Scenes,
        config: &Config,
        breathe: &Breath,
    ) -> Result<Heads, RunError> {
        let trained_on = self.classified(made_for.shots * CLASSES, classes, config, "classified scenes");
        let train = async |penalties: &[f64], columns: &[f32]| {
            head::train(penalties, &Cases { columns, labels: &trained_on.labels }, &self.device, breathe).await
        };
        let accuracy =
            |weights: &[f32], columns: &[f32]| Cases { columns, labels: &tested_on.labels }.accuracy(weights);
        let on_features = accuracy(&train(&[0.0], &trained_on.all()).await?[0], &tested_on.all());
        let on_concepts = accuracy(&train(&[0.0], &trained_on.all_strengths()).await?[0], &tested_on.all_strengths());
        let mut codes = Vec::new();
        for scenes in [&trained_on, tested_on] {
            codes.push(coded(&self.network, scenes, &self.device).await?.swap_remove(made_for.dictionary).codes);
        }
        let weights = train(&made_for.penalties, &codes[0]).await?;
        Ok(Heads { made_for, weights, tested: codes.swap_remove(1), on_features, on_concepts })
    }

    /// The live latents of a dictionary by the concept each is nearest to, and their cosines with all concepts.
    fn latents(&self, at: usize, config: &Config, vocabulary: &Vocabulary) -> (Vec<Latent>, Vec<f32>) {
        let concepts = config.concepts;
        let dictionary = self.coded[at].view();
        let found = dictionary.matched(&self.world, MEASURED);
        let row = |latent: usize| &found.cosines[latent * concepts..(latent + 1) * concepts];
        let of = |latent: usize| {
            let nearest = (0..concepts).max_by(|a, b| row(latent)[*a].total_cmp(&row(latent)[*b])).unwrap_or(0);
            let (word, likeness) = vocabulary.name(&dictionary.atom(latent, config.dimensions));
            let cosine = row(latent)[nearest];
            Latent { latent, rate: found.rates[latent], word, likeness, concept: nearest, cosine }
        };
        let mut latents: Vec<Latent> = (0..config.latents).filter(|latent| found.is_live(*latent)).map(of).collect();
        latents.sort_by(|a, b| a.concept.cmp(&b.concept).then(b.cosine.total_cmp(&a.cosine)));
        let cosines = latents.iter().flat_map(|it| row(it.latent)).map(|cosine| *cosine as f32).collect();
        (latents, cosines)
    }

    fn case(&self, config: &Config, cases: &Cases, weights: &[f32], words: &[usize], scenes: &Scenes) -> Case {
        let scene = config.scene - 1;
        let decided = cases.decided(weights, scene);
        let contributions = cases.contributions(weights, decided, scene);
        let mut order: Vec<usize> = (0..contributions.len()).collect();
        order.sort_by(|a, b| contributions[*b].abs().total_cmp(&contributions[*a].abs()));
        let is_shown = |word: usize| word < config.concepts && scenes.strengths[scene * config.concepts + word] > 0.0;
        let part = |latent: usize| Part {
            word: words[latent],
            code: cases.value(latent, scene),
            contribution: contributions[latent],
            is_shown: is_shown(words[latent]),
        };
        let parts = order.into_iter().take(PARTS).map(part).collect();
        Case { label: scenes.labels[scene], decided, logit: contributions.iter().sum(), parts }
    }
}
