//! What the page hears of its runs.

use crate::lab::Params;

/// Everything the crew tells the page.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    Phase(Phase),
    Frame {
        repeat: usize,
        index: u32,
        bytes: Vec<u8>,
    },
    Progress(Progress),
    Device(DeviceNote),
    /// How long a run with these params would take on the CPU.
    Estimate {
        params: Params,
        seconds: f64,
    },
    /// How fast a default step is on a device: the device's name and the speed, or why there is none.
    Benchmark {
        experiment: &'static str,
        device: DeviceKind,
        found: Result<(String, Speed), String>,
    },
}

/// What a measurement finds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed {
    pub ms_per_step: f64,
    /// Of the whole run.
    pub steps: u64,
}

/// Where a link's runs stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Phase {
    #[default]
    Idle,
    /// Before the first step: what is being fetched or measured, and how much of it is done where that is known.
    Preparing {
        what: String,
        share: Option<f64>,
    },
    Running,
    Paused,
    /// The finished runs are being asked something.
    Asking,
    Finished,
    Stopped,
    /// What happened, and what to do, as sentences. What was computed stays.
    Failed {
        reason: String,
        remedy: String,
    },
}

/// How far all runs of the link have come together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    pub done: u64,
    pub total: u64,
    /// Seconds since the first step, pauses left out.
    pub seconds: f64,
    /// Seconds to go, once a second has been measured.
    pub left: Option<f64>,
    pub ms_per_step: Option<f64>,
}

/// The device that runs, and why that one.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceNote {
    pub device: DeviceKind,
    /// "NVIDIA H200", "SwiftShader (software)", "WebAssembly SIMD".
    pub name: String,
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceKind {
    Cpu,
    Webgpu,
}

impl DeviceKind {
    /// CPU or GPU.
    pub fn word(self) -> &'static str {
        match self {
            DeviceKind::Cpu => "CPU",
            DeviceKind::Webgpu => "GPU",
        }
    }
}

impl Phase {
    /// Steps are being computed or waited for: Stop has something to stop.
    pub fn is_busy(&self) -> bool {
        matches!(self, Phase::Preparing { .. } | Phase::Running | Phase::Paused | Phase::Asking)
    }
}
