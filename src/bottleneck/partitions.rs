//! The deterministic bottleneck exactly, by looking at every partition.

use super::encoder::Encoder;
use crate::measures::Joint;

/// One deterministic encoder.
#[derive(Clone, Debug, PartialEq)]
pub struct DeterministicPoint {
    /// The code of each input.
    pub assignment: Vec<usize>,
    /// H(T) = I(X;T) in nats.
    pub h_t: f64,
    /// I(T;Y) in nats.
    pub i_ty: f64,
}

/// Inputs beyond which there are too many partitions to look at all (Bell(9) is 21 147).
pub const MOST_INPUTS: usize = 9;

/// The least H(T) − β I(T;Y) over all partitions of at most [`MOST_INPUTS`] inputs.
///
/// Strouse & Schwab 2017, eq. 9.
pub fn deterministic_optimum(joint: &Joint, beta: f64) -> Option<DeterministicPoint> {
    let value = |point: &DeterministicPoint| point.h_t - beta * point.i_ty;
    all(joint).into_iter().min_by(|a, b| value(a).total_cmp(&value(b)))
}

/// The partitions that are optimal for some β, by growing H(T); none for more than [`MOST_INPUTS`] inputs.
///
/// They are the upper hull of all partitions on the (H(T), I(T;Y)) plane.
pub fn deterministic_optima(joint: &Joint) -> Vec<DeterministicPoint> {
    let mut points = all(joint);
    points.sort_by(|a, b| a.h_t.total_cmp(&b.h_t).then(b.i_ty.total_cmp(&a.i_ty)));
    let mut hull: Vec<DeterministicPoint> = Vec::new();
    for point in points {
        if hull.last().is_some_and(|last| point.i_ty <= last.i_ty + 1e-12) {
            continue;
        }
        while hull.len() >= 2 && !turns_right(&hull[hull.len() - 2], &hull[hull.len() - 1], &point) {
            hull.pop();
        }
        hull.push(point);
    }
    hull
}

fn turns_right(a: &DeterministicPoint, b: &DeterministicPoint, c: &DeterministicPoint) -> bool {
    (b.h_t - a.h_t) * (c.i_ty - a.i_ty) < (b.i_ty - a.i_ty) * (c.h_t - a.h_t)
}

/// Every partition once, as restricted growth strings: each input's code is at most one above all before it.
fn all(joint: &Joint) -> Vec<DeterministicPoint> {
    let inputs = joint.rows();
    if inputs > MOST_INPUTS {
        return Vec::new();
    }
    let mut points = Vec::new();
    let mut assignment = vec![0usize; inputs];
    loop {
        let codes = assignment.iter().max().map_or(1, |most| most + 1);
        let encoder = Encoder::hard(&assignment, codes);
        points.push(DeterministicPoint {
            assignment: assignment.clone(),
            h_t: encoder.code_entropy(joint),
            i_ty: encoder.i_ty(joint),
        });
        let may_grow = |i: usize| i > 0 && assignment[i] <= assignment[..i].iter().copied().max().unwrap_or(0);
        let Some(i) = (0..inputs).rev().find(|i| may_grow(*i)) else { return points };
        assignment[i] += 1;
        assignment[i + 1..].fill(0);
    }
}
