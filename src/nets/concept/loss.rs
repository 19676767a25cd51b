//! What is minimised: the classes' cross-entropy and the concepts'.

use burn::tensor::{
    Tensor,
    activation::{log_softmax, softplus},
};

use super::super::per_replica;

/// Σₖ −[cₖ ln pₖ + (1 − cₖ) ln(1 − pₖ)], its mean over samples in nats, `[replicas]`.
///
/// `logits` is `[replicas, concepts, samples]`, `concepts` `[groups, concepts, samples]` of 0 and 1.
pub fn concept_losses(logits: Tensor<3>, concepts: Tensor<3>) -> Tensor<1> {
    let [replicas, _, samples] = logits.dims();
    let concepts = per_replica(concepts, replicas);
    let each = softplus(logits.clone(), 1.0) - logits * concepts;
    each.sum_dim(1).sum_dim(2).reshape([replicas]).div_scalar(samples as f64)
}

/// Mean cross-entropy of the class in nats, `[replicas]`.
///
/// `logits` is `[replicas, classes, samples]`, `classes` `[groups, classes, samples]`, one-hot.
pub fn class_losses(logits: Tensor<3>, classes: Tensor<3>) -> Tensor<1> {
    let [replicas, _, samples] = logits.dims();
    let classes = per_replica(classes, replicas);
    let each = log_softmax(logits, 1) * classes;
    each.sum_dim(1).sum_dim(2).reshape([replicas]).div_scalar(-(samples as f64))
}
