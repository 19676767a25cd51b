//! The five bottlenecks side by side.

use serde::{Deserialize, Serialize};

use super::Config;
use crate::nets::concept::Kind;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bottleneck {
    Hard,
    Soft,
    Logit,
    Hybrid,
    Embedding,
}

impl Bottleneck {
    pub const ALL: [Bottleneck; 5] =
        [Bottleneck::Hard, Bottleneck::Soft, Bottleneck::Logit, Bottleneck::Hybrid, Bottleneck::Embedding];

    pub fn name(self) -> &'static str {
        match self {
            Bottleneck::Hard => "hard",
            Bottleneck::Soft => "soft",
            Bottleneck::Logit => "logit",
            Bottleneck::Hybrid => "hybrid",
            Bottleneck::Embedding => "embedding",
        }
    }

    /// The hybrid's head sees as many numbers as the embedding's.
    pub fn kind(self, concepts: usize, config: &Config) -> Kind {
        match self {
            Bottleneck::Hard => Kind::Hard,
            Bottleneck::Soft => Kind::Soft,
            Bottleneck::Logit => Kind::Logit,
            Bottleneck::Hybrid => Kind::Hybrid { extra: concepts * (config.size - 1) },
            Bottleneck::Embedding => Kind::Embedding { size: config.size, replaced: config.replaced },
        }
    }
}
