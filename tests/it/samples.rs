//! Points, pairs and random draws.

use bottleneck_lab::{
    draws::Rng,
    samples::{Pairs, Points, Samples, SamplesError},
};

#[test]
fn rows_come_back_as_they_were_given() {
    let samples = Samples::new(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2).unwrap();
    assert_eq!((samples.n(), samples.dim()), (3, 2));
    assert_eq!(samples.row(1), [3.0, 4.0]);
    assert_eq!(samples.rows().flatten().copied().collect::<Vec<_>>(), samples.values());
    let points = Points::new(samples.values(), 3).unwrap();
    assert_eq!((points.n(), points.row(1)), (2, &[4.0, 5.0, 6.0][..]));
}

#[test]
fn ragged_rows_are_refused() {
    assert_eq!(Samples::new(vec![0.0; 5], 2), Err(SamplesError::Ragged { values: 5, dim: 2 }));
    assert_eq!(Points::new(&[0f32; 5], 0).err(), Some(SamplesError::Ragged { values: 5, dim: 0 }));
}

#[test]
fn a_value_that_is_no_number_is_named_by_row_and_column() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = Samples::new(vec![0.0, 1.0, 2.0, value, 4.0, 5.0], 3).unwrap_err();
        assert_eq!(error, SamplesError::NotFinite { row: 2, column: 1 });
        assert_eq!(error.to_string(), "the value at row 2, column 1 is not a finite number");
    }
}

#[test]
fn pairs_need_equal_counts_and_name_both() {
    let points = |n: usize, dim| Samples::new(vec![0.5; n * dim], dim).unwrap();
    let pairs = Pairs::new(points(4, 3), points(4, 1)).unwrap();
    assert_eq!((pairs.n(), pairs.x().dim(), pairs.y().dim()), (4, 3, 1));
    let error = Pairs::new(points(4, 3), points(5, 1)).unwrap_err();
    assert_eq!(error, SamplesError::Unpaired { x: 4, y: 5 });
    assert!(error.to_string().contains('4') && error.to_string().contains('5'));
}

// Links promise the same numbers for ever: a change here breaks every link there is.
#[test]
fn draws_never_change() {
    let mut rng = Rng::new(1, "weights");
    assert_eq!(
        [rng.uniform(), rng.uniform(), rng.uniform()],
        [0.812_053_495_996_877_9, 0.485_736_829_038_895_9, 0.441_528_509_369_110_37]
    );
    assert_eq!(
        [rng.normal(), rng.normal(), rng.normal()],
        [0.003_303_740_520_257_059, -1.051_024_467_319_767_7, 0.066_669_646_673_579_97]
    );
    assert_eq!([rng.truncated_normal(), rng.truncated_normal()], [-0.224_438_777_485_122_53, 1.664_879_509_074_660_9]);
    assert_eq!([rng.below(10), rng.below(1000), rng.below(4096)], [0, 917, 414]);
    let mut order: Vec<usize> = (0..8).collect();
    rng.shuffle(&mut order);
    assert_eq!(order, [4, 7, 6, 2, 1, 3, 0, 5]);
    assert_eq!(Rng::new(u64::MAX, "split").uniform(), 0.336_278_660_678_540_3);
    assert_eq!(Rng::new(0, "").uniform(), 0.233_657_984_668_203_76);
}

#[test]
fn streams_and_seeds_differ() {
    let first = |seed, stream| Rng::new(seed, stream).uniform();
    let draws = [first(1, "weights"), first(1, "batches"), first(1, "split"), first(2, "weights"), first(2, "noise")];
    for (i, a) in draws.iter().enumerate() {
        assert!(draws[i + 1..].iter().all(|b| a != b));
    }
}

/// First draws of seeds 0, 1, 2, … are as even as those of one generator.
#[test]
fn neighbouring_seeds_are_independent() {
    const SEEDS: u64 = 20_000;
    const CELLS: usize = 16;
    let draws: Vec<f64> = (0..SEEDS).map(|seed| Rng::new(seed, "weights").uniform()).collect();
    let cell = |draw: f64| (draw * CELLS as f64) as usize;
    let mut counts = [[0f64; CELLS]; CELLS];
    draws.windows(2).for_each(|pair| counts[cell(pair[0])][cell(pair[1])] += 1.0);
    let expected = (SEEDS - 1) as f64 / (CELLS * CELLS) as f64;
    let chi_squared: f64 = counts.as_flattened().iter().map(|count| (count - expected).powi(2) / expected).sum();
    // 255 degrees of freedom: mean 255, standard deviation 22.6.
    assert!((165.0..345.0).contains(&chi_squared), "{chi_squared}");
}

#[test]
fn draws_have_their_moments() {
    let mut rng = Rng::new(3, "moments");
    const N: usize = 100_000;
    let moments = |mut draw: Box<dyn FnMut() -> f64>| {
        let draws: Vec<f64> = (0..N).map(|_| draw()).collect();
        let mean = draws.iter().sum::<f64>() / N as f64;
        (mean, draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / N as f64, draws)
    };
    let mut other = Rng::new(4, "moments");
    let (mean, variance, draws) = moments(Box::new(move || rng.normal()));
    assert!(mean.abs() < 0.015 && (variance - 1.0).abs() < 0.02, "{mean} {variance}");
    assert!(draws.iter().any(|x| x.abs() > 2.0));
    let (mean, variance, draws) = moments(Box::new(move || other.truncated_normal()));
    // 1 − 4 φ(2)/(2 Φ(2) − 1): not rescaled to 1.
    assert!(mean.abs() < 0.015 && (variance - 0.7737).abs() < 0.015, "{mean} {variance}");
    assert!(draws.iter().all(|x| x.abs() <= 2.0));
}

#[test]
fn small_numbers_are_drawn_evenly() {
    let mut rng = Rng::new(5, "below");
    let mut counts = [0; 7];
    (0..70_000).for_each(|_| counts[rng.below(7)] += 1);
    assert!(counts.iter().all(|count| (9_600..10_400).contains(count)), "{counts:?}");
}

#[test]
fn a_shuffle_moves_everything_and_loses_nothing() {
    let mut rng = Rng::new(6, "shuffle");
    let mut firsts = [0; 5];
    for _ in 0..5_000 {
        let mut order = [0, 1, 2, 3, 4];
        rng.shuffle(&mut order);
        firsts[order[0]] += 1;
        order.sort_unstable();
        assert_eq!(order, [0, 1, 2, 3, 4]);
    }
    assert!(firsts.iter().all(|count| (850..1_150).contains(count)), "{firsts:?}");
}
