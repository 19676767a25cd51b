//! Looks at the browser's WebGPU adapter before anything is fetched for it.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// An adapter that has what burn needs.
#[derive(Clone, Debug)]
pub struct Adapter {
    pub name: String,
    /// Computes on the CPU: right results, no speed.
    pub is_software: bool,
}

/// The default adapter, or why there is none that can be used.
pub async fn find() -> Result<Adapter, String> {
    let navigator = get(&js_sys::global(), "navigator");
    let gpu = get(&navigator, "gpu");
    if !gpu.is_object() {
        return Err("this browser has no WebGPU (a page must be served over https or from localhost to have it)".into());
    }
    let request: Function = get(&gpu, "requestAdapter").dyn_into().map_err(|_| "WebGPU is broken in this browser")?;
    let promise: Promise =
        request.call0(&gpu).ok().and_then(|it| it.dyn_into().ok()).ok_or("WebGPU is broken in this browser")?;
    let adapter = JsFuture::from(promise).await.unwrap_or(JsValue::NULL);
    if !adapter.is_object() {
        return Err("this browser found no GPU it may use through WebGPU".into());
    }
    // cubecl asks every adapter for timestamps and panics where there are none.
    let features = get(&adapter, "features");
    let has: Option<Function> = get(&features, "has").dyn_into().ok();
    let timestamps = has.and_then(|has| has.call1(&features, &"timestamp-query".into()).ok());
    if !timestamps.is_some_and(|it| it.is_truthy()) {
        return Err("this GPU's adapter lacks the WebGPU feature “timestamp-query”, which burn needs".into());
    }
    let info = get(&adapter, "info");
    let is_software = get(&adapter, "isFallbackAdapter").is_truthy() || get(&info, "isFallbackAdapter").is_truthy();
    let words = ["description", "vendor", "architecture", "device"];
    let mut name = String::new();
    for word in words.iter().filter_map(|key| get(&info, key).as_string()) {
        if !word.is_empty() && !name.contains(&word) {
            name = if name.is_empty() { word } else { format!("{name} {word}") };
        }
    }
    if name.is_empty() {
        name = "GPU".into();
    }
    if is_software {
        name.push_str(" (software)");
    }
    Ok(Adapter { name, is_software })
}

fn get(target: &JsValue, key: &str) -> JsValue {
    Reflect::get(target, &key.into()).unwrap_or(JsValue::UNDEFINED)
}
