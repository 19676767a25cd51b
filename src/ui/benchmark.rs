//! The benchmark: how fast this machine takes each training experiment's step, on its CPU and on its GPU.

use leptos::prelude::*;

use super::state::Lab;
use crate::{
    lab::Page,
    plot::format::{duration, significant},
    worker::{DeviceKind, Speed},
};

pub fn benchmark(lab: Lab) -> impl IntoView {
    let rows = lab
        .pages
        .iter()
        .filter(|page| page.info.uses_device)
        .flat_map(move |page| [DeviceKind::Cpu, DeviceKind::Webgpu].map(move |device| row(lab, page, device)));
    let begun = RwSignal::new(false);
    let start = move |_| {
        begun.set(true);
        lab.benchmark();
    };
    view! {
        <section class="papers">
            <h1>"Benchmark"</h1>
            <p class="lead">
                "How long one training step takes here. A small net is often faster on the CPU: a GPU spends more time on
                 being told what to do than on doing it. Each experiment measures for itself and takes the faster."
            </p>
            <p><button class="button primary" id="measure" on:click=start disabled=move || begun.get()>
                {move || if begun.get() { "Measured below" } else { "Measure" }}
            </button></p>
            <div class="scroll" tabindex="0" role="region" aria-label="Steps' times">
                <table class="figures">
                    <thead><tr>
                        <th scope="col">"Experiment"</th><th scope="col">"Device"</th>
                        <th scope="col">"ms a step"</th><th scope="col">"Its default run"</th>
                    </tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

fn row(lab: Lab, page: &'static Page, device: DeviceKind) -> AnyView {
    let found = Memo::new(move |_| lab.speeds.with(|speeds| speeds.get(&(page.info.id, device)).cloned()));
    let name = move || match found.get() {
        Some(Ok((name, _))) => format!("{} · {name}", device.word()),
        _ => device.word().to_owned(),
    };
    let speed = move || match found.get() {
        None => "not measured yet".to_owned(),
        Some(Err(reason)) => reason,
        Some(Ok((_, Speed { ms_per_step, .. }))) => significant(ms_per_step, 3),
    };
    let whole = move || match found.get() {
        Some(Ok((_, Speed { ms_per_step, steps }))) => {
            format!("{steps} steps, about {}", duration(ms_per_step * steps as f64 / 1e3))
        }
        _ => "–".to_owned(),
    };
    view! {
        <tr>
            <td><a href=format!("#/{}", page.info.id)>{page.info.title}</a></td>
            <td>{name}</td>
            <td class="mono">{speed}</td>
            <td class="mono">{whole}</td>
        </tr>
    }
    .into_any()
}
