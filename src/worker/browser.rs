//! The worker's browser end: opens the device, turns messages into requests and events into messages.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use burn::tensor::Device;
use futures::{
    channel::{mpsc, oneshot},
    future::LocalBoxFuture,
};
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

use super::{
    news::DeviceKind,
    protocol::{BUILD, Event, Request, encode},
    serve::{Surroundings, serve},
    thread::{Boot, Thread, received_request, transferable},
};
use crate::lab::Job;

/// Serves the page that started this worker, until it ends the worker.
pub fn start(jobs: &'static [Job]) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    std::panic::set_hook(Box::new({
        let scope = scope.clone();
        move |panic| emit(&scope, &Event::Failed { run: None, reason: panic.to_string() })
    }));
    let (sender, requests) = mpsc::unbounded();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
        let scope = scope.clone();
        move |message: MessageEvent| match received_request(&message.data()) {
            Ok(request) => {
                let _ = sender.unbounded_send(request);
            }
            Err(reason) => emit(&scope, &Event::Failed { run: None, reason }),
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The handler lives as long as the worker.
    on_message.forget();
    spawn_local(async move {
        match open().await {
            Ok((kind, name, device)) => {
                emit(&scope, &Event::Ready { build: BUILD.into(), device: kind, name });
                serve(jobs, requests, Rc::new(surroundings(scope)), device).await;
            }
            Err(reason) => emit(&scope, &Event::NoDevice { reason }),
        }
    });
}

fn emit(scope: &DedicatedWorkerGlobalScope, event: &Event) {
    let buffer = transferable(&encode(event));
    let _ = scope.post_message_with_transfer(&buffer, &Array::of1(&buffer));
}

#[cfg(feature = "webgpu")]
async fn open() -> Result<(DeviceKind, String, Device), String> {
    let device = Device::wgpu_options().init_async().await.map_err(|error| error.to_string())?;
    Ok((DeviceKind::Webgpu, "GPU, WebGPU".into(), device))
}

#[cfg(not(feature = "webgpu"))]
async fn open() -> Result<(DeviceKind, String, Device), String> {
    Ok((DeviceKind::Cpu, super::choice::CPU_NAME.into(), Device::flex()))
}

fn surroundings(scope: DedicatedWorkerGlobalScope) -> Surroundings {
    let performance = Reflect::get(&scope, &"performance".into()).ok().and_then(|it| it.dyn_into().ok());
    let performance: Option<web_sys::Performance> = performance;
    let turn = Turn::new();
    let second = Rc::new(SecondCore::default());
    Surroundings {
        emit: Box::new(move |event| emit(&scope, &event)),
        yield_now: Box::new(move || turn.next()),
        now: Box::new(move || performance.as_ref().map_or_else(js_sys::Date::now, |clock| clock.now())),
        aside: Box::new(move |experiment, task| second.clone().answer(experiment, task)),
    }
}

/// The worker's turns at its message queue. Timers would wait four milliseconds; a message to itself does not.
struct Turn {
    channel: Option<MessageChannel>,
    waiting: Rc<Cell<Option<js_sys::Function>>>,
}

impl Turn {
    fn new() -> Self {
        let waiting = Rc::new(Cell::new(None::<js_sys::Function>));
        let channel = MessageChannel::new().ok();
        if let Some(channel) = &channel {
            let resolve = waiting.clone();
            let on_message = Closure::<dyn FnMut()>::new(move || {
                if let Some(resolve) = resolve.take() {
                    let _ = resolve.call0(&JsValue::NULL);
                }
            });
            channel.port1().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
            on_message.forget();
        }
        Self { channel, waiting }
    }

    fn next(&self) -> LocalBoxFuture<'static, ()> {
        let promise = Promise::new(&mut |resolve, _| {
            let sent = self.channel.as_ref().is_some_and(|it| it.port2().post_message(&JsValue::NULL).is_ok());
            if sent {
                self.waiting.set(Some(resolve));
            } else {
                let _ = resolve.call0(&JsValue::NULL);
            }
        });
        Box::pin(async move {
            let _ = JsFuture::from(promise).await;
        })
    }
}

type Answer = Result<Vec<u8>, String>;

/// A worker of this worker's own, started when the first task comes.
#[derive(Default)]
struct SecondCore {
    thread: RefCell<Option<Thread>>,
    ready: Cell<bool>,
    /// Tasks that came before the thread was ready.
    queued: RefCell<Vec<Request>>,
    waiting: RefCell<HashMap<u32, oneshot::Sender<Answer>>>,
    tickets: Cell<u32>,
}

impl SecondCore {
    fn answer(self: Rc<Self>, experiment: &'static str, task: Vec<u8>) -> LocalBoxFuture<'static, Answer> {
        let ticket = self.tickets.get();
        self.tickets.set(ticket.wrapping_add(1));
        let (sender, receiver) = oneshot::channel();
        self.waiting.borrow_mut().insert(ticket, sender);
        if let Err(reason) = self.ensure_thread() {
            self.fail(&reason);
        }
        let request = Request::Aside { ticket, experiment: experiment.into(), task };
        match (self.ready.get(), self.thread.borrow().as_ref()) {
            (true, Some(thread)) => thread.send(&request),
            _ => self.queued.borrow_mut().push(request),
        }
        Box::pin(async move { receiver.await.unwrap_or_else(|_| Err("the second worker was ended".into())) })
    }

    fn ensure_thread(self: &Rc<Self>) -> Result<(), String> {
        if self.thread.borrow().is_some() {
            return Ok(());
        }
        let boot = Boot::for_second_core().ok_or("this worker does not know how it was started")?;
        let this = Rc::downgrade(self);
        let thread = Thread::start(&boot, move |event| {
            if let Some(this) = this.upgrade() {
                this.hear(event);
            }
        })?;
        self.thread.replace(Some(thread));
        Ok(())
    }

    fn hear(&self, event: Event) {
        match event {
            Event::Ready { .. } => {
                self.ready.set(true);
                if let Some(thread) = self.thread.borrow().as_ref() {
                    self.queued.take().iter().for_each(|request| thread.send(request));
                }
            }
            Event::Answer { ticket, result } => {
                if let Some(sender) = self.waiting.borrow_mut().remove(&ticket) {
                    let _ = sender.send(result);
                }
            }
            Event::NoDevice { reason } | Event::Failed { reason, .. } => {
                self.fail(&reason);
            }
            _ => {}
        }
    }

    /// Answers everyone who waits, and starts afresh with the next task.
    fn fail(&self, reason: &str) {
        for (_, sender) in self.waiting.take() {
            let _ = sender.send(Err(reason.to_owned()));
        }
        self.queued.take();
        self.ready.set(false);
        self.thread.take();
    }
}
