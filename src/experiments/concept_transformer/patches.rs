//! Patches of a picture: which of them show a concept, and how much of an attention lies there.

use crate::datasets::birds::{Bird, SIDE, View, WIDTH, mask};

/// Patches along a picture's side, as many as the frozen convolutions leave.
pub const GRID: usize = 8;
pub const PATCHES: usize = GRID * GRID;
/// Pixels along a patch's side.
pub const EDGE: usize = SIDE / GRID;

/// The patch of a pixel of a picture.
pub fn patch(pixel: usize) -> usize {
    pixel / SIDE / EDGE * GRID + pixel % SIDE / EDGE
}

/// How many pixels of a mask `[32, 32]` lie in each patch, `[8, 8]`.
pub fn pooled(mask: &[bool]) -> Vec<f32> {
    let mut counts = vec![0.0; PATCHES];
    mask.iter().enumerate().filter(|(_, shows)| **shows).for_each(|(pixel, _)| counts[patch(pixel)] += 1.0);
    counts
}

/// For each concept how many pixels show it in each patch, `[12, 8, 8]`: nowhere where it is absent or out of the picture.
pub fn parts(bird: &Bird, view: &View) -> Vec<f32> {
    let of = |k: usize| if bird.concepts[k] { pooled(&mask(k, view)) } else { vec![0.0; PATCHES] };
    (0..WIDTH).flat_map(of).collect()
}

/// What each slot is to be gathered from, `[slots, 64]`, and which are taught, `[slots]`: a concept's slot is to attend to
/// the concept's pixels evenly. Slots of concepts that are nowhere, and those without a name, are left alone.
pub fn wanted_of_slots(parts: &[f32], slots: usize) -> (Vec<f32>, Vec<bool>) {
    let mut wanted = vec![0.0; slots * PATCHES];
    let mut taught = vec![false; slots];
    for (k, part) in parts.chunks_exact(PATCHES).enumerate() {
        let sum: f32 = part.iter().sum();
        if sum > 0.0 {
            taught[k] = true;
            wanted[k * PATCHES..(k + 1) * PATCHES].iter_mut().zip(part).for_each(|(to, pixels)| *to = pixels / sum);
        }
    }
    (wanted, taught)
}

/// What each patch is to read, `[slots, 64]`, and which patches are taught, `[64]`: the slots of the concepts that it shows,
/// in proportion to their pixels. Patches that show none are left alone.
pub fn wanted_of_patches(parts: &[f32], slots: usize) -> (Vec<f32>, Vec<bool>) {
    let sums: Vec<f32> = (0..PATCHES).map(|at| parts.chunks_exact(PATCHES).map(|part| part[at]).sum()).collect();
    let mut wanted = vec![0.0; slots * PATCHES];
    for (to, (i, pixels)) in wanted.iter_mut().zip(parts.iter().enumerate()) {
        *to = if sums[i % PATCHES] > 0.0 { pixels / sums[i % PATCHES] } else { 0.0 };
    }
    (wanted, sums.into_iter().map(|sum| sum > 0.0).collect())
}

/// How much of some attentions lies on each concept's patches, summed over birds that have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    slots: usize,
    /// Birds that show the concept, `[12]`.
    pub birds: Vec<u32>,
    /// The share of the grid that its patches cover, summed over those birds, `[12]`.
    areas: Vec<f64>,
    /// The share of each slot's attention on them, summed, `[12, slots]`.
    masses: Vec<f64>,
    /// How often each slot's attention is greatest on them, `[12, slots]`.
    hits: Vec<f64>,
}

impl Tally {
    pub fn new(slots: usize) -> Self {
        let zeros = || vec![0.0; WIDTH * slots];
        Self { slots, birds: vec![0; WIDTH], areas: vec![0.0; WIDTH], masses: zeros(), hits: zeros() }
    }

