//! Inputs moved against a classifying bottleneck.

use burn::tensor::Tensor;

use super::{super::stack::per_replica, batches::Batch, likelihood::Likelihood, model::Bottleneck};

/// How far inputs may be moved, every number by itself, and in how many steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attack {
    /// The most a number is changed.
    pub epsilon: f64,
    /// One step goes all the way along the gradient's sign (Goodfellow et al. 2015); several go a quarter more than their
    /// share each and are held within ε of the start (Madry et al. 2018).
    pub steps: usize,
    /// Where numbers must stay, if anywhere.
    pub range: Option<[f64; 2]>,
}

const OVERSHOOT: f64 = 2.5;

/// The batch's inputs, moved so that the mean cross-entropy rises: `[replicas, inputs, rows]`, every replica's own. The
/// gradient is taken through the batch's draws of the code, averaged, so that noise does not hide it.
///
/// The model and the batch lie on a device without gradients.
pub fn attacked(model: &Bottleneck, batch: &Batch, attack: Attack) -> Tensor<3> {
    let replicas = model.replicas();
    let watched = model.parameters().into_iter().map(Tensor::from_inner).collect();
    let watched = model.clone().with_parameters(watched);
    let noise = Tensor::from_inner(per_replica(batch.noise.clone(), replicas));
    let targets = per_replica(batch.targets.clone(), replicas);
    let draws = noise.dims()[2] / targets.dims()[2];
    let targets: Tensor<3> = Tensor::from_inner(targets.repeat_dim(2, draws));
    let start = per_replica(batch.inputs.clone(), replicas);
    let step = if attack.steps > 1 { attack.epsilon * OVERSHOOT / attack.steps as f64 } else { attack.epsilon };
    let mut moved = start.clone();
    for _ in 0..attack.steps {
        let inputs = Tensor::from_inner(moved.clone()).require_grad();
        let outputs = watched.decode(watched.encode(inputs.clone()).sample(noise.clone()));
        let loss = Likelihood::Categorical.distortion(outputs, targets.clone(), None).sum();
        let Some(slope) = inputs.grad(&loss.backward()) else { return moved };
        let change = (moved + slope.sign().mul_scalar(step)) - start.clone();
        moved = start.clone() + change.clamp(-attack.epsilon, attack.epsilon);
        if let Some([low, high]) = attack.range {
            moved = moved.clamp(low, high);
        }
    }
    moved
}
