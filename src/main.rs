//! The page.

fn main() {
    bottleneck_lab::ui::mount(bottleneck_lab::experiments::PAGES);
}
