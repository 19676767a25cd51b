//! What can be set: the data, the objectives and their widths, the training, and the cloud of the demonstration.

use serde::{Deserialize, Serialize};

use crate::{
    datasets::{Regression, diabetes, friedman, wine},
    draws::Rng,
    lab::Invalid,
    nets::kernel_losses::Denominator,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub width: usize,
    pub betas: Betas,
    pub beta: f64,
    pub data: Data,
    pub splits: usize,
    pub validation_share: f64,
    pub test_share: f64,
    pub objectives: String,
    pub formula: Formula,
    pub sigma_x: f64,
    pub sigma_y: f64,
    pub sigma_t: f64,
    pub median: bool,
    pub nib_noise: NibNoise,
    pub hidden: usize,
    pub decoder: Decoder,
    pub epochs: u32,
    pub warm_up: u32,
    pub batch: usize,
    pub rate: f64,
    pub seed: u32,
    pub particles: usize,
    pub particle_steps: u32,
    pub particle_rate: f64,
    pub particle_sigma: f64,
    pub currency: Currency,
    pub measuring_noise: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Data {
    #[default]
    Wine,
    Diabetes,
    Friedman,
}

/// Which β every objective is trained at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Betas {
    #[default]
    Three,
    /// Those of the released code.
    Ten,
    One,
}

/// Whose form of the two Cauchy–Schwarz terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Formula {
    #[default]
    Paper,
    Released,
}

/// Whether the nonlinear bottleneck learns how much noise its code has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NibNoise {
    #[default]
    Learned,
    Fixed,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decoder {
    #[default]
    Linear,
    Hidden,
}

/// What the trade-off's price is measured in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Currency {
    /// The mixture bound on I(X;T) with noise, in nats.
    #[default]
    Information,
    /// The normalised quadratic information.
    Dependence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Objective {
    SquaredError,
    /// KL(p(y|x) ‖ N(ŷ, v)) with one learned v, but for a constant: the Gaussian likelihood.
    KullbackLeibler,
    CauchySchwarz,
    Variational,
    Nonlinear,
    Hsic,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            width: 8,
            betas: Betas::Three,
            beta: 0.01,
            data: Data::Wine,
            splits: 5,
            validation_share: 0.2,
            test_share: 0.2,
            objectives: "mse+kl+cs+vib+nib+hsic".into(),
            formula: Formula::Paper,
            sigma_x: 1.0,
            sigma_y: 1.0,
            sigma_t: 1.0,
            median: false,
            nib_noise: NibNoise::Learned,
            hidden: 32,
            decoder: Decoder::Linear,
            epochs: 30,
            warm_up: 0,
            batch: 64,
            rate: 1e-3,
            seed: 1,
            particles: 200,
            particle_steps: 500,
            particle_rate: 0.5,
            particle_sigma: 1.0,
            currency: Currency::Information,
            measuring_noise: 0.5,
        }
    }
}

/// What no single range can say.
pub fn check(config: &Config) -> Result<(), Invalid> {
    if config.objectives().is_empty() {
        let sentence = "“objectives” = “none” leaves nothing to train; allowed: at least one objective";
        return Err(Invalid::new("objectives", sentence));
    }
    Ok(())
}

impl Objective {
    /// In the order of training, with their names in links and on charts.
    pub const ALL: [(Self, &str, &str); 6] = [
        (Self::SquaredError, "mse", "squared error"),
        (Self::KullbackLeibler, "kl", "KL"),
        (Self::CauchySchwarz, "cs", "Cauchy–Schwarz"),
        (Self::Variational, "vib", "variational"),
        (Self::Nonlinear, "nib", "nonlinear"),
        (Self::Hsic, "hsic", "HSIC"),
    ];

    pub fn label(self) -> &'static str {
        Self::ALL.iter().find(|(other, ..)| *other == self).map_or("", |(_, _, label)| label)
    }

    /// Whether its code has a price; the others know no β.
    pub fn has_price(self) -> bool {
        !matches!(self, Self::SquaredError | Self::KullbackLeibler)
    }

    /// Whether the code is trained with noise.
    pub fn is_noisy(self) -> bool {
        matches!(self, Self::Variational | Self::Nonlinear)
    }
}

impl Formula {
    pub fn denominator(self) -> Denominator {
        match self {
            Formula::Paper => Denominator::SquaredSum,
            Formula::Released => Denominator::SumOfSquares,
        }
    }
}

impl Data {
    /// How many rows there are. The page links this, and so not the table.
    pub fn rows(self) -> usize {
        match self {
            Data::Wine => wine::ROWS,
            Data::Diabetes => diabetes::ROWS,
            Data::Friedman => friedman::ROWS,
        }
    }

    /// The deviation of the target's own noise, in its unit; 0 where it is not known.
    pub fn noise(self) -> f64 {
        match self {
            Data::Wine | Data::Diabetes => 0.0,
            Data::Friedman => 1.0,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Data::Wine => "red wines",
            Data::Diabetes => "diabetes",
            Data::Friedman => "Friedman's function",
        }
    }
}

impl Config {
    pub fn objectives(&self) -> Vec<Objective> {
        let chosen: Vec<&str> = self.objectives.split('+').collect();
        Objective::ALL.iter().filter(|(_, name, _)| chosen.contains(name)).map(|(objective, ..)| *objective).collect()
    }

    /// What an objective is trained at; where its code has no price, at 0 alone.
    pub fn betas_of(&self, objective: Objective) -> Vec<f64> {
        if objective.has_price() { self.betas() } else { vec![0.0] }
    }

    pub fn betas(&self) -> Vec<f64> {
        match self.betas {
            Betas::Three => vec![0.0, 0.1, 1.0],
            Betas::Ten => vec![0.0, 1e-4, 5e-4, 1e-3, 5e-3, 1e-2, 5e-2, 0.1, 0.5, 1.0],
            Betas::One => vec![self.beta],
        }
    }

    /// The data; only a worker links them.
    pub fn load(&self) -> Regression {
        match self.data {
            Data::Wine => wine::load(),
            Data::Diabetes => diabetes::load(),
            Data::Friedman => friedman::draw(&mut Rng::new(u64::from(self.seed), "friedman")),
        }
    }

    /// How many rows are tested on, and hence what caps every bound on the information.
    pub fn tested(&self) -> usize {
        libm::rint(self.data.rows() as f64 * self.test_share) as usize
    }

    /// The most that the code's units can carry when each has, on average, a variance of 1 before noise of the measuring
    /// deviation is added, in nats: K/2 ln(1 + 1/ν²).
    pub fn capacity(&self) -> f64 {
        self.width as f64 / 2.0 * libm::log1p(1.0 / (self.measuring_noise * self.measuring_noise))
    }
}
