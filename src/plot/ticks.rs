//! Ticks on round numbers, as many as fit.

/// Linear ticks at multiples of 1, 2 or 5 times a power of ten; at most `most`, and the step between them.
pub fn linear(low: f64, high: f64, most: usize) -> (Vec<f64>, f64) {
    let span = high - low;
    if !(span > 0.0 && span.is_finite()) || most == 0 {
        return (Vec::new(), 1.0);
    }
    let rough = span / most as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|step| *step >= rough).unwrap_or(power * 10.0);
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    ((first..=last).map(|i| i as f64 * step).collect(), step)
}

/// Ticks at powers of ten, thinned to at most `most`; also at 2 and 5 times them where the axis spans little.
pub fn logarithmic(low: f64, high: f64, most: usize) -> Vec<f64> {
    if !(low > 0.0 && high > low) || most == 0 {
        return Vec::new();
    }
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let within = |values: Vec<f64>| -> Vec<f64> {
        values.into_iter().filter(|v| *v >= low * (1.0 - 1e-9) && *v <= high * (1.0 + 1e-9)).collect()
    };
    let of = |mantissas: &[f64]| {
        within((first..=last).flat_map(|e| mantissas.iter().map(move |m| m * 10f64.powi(e))).collect())
    };
    for mantissas in [&[1.0, 2.0, 3.0, 5.0, 7.0][..], &[1.0, 2.0, 5.0], &[1.0, 3.0], &[1.0]] {
        let ticks = of(mantissas);
        if ticks.len() <= most {
            return ticks;
        }
    }
    let powers = of(&[1.0]);
    let every = powers.len().div_ceil(most);
    powers.into_iter().step_by(every).collect()
}
