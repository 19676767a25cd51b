//! Energy-based bottlenecks: the networks are the published formulas, and what couples concepts does so and nothing else does.

use bottleneck_lab::{
    concepts::{Coupling, Evidence, log_sum_exp, sigmoid},
    draws::Rng,
    experiments::{
        PAGES,
        energy_cbm::{
            Batch, Beliefs, CouplingNet, EnergyNet, Joint, Judge, Sight, Sizes, conditional, indicators, surprise,
        },
    },
    lab::{Page, Replay, Ruling, Verdict},
    plot::{Body, Card},
};
use burn::tensor::{Device, Tensor, TensorData};
use futures::executor::block_on;
use serde_json::Value;

use super::runs::{frames, replay, run};

const SMALL: &str = "train=1000&test=400&epochs=6&steps=100&hidden=32";
const SIZES: Sizes = Sizes { features: 5, concepts: 3, classes: 4, hidden: 7 };
const STATES: usize = 8;

fn page() -> &'static Page {
    PAGES.iter().find(|page| page.info.id == "energy-cbm").unwrap()
}

fn ran(query: &str) -> Box<dyn Replay> {
    assert_eq!(page().resolve(query).1, [], "{query}");
    replay(page(), query, &frames(&run(page(), query)))
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    let data = block_on(tensor.into_data_async()).unwrap();
    data.try_into_vec::<f32>().unwrap().into_iter().map(f64::from).collect()
}

fn assert_near(found: &[f64], wanted: &[f64], tolerance: f64) {
    assert_eq!(found.len(), wanted.len());
    let is_near = |(a, b): (&f64, &f64)| (a - b).abs() <= tolerance * (1.0 + b.abs());
    assert!(found.iter().zip(wanted).all(is_near), "{found:?}\n{wanted:?}");
}

/// wᵀ relu(a ∘ v/‖v‖ + a), word for word.
fn g(w: &[f64], a: &[f64], v: &[f64]) -> f64 {
    let length = v.iter().map(|value| value * value).sum::<f64>().sqrt();
    (0..w.len()).map(|h| w[h] * (a[h] * v[h] / length + a[h]).max(0.0)).sum()
}

/// The table on the host, and the network on the device, against the published formula over the vectors.
#[test]
fn the_coupling_is_the_published_energy() {
    let device = Device::flex();
    let network = CouplingNet::new(SIZES, &mut Rng::new(3, "coupling"), &device);
    let hidden = SIZES.hidden;
    let (classes, concepts) = (values(network.classes.val()), values(network.concepts.val()));
    let (mixing, readout) = (values(network.mixing.val()), values(network.readout.val()));
    let bias = values(network.bias.val());
    let mut wanted = Vec::new();
    for state in 0..STATES {
        let mut a = bias.clone();
        for k in 0..SIZES.concepts {
            let value = state >> k & 1;
            for row in 0..hidden {
                for column in 0..hidden {
                    a[row] +=
                        mixing[(k * hidden + row) * hidden + column] * concepts[(k * hidden + column) * 2 + value];
                }
            }
        }
        wanted.extend((0..SIZES.classes).map(|y| g(&readout, &a, &classes[y * hidden..(y + 1) * hidden])));
    }
    let coupler = block_on(network.coupler()).unwrap();
    assert_eq!((coupler.width(), coupler.classes()), (SIZES.concepts, SIZES.classes));
    assert_near(&coupler.table(), &wanted, 1e-5);
    let all = indicators(SIZES.concepts, STATES, |state, k| state >> k & 1 == 1, &device);
    assert_near(&values(network.energies(all).transpose()), &wanted, 1e-5);
}

