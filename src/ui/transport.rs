//! Run, pause, step, stop; how far it is; and the scrubber through what has been.

use leptos::prelude::*;

use super::state::Lab;
use crate::{
    plot::format::{duration, significant},
    worker::{Phase, Progress},
};

pub fn transport(lab: Lab) -> AnyView {
    let phase = Memo::new(move |_| lab.run.with(|run| run.phase.clone()));
    let label = move || match phase.get() {
        Phase::Running => "❚❚ Pause",
        Phase::Paused => "▶ Go on",
        Phase::Preparing { .. } => "Preparing…",
        Phase::Asking => "Measuring…",
        Phase::Idle => "▶ Run",
        Phase::Finished | Phase::Stopped | Phase::Failed { .. } => "▶ Run again",
    };
    let busy = move || phase.get().is_busy();
    let lacks = Memo::new(move |_| lab.lacks().filter(|_| !busy()));
    let waiting = move || lacks.with(Option::is_some) || matches!(phase.get(), Phase::Preparing { .. } | Phase::Asking);
    let last = move || lab.frames.get().saturating_sub(1);
    let moment = Memo::new(move |_| lab.moment());
    let scrub = move |event| {
        if let Ok(index) = event_target_value(&event).parse() {
            lab.scrub(index);
        }
    };
    let share = move || {
        lab.run.with(|run| match &run.phase {
            Phase::Preparing { share, .. } => *share,
            _ if run.progress.total > 0 => Some(run.progress.done as f64 / run.progress.total as f64),
            _ => Some(0.0),
        })
    };
    // Before a run: what it will cost here, where that was measured for just these settings.
    let cost = move || {
        let params = lab.params.get();
        lab.run.with(|run| match &run.estimate {
            Some((measured, seconds)) if !run.phase.is_busy() && run.progress.done == 0 && *measured == params => {
                Some(format!(" · about {} on this CPU", duration(*seconds)))
            }
            _ => None,
        })
    };
    let width = move || format!("width: {:.1}%", 100.0 * share().unwrap_or(1.0).clamp(0.0, 1.0));
    view! {
        <section class="transport" aria-label="Run">
            <div class="buttons">
                <button id="run" class="button primary" aria-describedby=move || lacks.with(Option::is_some).then_some("progress") on:click=move |_| lab.toggle() disabled=waiting>{label}</button>
                <button class="button" on:click=move |_| lab.step() disabled=waiting>"Step"</button>
                <button class="button" id="stop" on:click=move |_| lab.stop() disabled=move || !busy()>"Stop"</button>
                <button class="button" on:click=move |_| lab.reset_run() disabled=move || lab.frames.get() == 0>"Reset"</button>
            </div>
            <div class="timeline">
                <div class="progress" class:unknown=move || share().is_none() aria-hidden="true"><i style=width></i></div>
                <input type="range" class="scrubber" min="0" max=last aria-label="Frame shown"
                    prop:value=move || moment.get().0.to_string()
                    aria-valuetext=move || moment.get().1
                    disabled=move || last() == 0
                    on:input=scrub />
            </div>
            <p class="facts mono" id="progress">
                <span class="moment">{move || moment.get().1}</span>
                {move || lab.at.get().is_some().then(|| view! {
                    <button class="plain" on:click=move |_| lab.scrub(usize::MAX)>"follow"</button>
                })}
                <span>{move || lacks.get().unwrap_or_else(|| lab.run.with(|run| told(&run.phase, &run.progress)))} {cost}</span>
            </p>
        </section>
    }
    .into_any()
}

fn told(phase: &Phase, progress: &Progress) -> String {
    let speed = progress.ms_per_step.map(|ms| format!("{} ms/step", significant(ms, 3)));
    let mut parts = match phase {
        Phase::Idle => vec!["ready".to_owned()],
        Phase::Preparing { what, share: Some(share) } => vec![format!("{what}, {:.0} %", share * 100.0)],
        Phase::Preparing { what, share: None } => vec![what.clone()],
        Phase::Asking => vec!["measuring again, without training".to_owned()],
        Phase::Running | Phase::Paused => {
            let paused = (*phase == Phase::Paused).then(|| "paused".to_owned());
            let left = progress.left.map(|left| format!("{} left", duration(left)));
            let share =
                (progress.total > 0).then(|| format!("{:.0} %", 100.0 * progress.done as f64 / progress.total as f64));
            paused.into_iter().chain(share).chain(left).collect()
        }
        Phase::Finished => vec![format!("finished in {}", duration(progress.seconds))],
        Phase::Stopped => vec![format!("stopped after {}", duration(progress.seconds))],
        Phase::Failed { .. } => vec!["failed".to_owned()],
    };
    parts.extend(speed.filter(|_| progress.done > 0));
    parts.join(" · ")
}