    /// One bird's attention `[slots, 64]`, of which each slot's is divided by its sum, and its parts `[12, 64]`. A patch
    /// counts as a concept's where it has a pixel of it.
    pub fn add(&mut self, attention: &[f32], parts: &[f32]) {
        let peaks: Vec<usize> = attention.chunks_exact(PATCHES).map(greatest).collect();
        for (k, part) in parts.chunks_exact(PATCHES).enumerate() {
            let inside: Vec<usize> = (0..PATCHES).filter(|at| part[*at] > 0.0).collect();
            if inside.is_empty() {
                continue;
            }
            self.birds[k] += 1;
            self.areas[k] += inside.len() as f64 / PATCHES as f64;
            for (slot, map) in attention.chunks_exact(PATCHES).enumerate() {
                let all: f64 = map.iter().map(|value| f64::from(*value)).sum();
                let there: f64 = inside.iter().map(|at| f64::from(map[*at])).sum();
                self.masses[k * self.slots + slot] += there / all.max(f64::MIN_POSITIVE);
                self.hits[k * self.slots + slot] += f64::from(u8::from(inside.contains(&peaks[slot])));
            }
        }
    }

    /// The mean share of a slot's attention on a concept's patches; 0 where no bird shows the concept.
    pub fn mass(&self, k: usize, slot: usize) -> f64 {
        self.mean(self.masses[k * self.slots + slot], k)
    }

    /// How often a slot's attention is greatest there.
    pub fn pointing(&self, k: usize, slot: usize) -> f64 {
        self.mean(self.hits[k * self.slots + slot], k)
    }

    /// The share of the grid that a concept's patches cover: what an even attention would have there.
    pub fn area(&self, k: usize) -> f64 {
        self.mean(self.areas[k], k)
    }

    fn mean(&self, sum: f64, k: usize) -> f64 {
        sum / f64::from(self.birds[k].max(1))
    }

    /// The mean over the concepts that some bird shows.
    pub fn over_concepts(&self, of: impl Fn(usize) -> f64) -> f64 {
        let shown: Vec<usize> = (0..WIDTH).filter(|k| self.birds[*k] > 0).collect();
        shown.iter().map(|k| of(*k)).sum::<f64>() / shown.len().max(1) as f64
    }

    /// The slot of each concept, no slot twice, that makes the sum of [`Tally::mass`] over concepts greatest.
    pub fn matched(&self) -> Vec<usize> {
        let worth: Vec<f64> = (0..WIDTH * self.slots).map(|i| self.mass(i / self.slots, i % self.slots)).collect();
        best_assignment(&worth, WIDTH, self.slots)
    }
}

/// Where values are greatest; the first of equals.
fn greatest(values: &[f32]) -> usize {
    (1..values.len()).fold(0, |best, at| if values[at] > values[best] { at } else { best })
}

/// A different column for each row so that the sum of `worth`, `[rows, columns]`, is greatest: exactly, by going through
/// all sets of columns that the first rows could have taken. Needs rows ≤ columns ≤ 20.
pub fn best_assignment(worth: &[f64], rows: usize, columns: usize) -> Vec<usize> {
    assert!(rows <= columns && columns <= 20, "one column for each row, of at most 20");
    // For each set of columns the most that as many first rows can make of it, and the last row's column.
    let mut best = vec![(0.0, 0); 1 << columns];
    for set in 1..best.len() {
        let row = set.count_ones() as usize - 1;
        if row < rows {
            let taken = (0..columns).filter(|column| set >> column & 1 == 1);
            let sums = taken.map(|column| (best[set ^ 1 << column].0 + worth[row * columns + column], column));
            best[set] = sums.fold((f64::NEG_INFINITY, 0), |most, sum| if sum.0 > most.0 { sum } else { most });
        }
    }
    let full = (0..best.len()).filter(|set| set.count_ones() as usize == rows);
    let mut set = full.fold((1 << rows) - 1, |most, set| if best[set].0 > best[most].0 { set } else { most });
    let mut chosen = vec![0; rows];
    for row in (0..rows).rev() {
        chosen[row] = best[set].1;
        set ^= 1 << chosen[row];
    }
    chosen
}
