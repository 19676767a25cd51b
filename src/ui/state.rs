//! The page's state: one signal of params, one of the run, and the frames beside them.

use std::collections::HashMap;

use leptos::prelude::*;

use super::{browser, files::Shelf, news};
use crate::{
    lab::{Edit, Link, Page, Params, Repeats, Ruling, Tally},
    plot::{Figure, Theme, Unit},
    worker::{Crew, DeviceKind, DeviceNote, Phase, Progress, Speed},
};

/// Where the visitor is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Route {
    Gallery,
    Papers,
    Benchmark,
    Experiment(&'static str),
}

/// What runs, or ran last.
#[derive(Clone, Default, PartialEq)]
pub struct Run {
    pub phase: Phase,
    pub progress: Progress,
    pub device: Option<DeviceNote>,
    /// What a run with some params would take on the CPU, in seconds.
    pub estimate: Option<(Params, f64)>,
    /// The params of the run whose frames are shown.
    pub ran: Option<Params>,
}

/// The device's name and its speed, or why there is none.
type Speeds = HashMap<(&'static str, DeviceKind), Result<(String, Speed), String>>;

/// What the visitor should know of the link, or of what happened to the page.
#[derive(Clone, PartialEq)]
pub struct Notice {
    pub heading: &'static str,
    pub lines: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    #[default]
    Auto,
    Light,
    Dark,
}

/// Handles to everything; freely copied into closures.
#[derive(Clone, Copy)]
pub struct Lab {
    pub pages: &'static [Page],
    pub route: RwSignal<Route>,
    pub params: RwSignal<Params>,
    pub run: RwSignal<Run>,
    pub notice: RwSignal<Option<Notice>>,
    /// The field that refused a value, and why.
    pub refused: RwSignal<Option<(String, String)>>,
    /// How many frames there are.
    pub frames: RwSignal<usize>,
    /// The frame the scrubber stands at; `None` follows the run.
    pub at: RwSignal<Option<usize>>,
    pub figures: RwSignal<Vec<Figure>>,
    pub tallies: RwSignal<Vec<Tally>>,
    /// What the benchmark has measured, by experiment and device.
    pub speeds: RwSignal<Speeds>,
    pub shelf: Shelf,
    pub theme: RwSignal<ThemeChoice>,
    system_is_dark: RwSignal<bool>,
    /// Said to screen readers.
    pub spoken: RwSignal<String>,
    pub(super) repeats: StoredValue<Option<Repeats>, LocalStorage>,
    crew: StoredValue<Option<Crew>, LocalStorage>,
}

impl Lab {
    pub fn new(pages: &'static [Page]) -> Self {
        let theme = match browser::stored("theme").as_deref() {
            Some("light") => ThemeChoice::Light,
            Some("dark") => ThemeChoice::Dark,
            _ => ThemeChoice::Auto,
        };
        let lab = Self {
            pages,
            route: RwSignal::new(Route::Gallery),
            params: RwSignal::default(),
            run: RwSignal::default(),
            notice: RwSignal::new(None),
            refused: RwSignal::default(),
            frames: RwSignal::new(0),
            at: RwSignal::new(None),
            figures: RwSignal::default(),
            tallies: RwSignal::default(),
            speeds: RwSignal::default(),
            shelf: Shelf::default(),
            theme: RwSignal::new(theme),
            system_is_dark: RwSignal::new(false),
            spoken: RwSignal::default(),
            repeats: StoredValue::new_local(None),
            crew: StoredValue::new_local(None),
        };
        lab.system_is_dark.set(browser::system_is_dark(move |dark| lab.system_is_dark.set(dark)));
        lab.crew.set_value(Some(Crew::new(move |news| lab.hear(news))));
        lab
    }

    /// The experiment the visitor is at.
    pub fn page(&self) -> Option<&'static Page> {
        match self.route.get() {
            Route::Experiment(id) => self.pages.iter().find(|page| page.info.id == id),
            Route::Gallery | Route::Papers | Route::Benchmark => None,
        }
    }

    pub(super) fn page_now(&self) -> Option<&'static Page> {
        untrack(|| self.page())
    }

    /// Goes where the address says.
    pub fn follow_address(&self) {
        let hash = browser::hash();
        let path = hash.trim_start_matches('/');
        match path {
            "" => self.route.set(Route::Gallery),
            "papers" => self.route.set(Route::Papers),
            "benchmark" => self.route.set(Route::Benchmark),
            _ => match Link::parse(path, self.pages) {
                Ok(Link { page, params, ignored }) => self.open(page, params, ignored.into_iter().map(|i| i.message)),
                Err(invalid) => {
                    self.notice.set(Some(Notice { heading: NO_SUCH_LINK, lines: vec![invalid.message] }));
                    self.route.set(Route::Gallery);
                }
            },
        }
    }

    fn open(&self, page: &'static Page, params: Params, ignored: impl Iterator<Item = String>) {
        let here = self.page_now().is_some_and(|here| here.info.id == page.info.id);
        let ignored: Vec<String> = ignored.collect();
        if here && ignored.is_empty() && self.params.get_untracked() == params {
            return;
        }
        if !here {
            self.crew(Crew::stop);
            self.run.set(Run::default());
            self.shelf.offer.set(None);
            self.shelf.note.set(None);
        }
        let notice = (!ignored.is_empty()).then_some(Notice { heading: PARTLY_USED, lines: ignored });
        self.notice.set(notice.or_else(|| news::cut_off(&Link::text(page, &params))));
        self.refused.set(None);
        self.params.set(params.clone());
        self.route.set(Route::Experiment(page.info.id));
        if !here || !self.edit_shown(page, &params) {
            self.clear(page, &params);
        }
        self.look_for_files(page, &params);
        self.crew(|crew| crew.prepare(page, &params));
    }

    /// Has what a run will need made ready.
    pub(super) fn prepare(&self) {
        if let Some(page) = self.page_now().filter(|_| self.run.with_untracked(|run| !run.phase.is_busy())) {
            self.crew(|crew| crew.prepare(page, &self.params.get_untracked()));
        }
    }

    /// Shows a run with no frames yet.
    fn clear(&self, page: &'static Page, params: &Params) {
        self.at.set(None);
        self.frames.set(0);
        self.run.update(|run| {
            run.ran = None;
            run.progress = Progress::default();
        });
        self.repeats.set_value(Repeats::new(page, params).ok());
        self.redraw_later();
    }

    /// Takes params over into the shown run, where they differ by nothing that needs a rerun.
    fn edit_shown(&self, page: &'static Page, params: &Params) -> bool {
        let shown = self.run.with_untracked(|run| run.ran.clone());
        let Some(shown) = shown.filter(|shown| !differs(page, shown, params, Edit::Rerun)) else { return false };
        let edited = self.repeats.try_update_value(|repeats| repeats.as_mut().map(|repeats| repeats.edit(params)));
        if differs(page, &shown, params, Edit::Ask) && self.run.with_untracked(|run| run.phase == Phase::Finished) {
            self.crew(|crew| crew.ask(params));
            self.run.update(|run| run.ran = Some(params.clone()));
        }
        self.redraw_later();
        matches!(edited, Some(Some(Ok(()))))
    }

    /// Asks the finished run what it could not be asked while it was busy: knobs may move faster than it answers.
    pub(super) fn catch_up(&self) {
        let Some(page) = self.page_now() else { return };
        let params = self.params.get_untracked();
        let ran = self.run.with_untracked(|run| run.ran.clone());
        if ran.is_some_and(|ran| differs(page, &ran, &params, Edit::Ask)) {
            self.edit_shown(page, &params);
        }
    }

    /// Sets one field from text, as its control, a click on a chart and a link all do.
    pub fn set(&self, key: &str, text: &str) {
        let Some(page) = self.page_now() else { return };
        let mut params = self.params.get_untracked();
        match page.set(&mut params, key, text) {
            Err(invalid) => self.refused.set(Some((key.to_owned(), invalid.message))),
            Ok(()) => {
                if self.refused.with_untracked(|refused| refused.as_ref().is_some_and(|(other, _)| other == key)) {
                    self.refused.set(None);
                }
                self.change(page, params);
            }
        }
    }

    /// Restores one field's default.
    pub fn reset_field(&self, key: &str) {
        let Some(page) = self.page_now() else { return };
        if let Some(default) = page.all_defaults().get(key) {
            self.set(key, default);
        }
    }

    pub fn reset_all(&self) {
        if let Some(page) = self.page_now() {
            self.refused.set(None);
            self.change(page, Params::default());
        }
    }

    fn change(&self, page: &'static Page, params: Params) {
        if self.params.get_untracked() == params {
            return;
        }
        let device = |params: &Params| params.get("device").cloned();
        let other_device = self.params.with_untracked(|old| device(old) != device(&params));
        self.params.set(params.clone());
        browser::replace_hash(&format!("/{}", Link::text(page, &params)));
        self.look_for_files(page, &params);
        let idle = self.run.with_untracked(|run| run.ran.is_none() && !run.phase.is_busy());
        if idle {
            self.clear(page, &params);
        } else {
            self.edit_shown(page, &params);
        }
        if other_device {
            self.crew(|crew| crew.prepare(page, &params));
        } else if idle {
            self.prepare_when_settled(page, params);
        }
    }

    /// Has the cost of a run estimated once the knobs have stood still for a moment.
    fn prepare_when_settled(&self, page: &'static Page, params: Params) {
        const SETTLED: std::time::Duration = std::time::Duration::from_millis(600);
        let lab = *self;
        let prepare = move || {
            let idle = lab.run.with_untracked(|run| !run.phase.is_busy());
            if idle && lab.params.with_untracked(|now| *now == params) {
                lab.crew(|crew| crew.prepare(page, &params));
            }
        };
        set_timeout(prepare, SETTLED);
    }

    /// The shown run was made with other settings than those on the knobs.
    pub fn is_stale(&self) -> bool {
        let Some(page) = self.page() else { return false };
        let params = self.params.get();
        self.run.with(|run| {
            run.ran
                .as_ref()
                .is_some_and(|ran| differs(page, ran, &params, Edit::Rerun) || differs(page, ran, &params, Edit::Ask))
        })
    }

    /// Run, pause or resume: whatever the main button says.
    pub fn toggle(&self) {
        match self.run.with_untracked(|run| run.phase.clone()) {
            Phase::Running => self.crew(Crew::pause),
            Phase::Paused => self.crew(Crew::resume),
            Phase::Preparing { .. } | Phase::Asking => {}
            _ => self.start(|crew, page, params| crew.run(page, params)),
        }
    }

    pub fn step(&self) {
        if self.run.with_untracked(|run| run.phase.is_busy()) {
            self.crew(Crew::step);
        } else {
            self.start(|crew, page, params| crew.start_paused(page, params));
        }
    }

    pub fn stop(&self) {
        self.crew(Crew::stop);
    }

    /// Forgets the run and its frames.
    pub fn reset_run(&self) {
        self.crew(Crew::stop);
        if let Some(page) = self.page_now() {
            self.run.update(|run| run.phase = Phase::Idle);
            self.clear(page, &self.params.get_untracked());
        }
    }

    fn start(&self, start: impl FnOnce(&Crew, &'static Page, &Params)) {
        let Some(page) = self.page_now() else { return };
        if let Some(reason) = untrack(|| self.lacks()) {
            self.spoken.set(format!("There can be no run yet: {reason}"));
            return;
        }
        let params = self.params.get_untracked();
        self.clear(page, &params);
        self.run.update(|run| run.ran = Some(params.clone()));
        self.crew(|crew| start(crew, page, &params));
    }

    pub fn benchmark(&self) {
        self.crew(|crew| crew.benchmark(self.pages));
    }

    pub fn unit(&self) -> Unit {
        self.page().map(|page| page.conditions(&self.params.get()).unit).unwrap_or_default()
    }

    pub fn shown_theme(&self) -> Theme {
        match self.theme.get() {
            ThemeChoice::Light => Theme::Light,
            ThemeChoice::Dark => Theme::Dark,
            ThemeChoice::Auto if self.system_is_dark.get() => Theme::Dark,
            ThemeChoice::Auto => Theme::Light,
        }
    }

    /// Where the scrubber stands: the frame's index and its moment.
    pub fn moment(&self) -> (usize, String) {
        let last = self.frames.get().saturating_sub(1);
        let index = self.at.get().map_or(last, |at| at.min(last));
        let text = self.repeats.with_value(|repeats| repeats.as_ref().map(|repeats| repeats.moment(index)));
        (index, text.unwrap_or_default())
    }

    pub fn scrub(&self, index: usize) {
        let last = self.frames.get_untracked().saturating_sub(1);
        self.at.set(if index >= last { None } else { Some(index) });
        self.redraw_later();
    }

    pub(super) fn crew(&self, act: impl FnOnce(&Crew)) {
        if let Some(crew) = self.crew.with_value(Clone::clone) {
            act(&crew);
        }
    }
}

const PARTLY_USED: &str = "Some of this link was not used; defaults stand in its place.";
const NO_SUCH_LINK: &str = "This link leads nowhere.";
/// The sign of a ruling: its shape tells before its colour does.
pub fn mark(ruling: &Ruling) -> &'static str {
    match ruling {
        Ruling::Held => "✓",
        Ruling::DidNotHold => "✕",
        Ruling::Open { .. } => "…",
    }
}

/// Whether two sets of params differ in a field whose edit costs this much.
fn differs(page: &Page, a: &Params, b: &Params, cost: Edit) -> bool {
    let keys = a.keys().chain(b.keys());
    keys.filter(|key| page.field(key).is_some_and(|field| field.edit == cost)).any(|key| a.get(key) != b.get(key))
}
