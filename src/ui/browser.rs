//! What the page asks of the browser: address bar, storage, downloads, animation frames.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, MediaQueryListEvent, Url};

/// The address's part behind #, without it.
pub fn hash() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// Writes the address without adding to the history.
pub fn replace_hash(hash: &str) {
    let history = window().history();
    let _ = history.map(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("#{hash}"))));
}

/// The page's full address.
pub fn address() -> String {
    window().location().href().unwrap_or_default()
}

pub fn stored(key: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Keeps a text; a full or forbidden storage keeps nothing, and the page works without it.
pub fn store(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}

const RUNNING: &str = "running";

/// Notes for this tab alone that a run is going on, or that none is.
pub fn mark_running(what: Option<&str>) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = match what {
            Some(what) => storage.set_item(RUNNING, what),
            None => storage.remove_item(RUNNING),
        };
    }
}

/// The note of a run that was going on when the page was left.
pub fn was_running() -> Option<String> {
    window().session_storage().ok().flatten()?.get_item(RUNNING).ok().flatten()
}

/// Whether the system is dark now; `turned` hears of every change, for as long as the page stands.
pub fn system_is_dark(turned: impl Fn(bool) + 'static) -> bool {
    let Some(query) = window().match_media("(prefers-color-scheme: dark)").ok().flatten() else { return false };
    let heard =
        Closure::<dyn FnMut(MediaQueryListEvent)>::new(move |event: MediaQueryListEvent| turned(event.matches()));
    let _ = query.add_event_listener_with_callback("change", heard.as_ref().unchecked_ref());
    heard.forget();
    query.matches()
}

pub fn pixel_ratio() -> f64 {
    window().device_pixel_ratio().clamp(1.0, 4.0)
}

/// Today as YYYY-MM-DD.
pub fn today() -> String {
    let date = js_sys::Date::new_0();
    format!("{}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
}

/// A whole number below 2³², from the browser's own source: a new seed.
pub fn random_seed() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32 % 1_000_000
}

/// Hands the visitor a file.
pub fn download(name: &str, mime: &str, contents: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = js_sys::Array::of1(&contents.into());
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    download_url(name, &url);
    let _ = Url::revoke_object_url(&url);
}

pub fn download_url(name: &str, url: &str) {
    let Ok(link) = document().create_element("a") else { return };
    let link: HtmlAnchorElement = link.unchecked_into();
    link.set_href(url);
    link.set_download(name);
    link.click();
}

/// Puts a text on the clipboard.
pub fn copy(text: &str) {
    let _ = window().navigator().clipboard().write_text(text);
}

/// Moves the keyboard's focus to an element.
pub fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        let _ = element.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// A bar above everything that says the page itself has failed.
pub fn show_panic(details: &str) {
    let Some(body) = document().body() else { return };
    let Ok(bar) = document().create_element("div") else { return };
    bar.set_class_name("crash");
    let _ = bar.set_attribute("role", "alert");
    let details: String = details.chars().take(600).collect();
    bar.set_text_content(Some(&format!(
        "Something in this page broke. Your link is still in the address bar: reload to go on from it. Details: {details}"
    )));
    let _ = body.prepend_with_node_1(&bar);
}

/// Work that waits for the next animation frame, at most one entry a name, and one entry done a frame, so that the
/// page's thread is never held for long.
#[derive(Default)]
struct Queue {
    waiting: VecDeque<(String, Rc<dyn Fn()>)>,
    asked: bool,
}

thread_local! {
    static QUEUE: RefCell<Queue> = RefCell::default();
}

/// Does `work` in a coming animation frame; work of the same name that still waits is replaced.
pub fn schedule(name: &str, work: impl Fn() + 'static) {
    let ask = QUEUE.with_borrow_mut(|queue| {
        let work: Rc<dyn Fn()> = Rc::new(work);
        match queue.waiting.iter_mut().find(|(other, _)| other == name) {
            Some(entry) => entry.1 = work,
            None => queue.waiting.push_back((name.to_owned(), work)),
        }
        !std::mem::replace(&mut queue.asked, true)
    });
    if ask {
        next_frame();
    }
}

fn next_frame() {
    request_animation_frame(|| {
        let work = QUEUE.with_borrow_mut(|queue| {
            queue.asked = false;
            queue.waiting.pop_front()
        });
        if let Some((_, work)) = work {
            work();
        }
        let more = QUEUE.with_borrow_mut(|queue| {
            let more = !queue.waiting.is_empty() && !queue.asked;
            queue.asked |= more;
            more
        });
        if more {
            next_frame();
        }
    });
}

/// Watches an element's size for as long as the handle lives.
pub struct SizeWatch {
    observer: web_sys::ResizeObserver,
    _changed: Closure<dyn FnMut()>,
}

impl SizeWatch {
    pub fn new(element: &web_sys::Element, changed: impl Fn() + 'static) -> Option<Self> {
        let changed = Closure::<dyn FnMut()>::new(changed);
        let observer = web_sys::ResizeObserver::new(changed.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _changed: changed })
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
