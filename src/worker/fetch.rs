//! Fetches a build of the worker, with progress, and compiles it off the page's thread.

use js_sys::{Reflect, Uint8Array, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

use super::{
    news::DeviceKind,
    protocol::BUILD,
    thread::{Build, described},
};

/// The address of a file beside the page, whatever the base path.
pub fn beside_page(file: &str) -> Result<String, String> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or("there is no page")?;
    let base = document.base_uri().ok().flatten().ok_or("the page has no address")?;
    let url = web_sys::Url::new_with_base(file, &base).map_err(|error| described(&error))?;
    url.set_search(&format!("v={BUILD}"));
    Ok(url.href())
}

/// Fetches and compiles; `report` hears the share that has come, where the server says how much there is.
pub async fn build(kind: DeviceKind, report: impl Fn(Option<f64>)) -> Result<Build, String> {
    let name = match kind {
        DeviceKind::Cpu => "worker-cpu",
        DeviceKind::Webgpu => "worker-gpu",
    };
    let address = beside_page(&format!("{name}_bg.wasm"))?;
    let bytes = fetch(&address, report).await?;
    let module =
        JsFuture::from(WebAssembly::compile(&bytes)).await.map_err(|error| format!("{name}: {}", described(&error)))?;
    Ok(Build { glue: beside_page(&format!("{name}.js"))?, module })
}

async fn fetch(address: &str, report: impl Fn(Option<f64>)) -> Result<JsValue, String> {
    let window = web_sys::window().ok_or("there is no page")?;
    let failed = |error: JsValue| format!("{address} could not be fetched: {}", described(&error));
    let response = JsFuture::from(window.fetch_with_str(address)).await.map_err(failed)?;
    let response: Response = response.dyn_into().map_err(failed)?;
    if !response.ok() {
        return Err(format!("{address} could not be fetched: the server answered {}", response.status()));
    }
    let total = length(&response);
    let body = response.body().ok_or_else(|| format!("{address} is empty"))?;
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut chunks: Vec<Uint8Array> = Vec::new();
    let mut loaded = 0u32;
    loop {
        let part = JsFuture::from(reader.read()).await.map_err(failed)?;
        let Some(chunk) = Reflect::get(&part, &"value".into()).ok().and_then(|it| it.dyn_into::<Uint8Array>().ok())
        else {
            break;
        };
        loaded += chunk.length();
        chunks.push(chunk);
        report(total.map(|total| (f64::from(loaded) / total).min(1.0)));
    }
    let bytes = Uint8Array::new_with_length(loaded);
    let mut offset = 0;
    for chunk in &chunks {
        bytes.set(chunk, offset);
        offset += chunk.length();
    }
    Ok(bytes.into())
}

/// The body's length; unknown where it travels compressed, since the header then counts other bytes.
fn length(response: &Response) -> Option<f64> {
    let headers = response.headers();
    if headers.get("content-encoding").ok().flatten().is_some() {
        return None;
    }
    headers.get("content-length").ok().flatten()?.parse().ok().filter(|total| *total > 0.0)
}
