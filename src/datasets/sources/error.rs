//! Why there is no such source.

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SourceError {
    #[error("there is no source “{id}”; known: {known}")]
    Unknown { id: String, known: String },
    #[error("{source_name} cannot have {dim} dimensions; allowed: {low} to {high}")]
    Dimension { source_name: &'static str, dim: usize, low: usize, high: usize },
    #[error("{source_name} cannot hold {information:.4} nats; allowed here: {low:.4} to {high:.4} nats")]
    Information { source_name: &'static str, information: f64, low: f64, high: f64 },
    #[error("{parameter} is {value}; it must be {allowed}")]
    Parameter { parameter: &'static str, value: f64, allowed: &'static str },
    #[error("{map} takes {takes}, not points of {dim} dimensions")]
    Map { map: &'static str, takes: &'static str, dim: usize },
}
