//! Estimators against published code's numbers, closed forms and their plain versions.

mod bins;
mod discrete;
mod kernel;
mod neighbours;
mod neural;
mod oracles;
mod parametric;
mod sources;
mod table;
