//! What is measured until files are brought: a random tanh network whose weights grow, and which learns nothing.

use crate::{datasets::twelve_bit, draws::Rng};

/// The largest standard deviation of a unit's summed inputs at each checkpoint: nearly linear at first, saturated at last.
const GAINS: [f64; 12] = [0.1, 0.2, 0.4, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 14.0, 25.0];
const WIDTHS: [usize; 4] = [12, 8, 5, 3];

/// An array before it is one: its name, its axes, its values, row-major.
pub type Named = (&'static str, Vec<usize>, Vec<f64>);

/// The 12-bit patterns, their labels, and three layers `[checkpoints, patterns, units]`.
pub fn arrays(seed: u32) -> Vec<Named> {
    let data = twelve_bit::load();
    let n = data.n();
    let mut rng = Rng::new(u64::from(seed), "example");
    let weights: Vec<Vec<f64>> = WIDTHS
        .windows(2)
        .map(|pair| (0..pair[0] * pair[1]).map(|_| rng.normal() / (pair[0] as f64).sqrt()).collect())
        .collect();
    let mut layers: Vec<Vec<f64>> = vec![Vec::new(); weights.len()];
    for gain in GAINS {
        // Bits as −1 and 1.
        let mut below: Vec<f64> = data.inputs().iter().map(|bit| 2.0 * f64::from(*bit) - 1.0).collect();
        for ((weights, pair), layer) in weights.iter().zip(WIDTHS.windows(2)).zip(&mut layers) {
            below = tanh_layer(&below, weights, pair[0], pair[1], gain);
            layer.extend(&below);
        }
    }
    let inputs = data.inputs().iter().map(|bit| f64::from(*bit)).collect();
    let labels = data.labels().iter().map(|label| f64::from(*label)).collect();
    let mut arrays = vec![("x", vec![n, data.dim()], inputs), ("y", vec![n], labels)];
    let names = ["layer1", "layer2", "layer3"];
    for ((name, layer), width) in names.into_iter().zip(layers).zip(&WIDTHS[1..]) {
        arrays.push((name, vec![GAINS.len(), n, *width], layer));
    }
    arrays
}

/// tanh(gain · h W), `h` being `[n, fan_in]` and W `[fan_in, fan_out]`.
fn tanh_layer(h: &[f64], weights: &[f64], fan_in: usize, fan_out: usize, gain: f64) -> Vec<f64> {
    let unit = |row: &[f64], unit: usize| {
        let sum: f64 = row.iter().enumerate().map(|(i, value)| value * weights[i * fan_out + unit]).sum();
        libm::tanh(gain * sum)
    };
    h.chunks_exact(fan_in).flat_map(|row| (0..fan_out).map(move |j| unit(row, j))).collect()
}
