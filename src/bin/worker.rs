//! The worker: every experiment's computation, served to the page that started it.

fn main() {
    bottleneck_lab::worker::browser::start(bottleneck_lab::experiments::JOBS);
}
