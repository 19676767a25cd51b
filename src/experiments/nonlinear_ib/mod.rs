//! The nonlinear information bottleneck beside the variational one, on the same digits and in the same currency.

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

pub struct NonlinearIb;

impl Experiment for NonlinearIb {
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
    id: "nonlinear-ib",
    title: "The nonlinear information bottleneck",
    family: "Variational bottleneck",
    question: "Bound a code's information by the distances between codes, not by a fixed prior: does the code then tell \
               more of the digit for every bit?",
    papers: &["kolchinsky-2019", "kolchinsky-2017", "kolchinsky-caveats-2019", "alemi-2017"],
    after: "fig. 2",
    guide: &[
        "What is noised: the encoder turns an image x into a point f(x), and the code is z = f(x) + s ε with normal noise ε. \
         NIB learns one s for all images; then all codes together are a mixture of equal Gaussians, one an image, and \
         −1/N Σᵢ ln 1/N Σⱼ exp(−‖fᵢ − fⱼ‖² / 2s²) bounds I(X;Z) from above. The same with 8s² bounds it from below. VIB \
         learns a noise for each image and is charged for the divergence of each code from N(0, 1) instead, which is the \
         information only where the codes of all images together really are N(0, 1).",
        "Since each objective is charged by a bound of its own, both are measured here in one currency: the codes of the \
         same held-out images form a mixture whose information is bounded from both sides and sampled. Nothing measured on \
         N equally likely points can pass ln N; NIB in training cannot even pass the logarithm of its batch.",
        "Which ruler is laid on matters. The upper bound is nearly exact for NIB's equal noise and loose for VIB's, whose \
         images have noise of their own: at an equal upper bound NIB is the more accurate, and that is how the claim is \
         put. At equal sampled truth VIB is ahead for some β. The verdict shows both, and “Charts show” changes the ruler.",
        "The label of a digit is a function of its image. Then all β below 1 would share one best code if β I(X;Z) were \
         charged, and a sweep would draw two points and not a curve. The square, β I(X;Z)², gives every β its own amount, \
         min(H(Y), 1/2β) if networks were perfect.",
        "NIB's bound is flat where codes lie further apart than their noise: at ln N nothing pulls them together again. A \
         penalty that comes after the codes have parted finds them stuck there, so here it begins at once.",
    ],
    snippets: &[],
    try_next: &[
        ("β times the information itself, not its square", "penalty=linear"),
        ("A code of two dimensions", "dimensions=2"),
        ("VIB with noise of size 1 everywhere", "deviation=unit"),
        ("Charged late: NIB stays at its ceiling", "warm=5&ramp=10"),
        ("A finer sweep", "betas=0.003,0.01,0.02,0.04,0.08,0.15,0.3,0.6&replicas=2"),
        ("Wider networks, as in the paper", "hidden=128-128&decoder=128"),
    ],
    smoke: "betas=0.03,0.5&replicas=2&hidden=12&decoder=6&dimensions=3&epochs=4&warm=1&ramp=1&moments=3&points=24&samples=2\
            &shots=2&batch=256&rate=0.01",
    uses_device: true,
    random: true,
};
