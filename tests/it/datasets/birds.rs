//! Procedural birds against what is said of them.

use bottleneck_lab::{
    datasets::birds::{
        Backgrounds, Bird, CONCEPTS, Flock, Looks, NUMBERS, PIXELS, Plan, SIDE, TIED, Traits, View, WIDTH, codes, mask,
        paint,
    },
    draws::Rng,
};

const PLAIN: View = View { shift: [0, 0], gain: 1.0, occluder: None, noise: 0.0 };

fn views() -> Vec<View> {
    let moved = [[0, 0], [2, -2], [-2, 2]].map(|shift| View { shift, ..PLAIN });
    let hidden = [[0, 0], [14, 12], [20, 4]].map(|corner| View { occluder: Some(corner), ..moved[1] });
    [moved, hidden].concat()
}

fn plan(traits: Traits) -> Plan {
    Plan { traits, backgrounds: Backgrounds::Any, looks: Looks::clean() }
}

fn draw(plan: &Plan, n: usize, seed: u64) -> Flock {
    plan.draw(n, &mut Rng::new(seed, "birds"))
}

fn clean(bird: &Bird, view: &View) -> Vec<f32> {
    paint(bird, view, &mut Rng::new(0, "noise"))
}

fn share(count: usize, n: usize) -> f64 {
    count as f64 / n as f64
}

/// The mask is exactly where pictures of birds that differ in one concept alone differ.
#[test]
fn masks_are_where_a_flipped_concept_shows() {
    let mut rng = Rng::new(1, "birds");
    for view in views() {
        for k in 0..WIDTH {
            let mut seen = vec![false; PIXELS];
            for i in 0..64 {
                let mut concepts: [bool; WIDTH] = std::array::from_fn(|_| rng.uniform() < 0.5);
                concepts[k] = false;
                let bird = Bird { concepts, background: i % 4 };
                concepts[k] = true;
                let (without, with) = (clean(&bird, &view), clean(&Bird { concepts, ..bird }, &view));
                for pixel in 0..PIXELS {
                    seen[pixel] |= (0..3).any(|c| with[c * PIXELS + pixel] != without[c * PIXELS + pixel]);
                }
            }
            assert_eq!(seen, mask(k, &view), "{} {view:?}", CONCEPTS[k]);
        }
    }
}

#[test]
fn every_concept_shows_wholly_on_the_picture_wherever_the_bird_is() {
    for (k, name) in CONCEPTS.iter().enumerate() {
        let whole = mask(k, &PLAIN);
        let pixels = whole.iter().filter(|shows| **shows).count();
        assert!((6..60).contains(&pixels), "{}: {pixels}", name);
        for shift in [[-2, -2], [2, 2], [0, 1]] {
            let moved = mask(k, &View { shift, ..PLAIN });
            for pixel in (0..PIXELS).filter(|pixel| whole[*pixel]) {
                let (x, y) = ((pixel % SIDE) as isize + shift[0], (pixel / SIDE) as isize + shift[1]);
                assert!(moved[(y * SIDE as isize + x) as usize], "{} {shift:?}", name);
            }
            assert_eq!(moved.iter().filter(|shows| **shows).count(), pixels);
        }
    }
}

#[test]
fn a_picture_is_decided_by_the_seed_and_lies_within_0_and_1() {
    let plan = Plan { looks: Looks::hard(), ..plan(Traits::Independent) };
    let (flock, again, other) = (draw(&plan, 20, 1), draw(&plan, 20, 1), draw(&plan, 20, 2));
    assert_eq!((&flock.images, &flock.birds, &flock.views), (&again.images, &again.birds, &again.views));
    assert_ne!(flock.images, other.images);
    assert_eq!((flock.n(), flock.images.len(), flock.classes), (20, 20 * NUMBERS, 1));
    assert_eq!(flock.image(3), &flock.images[3 * NUMBERS..4 * NUMBERS]);
    assert!(flock.images.iter().all(|value| (0.0..=1.0).contains(value)));
    let row = |i: usize| flock.concepts()[i * WIDTH..(i + 1) * WIDTH].to_vec();
    assert!((0..20).all(|i| row(i) == flock.birds[i].concepts));
    // Drawn in parts, it is the same flock.
    let mut rng = Rng::new(1, "birds");
    let mut parts = plan.draw(7, &mut rng);
    parts.append(plan.draw(13, &mut rng));
    assert_eq!((parts.images, parts.labels, parts.classes), (flock.images, flock.labels, 1));
}

