//! Ranks of a column's values.

/// Each value's rank, counted from 1 in increasing order; equal values share the mean of their ranks. 0 and −0 are equal.
pub(super) fn ranks(column: &[f64]) -> Vec<f64> {
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
