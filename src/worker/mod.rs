//! Running experiments off the page: the protocol, the loop without a browser in it, and the two browser ends.

pub mod native;
mod news;
pub mod protocol;
pub mod serve;

#[cfg(feature = "web")]
mod adapter;
#[cfg(feature = "web")]
pub mod browser;
#[cfg(feature = "web")]
mod choice;
#[cfg(feature = "web")]
mod crew;
#[cfg(feature = "web")]
mod fetch;
#[cfg(feature = "web")]
mod files;
#[cfg(feature = "web")]
mod members;
#[cfg(feature = "web")]
mod thread;
#[cfg(feature = "web")]
mod timing;

#[cfg(feature = "web")]
pub use crew::Crew;
pub use news::{DeviceKind, DeviceNote, News, Phase, Progress, Speed};
