//! Which device runs an experiment: what the link says, what the machine has, and what a measurement finds.

use futures::channel::oneshot;
use wasm_bindgen_futures::spawn_local;

use super::{
    adapter,
    crew::Crew,
    members::pairs_of_cores,
    news::{DeviceKind, DeviceNote, News, Phase, Speed},
    protocol::{Request, RunId},
};
use crate::lab::{DeviceChoice, Page, Params};

impl Crew {
    /// Gets ready in the background what a run of this page will need, and says where it would run and for how long.
    pub fn prepare(&self, page: &'static Page, params: &Params) {
        let (crew, params) = (self.clone(), params.clone());
        spawn_local(async move {
            let fetched = crew.build(DeviceKind::Cpu).await;
            if fetched.is_ok() && crew.0.members.borrow().is_empty() {
                let _ = crew.hire(DeviceKind::Cpu).await;
            }
            match crew.candidate(page, page.conditions(&params).device).await {
                Candidate::Only(note) => {
                    let device = note.device;
                    crew.tell(News::Device(note));
                    match device {
                        DeviceKind::Cpu => crew.estimate(page, &params).await,
                        DeviceKind::Webgpu => drop(crew.build(DeviceKind::Webgpu).await),
                    }
                }
                Candidate::Either(name) => {
                    let why = "CPU and GPU are both measured on these sizes when you press Run";
                    crew.tell(News::Device(DeviceNote { device: DeviceKind::Webgpu, name, why: why.into() }));
                    let _ = crew.build(DeviceKind::Webgpu).await;
                }
            }
        });
    }

    /// The device that runs, measured where that has to be found out; the CPU where the GPU does not open.
    pub(super) async fn choose(&self, page: &'static Page, params: &Params) -> Result<DeviceNote, String> {
        let choice = page.conditions(params).device;
        let name = match self.candidate(page, choice).await {
            Candidate::Only(note) if note.device == DeviceKind::Webgpu => return Ok(self.opened(note).await),
            Candidate::Only(note) => return Ok(note),
            Candidate::Either(name) => name,
        };
        let measuring = |device: DeviceKind| {
            self.enter(Phase::Preparing { what: format!("Measuring a step on the {}", device.word()), share: None });
        };
        measuring(DeviceKind::Cpu);
        let cpu = match self.speed(DeviceKind::Cpu, page, params).await {
            Ok(cpu) => cpu.ms_per_step,
            // Whatever stops the measurement stops the run too, which then says so itself.
            Err(reason) => return Ok(cpu_note(format!("a step could not be measured: {reason}"))),
        };
        measuring(DeviceKind::Webgpu);
        let gpu = match self.speed(DeviceKind::Webgpu, page, params).await {
            Ok(gpu) => gpu.ms_per_step,
            Err(reason) => return Ok(cpu_note(format!("the GPU could not be used: {reason}"))),
        };
        let why = format!("measured on these sizes: CPU {cpu:.2} ms a step, GPU {gpu:.2} ms");
        Ok(if gpu < cpu { DeviceNote { device: DeviceKind::Webgpu, name, why } } else { cpu_note(why) })
    }

    /// This GPU once a worker has opened it, or the CPU and why not.
    async fn opened(&self, note: DeviceNote) -> DeviceNote {
        if !self.0.members.borrow().idle(DeviceKind::Webgpu).is_empty() {
            return note;
        }
        match self.hire(DeviceKind::Webgpu).await {
            Ok(_) => note,
            Err(reason) => cpu_note(format!("the GPU could not be opened: {reason}")),
        }
    }

    async fn candidate(&self, page: &'static Page, choice: DeviceChoice) -> Candidate {
        if !page.info.uses_device {
            return Candidate::Only(cpu_note("nothing here is large enough for a GPU to be of use".into()));
        }
        if choice == DeviceChoice::Cpu {
            return Candidate::Only(cpu_note("chosen here".into()));
        }
        match adapter::find().await {
            Err(reason) => Candidate::Only(cpu_note(reason)),
            Ok(adapter) if choice == DeviceChoice::Webgpu => Candidate::Only(DeviceNote {
                device: DeviceKind::Webgpu,
                name: adapter.name,
                why: "chosen here".into(),
            }),
            Ok(adapter) if adapter.is_software => {
                let why = format!("the only WebGPU adapter, {}, computes on the CPU itself, slowly", adapter.name);
                Candidate::Only(cpu_note(why))
            }
            Ok(adapter) => Candidate::Either(adapter.name),
        }
    }

    /// How long a step takes, measured once per device and sizes.
    async fn speed(&self, device: DeviceKind, page: &'static Page, params: &Params) -> Result<Speed, String> {
        let mut sizes = params.clone();
        ["seed", "seeds", "device", "unit"].iter().for_each(|key| sizes.remove(key));
        let key = (device, format!("{}?{}", page.info.id, sizes.to_query()));
        if let Some(known) = self.0.speeds.borrow().get(&key) {
            return Ok(*known);
        }
        let idle = self.0.members.borrow().idle(device).first().copied();
        let member = match idle {
            Some(member) => member,
            None => self.hire(device).await?,
        };
        let ticket = self.0.tickets.get() + 1;
        self.0.tickets.set(ticket);
        let run = RunId::measurement(ticket);
        let (sender, receiver) = oneshot::channel();
        self.0.measuring.borrow_mut().insert(run, sender);
        self.hand_over_files(member, page, params);
        let request = Request::Measure { run, experiment: page.info.id.into(), query: params.to_query() };
        self.0.members.borrow_mut().assign(member, request);
        let measured = receiver.await.map_err(|_| "the measurement was interrupted".to_owned())??;
        self.0.speeds.borrow_mut().insert(key, measured);
        Ok(measured)
    }

    /// Measures a step of every training experiment's default on both devices, one after the other.
    pub fn benchmark(&self, pages: &'static [Page]) {
        let crew = self.clone();
        spawn_local(async move {
            for page in pages.iter().filter(|page| page.info.uses_device) {
                for device in [DeviceKind::Cpu, DeviceKind::Webgpu] {
                    let adapter = match device {
                        DeviceKind::Cpu => Ok(CPU_NAME.to_owned()),
                        DeviceKind::Webgpu => adapter::find().await.map(|adapter| adapter.name),
                    };
                    let found = match adapter {
                        Ok(name) => crew.speed(device, page, &Params::default()).await.map(|speed| (name, speed)),
                        Err(reason) => Err(reason),
                    };
                    crew.tell(News::Benchmark { experiment: page.info.id, device, found });
                }
            }
        });
    }

    /// Says how long a run on the CPU would take, where that can be measured in the background.
    async fn estimate(&self, page: &'static Page, params: &Params) {
        let repeats = page.repeats(params);
        let Some(first) = repeats.first().filter(|first| page.info.uses_device && self.has_files(page, first)) else {
            return;
        };
        if let Ok(Speed { ms_per_step, steps }) = self.speed(DeviceKind::Cpu, page, first).await {
            let one = ms_per_step * steps as f64 / 1e3;
            let seconds = one * (repeats.len() as f64 / pairs_of_cores()).max(1.0);
            self.tell(News::Estimate { params: params.clone(), seconds });
        }
    }
}

pub(super) const CPU_NAME: &str = "WebAssembly SIMD";

/// What could run.
enum Candidate {
    Only(DeviceNote),
    /// The CPU, or the GPU of this name: a measurement has to decide.
    Either(String),
}

fn cpu_note(why: String) -> DeviceNote {
    DeviceNote { device: DeviceKind::Cpu, name: CPU_NAME.into(), why }
}
