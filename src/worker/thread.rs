//! A browser's worker thread: started from a compiled module, spoken to in messages.

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Blob, ErrorEvent, FileReaderSync, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::protocol::{Event, Request, decode, encode};

/// One build of the worker: its glue script and its compiled module.
#[derive(Clone)]
pub struct Build {
    pub glue: String,
    pub module: JsValue,
}

/// What it takes to start a thread: the boot script, the build to run, and the build its second core is to run.
#[derive(Clone)]
pub struct Boot {
    pub script: String,
    pub build: Build,
    pub aside: Build,
}

/// A running worker; ended when dropped.
pub struct Thread {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Boot {
    /// The message that carries it to the boot script.
    fn message(&self) -> JsValue {
        let message = Object::new();
        let fields = [
            ("script", (&self.script).into()),
            ("glue", (&self.build.glue).into()),
            ("module", self.build.module.clone()),
            ("asideGlue", (&self.aside.glue).into()),
            ("asideModule", self.aside.module.clone()),
        ];
        for (key, value) in fields {
            let _ = Reflect::set(&message, &key.into(), &value);
        }
        message.into()
    }

    /// What a worker was given to start its second core with.
    pub fn for_second_core() -> Option<Self> {
        let boot = Reflect::get(&js_sys::global(), &"boot".into()).ok()?;
        let field = |key: &str| Reflect::get(&boot, &key.into()).ok();
        let build = Build { glue: field("asideGlue")?.as_string()?, module: field("asideModule")? };
        Some(Self { script: field("script")?.as_string()?, build: build.clone(), aside: build })
    }
}

impl Thread {
    /// Starts a worker. A panic, a trap or a script that cannot be loaded arrives as [`Event::Failed`] without a run.
    pub fn start(boot: &Boot, hear: impl Fn(Event) + 'static) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&boot.script, &options).map_err(|error| described(&error))?;
        let hear = std::rc::Rc::new(hear);
        let heard = hear.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            heard(received(&message.data()).unwrap_or_else(|reason| Event::Failed { run: None, reason }));
        });
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
            error.prevent_default();
            hear(Event::Failed { run: None, reason: error.message() });
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.post_message(&boot.message()).map_err(|error| described(&error))?;
        Ok(Self { worker, _on_message: on_message, _on_error: on_error })
    }

    pub fn send(&self, request: &Request) {
        let buffer = transferable(&encode(request));
        let transfer = Array::of1(&buffer);
        let _ = self.worker.post_message_with_transfer(&buffer, &transfer);
    }

    /// Hands over a file. Only its handle is sent: the worker reads the bytes, so that the page's thread never holds them.
    pub fn send_file(&self, hash: &str, file: &Blob) {
        let _ = self.worker.post_message(&Array::of2(&hash.into(), file));
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// Bytes in a buffer of their own, to be transferred instead of copied.
pub fn transferable(bytes: &[u8]) -> ArrayBuffer {
    Uint8Array::from(bytes).buffer()
}

/// A message's contents; a text instead of a buffer is the boot script's complaint.
pub fn received<M: serde::de::DeserializeOwned>(data: &JsValue) -> Result<M, String> {
    match data.dyn_ref::<ArrayBuffer>() {
        Some(buffer) => decode(&Uint8Array::new(buffer).to_vec()),
        None => Err(described(data)),
    }
}

/// A request in a worker: as bytes, or as a file that is read here and now.
pub fn received_request(data: &JsValue) -> Result<Request, String> {
    let Some(message) = data.dyn_ref::<Array>() else { return received(data) };
    let (Some(hash), Ok(file)) = (message.get(0).as_string(), message.get(1).dyn_into::<Blob>()) else {
        return Err("a file could not be taken over".into());
    };
    let read = FileReaderSync::new().and_then(|reader| reader.read_as_array_buffer(&file));
    let buffer = read.map_err(|error| format!("a file could not be read: {}", described(&error)))?;
    Ok(Request::File { hash, bytes: Uint8Array::new(&buffer).to_vec() })
}

/// An error of JavaScript's in words.
pub fn described(error: &JsValue) -> String {
    error
        .as_string()
        .or_else(|| Reflect::get(error, &"message".into()).ok()?.as_string())
        .unwrap_or_else(|| format!("{error:?}"))
}