#[test]
fn nuisances_are_as_documented() {
    let mut rng = Rng::new(3, "views");
    let views: Vec<View> = (0..4000).map(|_| Looks::hard().draw(&mut rng)).collect();
    let hidden = views.iter().filter(|view| view.occluder.is_some()).count();
    assert!((share(hidden, 4000) - 0.7).abs() < 0.03, "{hidden}");
    for moved in -2..=2 {
        let count = views.iter().filter(|view| view.shift[0] == moved).count();
        assert!((share(count, 4000) - 0.2).abs() < 0.03, "{moved}: {count}");
    }
    assert!(views.iter().all(|view| view.shift[1].abs() <= 2 && (0.85..=1.15).contains(&view.gain)));
    assert!(views.iter().flat_map(|view| view.occluder).all(|corner| corner.iter().all(|at| at + 9 <= SIDE)));
    // Grey does not follow the light, and hides all.
    let view = View { occluder: Some([10, 12]), gain: 1.15, ..PLAIN };
    let bird = Bird { concepts: [true; WIDTH], background: 2 };
    let picture = clean(&bird, &view);
    let lit = clean(&bird, &View { gain: 1.15, ..PLAIN });
    let even = clean(&bird, &PLAIN);
    for i in 0..NUMBERS {
        let (x, y) = (i % SIDE, i % PIXELS / SIDE);
        let grey = (10..19).contains(&x) && (12..21).contains(&y);
        assert_eq!(picture[i], if grey { 0.5 } else { lit[i] });
        assert!((lit[i] - (1.15 * even[i]).min(1.0)).abs() < 1e-6);
    }
    // Where nothing is cut off at 0 or 1, noise has its deviation.
    let noisy = paint(&bird, &View { noise: 0.05, ..PLAIN }, &mut Rng::new(4, "noise"));
    let inner: Vec<usize> = (0..NUMBERS).filter(|i| (0.25..0.75).contains(&even[*i])).collect();
    let square: f64 = inner.iter().map(|i| f64::from(noisy[*i] - even[*i]).powi(2)).sum();
    assert!(((square / inner.len() as f64).sqrt() - 0.05).abs() < 0.003);
}

#[test]
fn codes_lie_three_bits_apart() {
    for (classes, seed) in [(2, 1), (12, 2), (12, 3), (32, 4)] {
        let codes = codes(classes, &mut Rng::new(seed, "codes"));
        assert_eq!(codes.len(), classes);
        for (i, one) in codes.iter().enumerate() {
            for other in &codes[..i] {
                assert!((0..WIDTH).filter(|k| one[*k] != other[*k]).count() >= 3);
            }
        }
    }
}

#[test]
fn classes_give_their_codes_and_flips_their_rate() {
    let codes = codes(12, &mut Rng::new(5, "codes"));
    let flock = draw(&plan(Traits::Classes { codes: codes.clone(), flip: 0.0 }), 300, 6);
    assert!(flock.birds.iter().zip(&flock.labels).all(|(bird, label)| bird.concepts == codes[*label]));
    assert!((0..12).all(|class| flock.labels.contains(&class)) && flock.classes == 12);
    let flock = draw(&plan(Traits::Classes { codes: codes.clone(), flip: 0.25 }), 1000, 6);
    let flipped =
        |(bird, label): (&Bird, &usize)| (0..WIDTH).filter(|k| bird.concepts[*k] != codes[*label][*k]).count();
    let rate = share(flock.birds.iter().zip(&flock.labels).map(flipped).sum(), 1000 * WIDTH);
    assert!((rate - 0.25).abs() < 0.015, "{rate}");
}

#[test]
fn ties_are_as_strong_as_rho() {
    let mut all: Vec<usize> = TIED.concat();
    all.sort_unstable();
    assert_eq!(all, (0..WIDTH).collect::<Vec<_>>());
    let agree = |flock: &Flock, [a, b]: [usize; 2]| {
        share(flock.birds.iter().filter(|bird| bird.concepts[a] == bird.concepts[b]).count(), flock.n())
    };
    for (traits, expected) in [
        (Traits::Independent, 0.5),
        (Traits::Tied { rho: 0.0 }, 0.5),
        (Traits::Tied { rho: 0.6 }, 0.8),
        (Traits::Tied { rho: 1.0 }, 1.0),
    ] {
        let flock = draw(&plan(traits), 1500, 7);
        for pair in TIED {
            assert!((agree(&flock, pair) - expected).abs() < 0.05, "{pair:?}: {}", agree(&flock, pair));
        }
        // Concepts of different pairs know nothing of each other, and each is a fair coin.
        assert!((agree(&flock, [0, 3]) - 0.5).abs() < 0.05);
        let on = flock.birds.iter().filter(|bird| bird.concepts[8]).count();
        assert!((share(on, 1500) - 0.5).abs() < 0.05);
    }
}

#[test]
fn backgrounds_follow_their_rule() {
    let traits = Traits::Classes { codes: codes(5, &mut Rng::new(5, "codes")), flip: 0.03 };
    let flock = |backgrounds| draw(&Plan { backgrounds, ..plan(traits.clone()) }, 3000, 8);
    let rate = |flock: &Flock, own: bool, background: usize| {
        let of = |(bird, label): (&Bird, &usize)| ((*label == 1) == own).then_some(bird.background);
        let found: Vec<usize> = flock.birds.iter().zip(&flock.labels).filter_map(of).collect();
        share(found.iter().filter(|at| **at == background).count(), found.len())
    };
    let any = flock(Backgrounds::Any);
    assert!((0..4).all(|background| (rate(&any, true, background) - 0.25).abs() < 0.06));
    let bound = flock(Backgrounds::Bound { class: 1, background: 3, own: 0.95, others: 0.1 });
    assert!((rate(&bound, true, 3) - 0.95).abs() < 0.03 && (rate(&bound, false, 3) - 0.1).abs() < 0.03);
    assert!((0..3).all(|background| (rate(&bound, false, background) - 0.3).abs() < 0.04));
    assert!(flock(Backgrounds::Only(2)).birds.iter().all(|bird| bird.background == 2));
}
