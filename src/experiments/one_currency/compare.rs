//! One objective against another where both spend, or reach, the same.

/// The value of a path at a place: joined linearly between its points `(x, y)`, and none outside of them.
pub fn at_equal(path: &[(f64, f64)], x: f64) -> Option<f64> {
    let mut sorted = path.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    sorted.windows(2).find(|pair| pair[0].0 <= x && x <= pair[1].0).map(|pair| {
        let [(x_0, y_0), (x_1, y_1)] = [pair[0], pair[1]];
        if x_1 > x_0 { y_0 + (y_1 - y_0) * (x - x_0) / (x_1 - x_0) } else { y_0.max(y_1) }
    })
}

/// The least cost at which a path of `(cost, gain)`, in its own order and joined linearly, gains as much; none where it
/// never does.
pub fn least_cost(path: &[(f64, f64)], gain: f64) -> Option<f64> {
    let reached = path.iter().filter(|point| point.1 >= gain).map(|point| point.0);
    let crossed = path.windows(2).filter(|pair| (pair[0].1 >= gain) != (pair[1].1 >= gain)).map(|pair| {
        let [(cost_0, gain_0), (cost_1, gain_1)] = [pair[0], pair[1]];
        cost_0 + (cost_1 - cost_0) * (gain - gain_0) / (gain_1 - gain_0)
    });
    reached.chain(crossed).min_by(f64::total_cmp)
}