#[test]
fn losses_are_surprises_of_the_energies_on_the_host() {
    let device = Device::flex();
    let network = EnergyNet::new(SIZES, &mut Rng::new(5, "energies"), &device);
    let energies = block_on(network.energies()).unwrap();
    let mut rng = Rng::new(6, "inputs");
    let n = 9;
    let inputs: Vec<f64> = (0..n * SIZES.features).map(|_| rng.normal()).collect();
    let concepts: Vec<bool> = (0..n * SIZES.concepts).map(|_| rng.uniform() < 0.5).collect();
    let labels: Vec<usize> = (0..n).map(|_| rng.below(SIZES.classes)).collect();
    let tensor = |values: Vec<f64>, columns: usize| -> Tensor<2> {
        let values: Vec<f32> = values.into_iter().map(|value| value as f32).collect();
        Tensor::<2>::from_data(TensorData::new(values, [n, columns]), &device).transpose()
    };
    let one_hot = labels.iter().flat_map(|label| (0..SIZES.classes).map(move |y| f64::from(u8::from(y == *label))));
    let batch = Batch {
        inputs: tensor(inputs.clone(), SIZES.features),
        signs: tensor(concepts.iter().map(|on| if *on { 1.0 } else { -1.0 }).collect(), SIZES.concepts),
        indicators: indicators(SIZES.concepts, n, |i, k| concepts[i * SIZES.concepts + k], &device),
        labels: tensor(one_hot.collect(), SIZES.classes),
    };
    let found = network.losses(batch);
    let (mut xy, mut xc, mut cy) = (0.0, 0.0, 0.0);
    let own = |energies: &[f64], label: usize| {
        energies[label] + log_sum_exp(&energies.iter().map(|energy| -energy).collect::<Vec<f64>>())
    };
    let table = energies.coupler.table();
    for i in 0..n {
        let evidence = energies.evidence(&inputs[i * SIZES.features..(i + 1) * SIZES.features]);
        let row = &concepts[i * SIZES.concepts..(i + 1) * SIZES.concepts];
        xy += own(&evidence.classes, labels[i]) / n as f64;
        xc += evidence.concepts.iter().zip(row).map(|(pair, on)| own(pair, usize::from(*on))).sum::<f64>() / n as f64;
        let state: usize = row.iter().enumerate().map(|(k, on)| usize::from(*on) << k).sum();
        cy += own(&table[state * SIZES.classes..(state + 1) * SIZES.classes], labels[i]) / n as f64;
    }
    assert_near(&values(Tensor::cat(vec![found.xy, found.xc, found.cy], 0)), &[xy, xc, cy], 1e-5);
    // And the joint loss, normalised over all states and classes.
    let all = indicators(SIZES.concepts, STATES, |state, k| state >> k & 1 == 1, &device);
    let mut shares = vec![0f32; SIZES.classes * STATES];
    for (row, label) in concepts.chunks(SIZES.concepts).zip(&labels) {
        let state: usize = row.iter().enumerate().map(|(k, on)| usize::from(*on) << k).sum();
        shares[label * STATES + state] += 1.0 / n as f32;
    }
    let shares = Tensor::from_data(TensorData::new(shares, [SIZES.classes, STATES]), &device);
    let joint = values(network.coupling.joint_loss(all, shares));
    assert_near(&joint, &[surprise(&table, SIZES.classes, &concepts, SIZES.concepts, &labels)], 1e-5);
}

fn random_table(rng: &mut Rng) -> Vec<f64> {
    (0..STATES * SIZES.classes).map(|_| 2.0 * rng.normal()).collect()
}

/// Whatever function of the concepts is added to it, −ln p(y | c) stays, and without p(y | x) it moves no concept.
#[test]
fn a_conditional_of_the_class_says_nothing_of_concepts() {
    let mut rng = Rng::new(8, "tables");
    let table = random_table(&mut rng);
    let normalised = conditional(&table, SIZES.classes);
    for row in normalised.chunks(SIZES.classes) {
        assert!((row.iter().map(|energy| (-energy).exp()).sum::<f64>() - 1.0).abs() < 1e-12);
    }
    let shifted: Vec<f64> = table
        .chunks(SIZES.classes)
        .flat_map(|row| {
            let by = rng.normal();
            row.iter().map(move |energy| energy + by).collect::<Vec<_>>()
        })
        .collect();
    assert_near(&conditional(&shifted, SIZES.classes), &normalised, 1e-12);
    let concepts: Vec<[f64; 2]> = (0..3).map(|_| [rng.normal(), rng.normal()]).collect();
    let evidence = Evidence { concepts: concepts.clone(), classes: vec![0.0; SIZES.classes] };
    let coupling = Coupling::new(normalised, 3, SIZES.classes);
    let moved = coupling.posterior(&evidence, &[Some(true), None, None]);
    let own: Vec<f64> = concepts.iter().map(|[no, yes]| sigmoid(no - yes)).collect();
    assert_near(&moved.concepts, &[1.0, own[1], own[2]], 1e-12);
}

/// A joint of which concepts and class are independent gives back the experts it is given.
#[test]
fn experts_beside_a_joint_without_coupling_are_left_alone() {
    let mut rng = Rng::new(9, "experts");
    let (a, b): (Vec<f64>, Vec<f64>) = ((0..3).map(|_| rng.normal()).collect(), (0..4).map(|_| rng.normal()).collect());
    let energy = |state: usize, y: usize| b[y] + (0..3).map(|k| a[k] * (state >> k & 1) as f64).sum::<f64>();
    let table = (0..STATES).flat_map(|state| (0..4).map(move |y| (state, y))).map(|(state, y)| energy(state, y));
    let joint = Joint::new(table.collect(), 3, 4);
    for (k, p) in joint.present.iter().enumerate() {
        assert!((p - sigmoid(-a[k])).abs() < 1e-12);
    }
    let beliefs = vec![0.3, 0.9, 0.55];
    let sight = Sight { beliefs: beliefs.clone(), concepts: vec![[0.0; 2]; 3], classes: vec![0.4, -1.0, 0.0, 2.0] };
    let judge = Judge::Experts { joint, beliefs: Beliefs::Plain, reads_class: true };
    let found = judge.posterior(&sight, &[None; 3]);
    assert_near(&found.concepts, &beliefs, 1e-12);
    let total = log_sum_exp(&sight.classes.iter().map(|energy| -energy).collect::<Vec<f64>>());
    let classes: Vec<f64> = sight.classes.iter().map(|energy| (-energy - total).exp()).collect();
    assert_near(&found.classes, &classes, 1e-12);
}

