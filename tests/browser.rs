//! The lab in a browser.
#![cfg(target_arch = "wasm32")]
