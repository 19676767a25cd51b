//! The conditional entropy bottleneck beside the variational and the nonlinear one: what their codes carry beyond the label.

mod config;
mod figures;
mod verdicts;

use burn::tensor::Device;

use super::one_currency::{self, Frame};
use crate::{
    lab::{Claim, Experiment, Field, Info, Invalid, Outbox, RunError, Verdict},
    plot::Figure,
};

pub use config::Config;

pub struct ConditionalEntropyBottleneck;

impl Experiment for ConditionalEntropyBottleneck {
    const INFO: &'static Info = &INFO;
    const FIELDS: &'static [Field] = config::FIELDS;
    const CLAIMS: &'static [Claim] = verdicts::CLAIMS;
    type Config = Config;
    type Frame = Frame;
    type Session = ();
    type Task = ();
    type Answer = ();

    fn check(config: &Config) -> Result<(), Invalid> {
        config.plan().map(|_| ())
    }

    async fn run(config: Config, outbox: Outbox<Self>, device: Device) -> Result<(), RunError> {
        one_currency::run(&config.plan()?, &outbox, &device).await
    }

    fn aside((): ()) {}

    fn figures(config: &Config, frames: &[Frame]) -> Vec<Figure> {
        config.plan().map(|plan| figures::figures(config, &plan, frames)).unwrap_or_default()
    }

    fn verdicts(config: &Config, frames: &[Frame]) -> Vec<Verdict> {
        verdicts::verdicts(config, frames)
    }

    fn moment(frame: &Frame) -> String {
        format!("epoch {}", frame.epoch)
    }
}

const INFO: Info = Info {
    id: "conditional-entropy-bottleneck",
    title: "The conditional entropy bottleneck",
    family: "Variational bottleneck",
    question: "Charge a code only for what it tells of the image beyond the digit: can it keep all of the label and \
               nothing else?",
    papers: &["fischer-2020", "alemi-2017", "kolchinsky-2019"],
    after: "the minimum necessary information",
    guide: &[
        "VIB is charged for I(X;Z), all that the code tells of the image, the label too. CEB is charged for I(X;Z|Y), what \
         it tells beyond the label: its codes are compared not with one N(0, 1) but with a learned normal b(z|y) of the \
         image's class. At β = 1 the price of a nat is what a nat of the label earns; VIB then gives up the label, while \
         CEB has nothing to pay for it. The point it aims at is the minimum necessary information: I(X;Z|Y) = 0 with \
         I(Z;Y) = H(Y), drawn in the first figure.",
        "Each objective is charged by a bound of its own, so all are measured in one currency: the codes of the same held-out \
         images form a mixture, from which I(X;Z), I(Z;Y) and I(X;Z|Y) are sampled and bounded. For CEB the mean of \
         ln e(z|x) − ln b(z|y) is an upper bound of I(X;Z|Y), in closed form here.",
        "On the images trained on, CEB at β = 1 all but reaches that point. On held-out images it does not come as near: an \
         image that the encoder takes for another digit lies among the wrong codes and pays for all the way back, so that \
         the residual counts mistakes as well as detail. The claim is judged on held-out images, and the verdict shows both.",
        "Codes begin free and are charged slowly, because a code that is charged before it says anything may never begin to \
         say it. For NIB that is bad: its bound is flat where codes lie further apart than their noise, and codes that have \
         parted stay at the ceiling ln N.",
    ],
    snippets: &[],
    try_next: &[
        ("A code of two dimensions", "dimensions=2"),
        ("Noise of one size", "deviation=unit"),
        ("The penalty from the first step", "warm=0&ramp=0"),
        ("Only around β = 1", "betas=0.5,0.7,0.85,1,1.2,1.5"),
        ("A smaller network", "hidden=32"),
    ],
    smoke: "betas=0.1,1&replicas=2&hidden=12&decoder=0&dimensions=3&epochs=4&warm=1&ramp=1&moments=3&points=24&samples=2\
            &shots=2&batch=256&rate=0.01",
    uses_device: true,
    random: true,
};