fn json(run: &dyn Replay) -> Vec<Value> {
    serde_json::from_value(run.to_json()).unwrap()
}

fn scores(run: &dyn Replay) -> Vec<Value> {
    let frames = json(run);
    let last = frames.iter().rev().find_map(|frame| frame.get("Measured")).unwrap();
    last.as_array().unwrap().clone()
}

fn curve(scores: &[Value], model: &str, of: &str) -> Vec<f64> {
    let score = scores.iter().find(|score| score["model"] == model).unwrap();
    score[of].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn verdict(run: &dyn Replay, claim: &str) -> Verdict {
    run.verdicts(usize::MAX).into_iter().find(|verdict| verdict.claim == claim).unwrap()
}

#[test]
fn corrections_spread_where_there_is_coupling_and_nowhere_else() {
    let run = ran(SMALL);
    let scores = scores(&*run);
    assert_eq!(scores.len(), 8);
    for model in ["Plain", "Released"] {
        let untold = curve(&scores, model, "untold");
        assert!(untold.iter().all(|share| *share == untold[0]), "{model}: {untold:?}");
    }
    for model in ["Joint", "Silent", "Counted"] {
        let (untold, all) = (curve(&scores, model, "untold"), curve(&scores, model, "all"));
        assert!(untold[6] > untold[0] + 0.01, "{model}: {untold:?}");
        assert!(all[0] > curve(&scores, "Plain", "all")[0] + 0.15, "{model}: {all:?}");
    }
    // With weight 0.01 the coupling is next to none.
    let weighed = curve(&scores, "Weighed", "untold");
    assert!((weighed[6] - weighed[0]).abs() < 0.01, "{weighed:?}");
    assert_eq!(verdict(&*run, "sums-are-exact").ruling, Ruling::Held);
    assert_eq!(verdict(&*run, "plain-corrections-stay").ruling, Ruling::Held);
}

fn cards(run: &dyn Replay, id: &str) -> Vec<Card> {
    let figure = run.figures(usize::MAX).into_iter().find(|figure| figure.id == id).unwrap();
    let Body::Cards(cards) = figure.body else { panic!("{id}: {:?}", figure.body) };
    assert_eq!(cards.key.as_deref(), Some("answers"));
    cards.cards
}

#[test]
fn one_click_moves_the_coupled_cards_and_no_plain_one() {
    let frames = frames(&run(page(), SMALL));
    for model in ["joint", "counted"] {
        // Told against what is seen, so that it is news.
        let board = cards(&*replay(page(), SMALL, &frames), "plain-board");
        let answer = if board[1].probability > 0.5 { 'n' } else { 'y' };
        let query = format!("{SMALL}&model={model}&answers=1{answer}");
        let told = replay(page(), &query, &frames);
        let moved = |id: &str| {
            let cards = cards(&*told, id);
            (0..12).filter(|k| *k != 1 && (cards[*k].probability - cards[*k].before).abs() > 0.01).count()
        };
        assert_eq!(moved("plain-board"), 0);
        assert!(moved("other-board") > 0, "{model}");
        assert!(cards(&*told, "other-board")[1].told.is_some());
    }
}

#[test]
fn claims_wait_for_the_settings_they_are_about() {
    let run = ran("train=240&test=50&epochs=1&steps=10&hidden=8&flip=0.25&coupling=1");
    for claim in ["corrections-spread", "published-corrections-spread", "energies-compose", "class-gains-too"] {
        assert!(matches!(verdict(&*run, claim).ruling, Ruling::Open { settle: Some(_), .. }), "{claim}");
    }
    assert_eq!(verdict(&*run, "sums-are-exact").ruling, Ruling::Held);
}

/// Nothing to correct: no verdict may be a division by nothing, nor a victory.
#[test]
fn clear_birds_leave_nothing_to_gain() {
    let run = ran("train=600&test=50&epochs=1&steps=10&hidden=8&flip=0&noise=0&beliefs=energies&coupling=0");
    for verdict in run.verdicts(usize::MAX) {
        assert!(verdict.measured.iter().all(|measured| measured.value.is_finite()), "{verdict:?}");
    }
}
