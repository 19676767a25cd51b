//! Statistics of order: how well one number tells two groups apart, and whether two numbers rise together.

/// Each value's rank, counted from 1 in increasing order; equal values share the mean of their ranks. 0 and −0 are equal.
pub fn ranks(column: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..column.len()).collect();
    order.sort_by(|a, b| column[*a].total_cmp(&column[*b]));
    let mut ranks = vec![0.0; column.len()];
    let mut before = 0;
    for equal in order.chunk_by(|a, b| column[*a] == column[*b]) {
        let rank = before as f64 + (equal.len() + 1) as f64 / 2.0;
        equal.iter().for_each(|row| ranks[*row] = rank);
        before += equal.len();
    }
    ranks
}

/// The chance that a number of the first group is above one of the second, equal ones counting half: the area under the
/// receiver operating characteristic. 0.5 where either group is empty.
pub fn auroc(first: &[f64], second: &[f64]) -> f64 {
    if first.is_empty() || second.is_empty() {
        return 0.5;
    }
    let n = first.len() as f64;
    let all = ranks(&[first, second].concat());
    let of_first: f64 = all[..first.len()].iter().sum();
    (of_first - n * (n + 1.0) / 2.0) / (n * second.len() as f64)
}

/// Spearman's correlation: Pearson's of the ranks. 0 where either is constant.
pub fn spearman(x: &[f64], y: &[f64]) -> f64 {
    assert_eq!(x.len(), y.len(), "Spearman's correlation is of pairs");
    let (of_x, of_y) = (ranks(x), ranks(y));
    let mean = (x.len() as f64 + 1.0) / 2.0;
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>();
    let scale = (product(&of_x, &of_x) * product(&of_y, &of_y)).sqrt();
    if scale > 0.0 { product(&of_x, &of_y) / scale } else { 0.0 }
}
