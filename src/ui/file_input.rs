//! Files of the visitor's: chosen or dropped, listed with what they weigh, and asked for where the link names others.

use leptos::{ev, html, prelude::*};
use web_sys::{DragEvent, FileList};

use super::{
    browser,
    files::{Found, Kept, sized},
    state::Lab,
};
use crate::lab::{Field, FileId, Kind, LARGEST_FILE, Page, endings};

pub fn file_input(
    lab: Lab,
    page: &'static Page,
    field: &'static Field,
    extensions: &'static [&'static str],
    most: usize,
) -> AnyView {
    let input = NodeRef::<html::Input>::new();
    let over = RwSignal::new(false);
    let take = move |list: Option<FileList>| {
        let files: Vec<_> = list.iter().flat_map(|list| (0..list.length()).filter_map(|i| list.get(i))).collect();
        if !files.is_empty() {
            lab.choose_files(page, field, files);
        }
    };
    let chosen = move |_| {
        if let Some(input) = input.get_untracked() {
            take(input.files());
            // So that choosing the same file again is heard.
            input.set_value("");
        }
    };
    let dropped = move |event: DragEvent| {
        over.set(false);
        // What a zone has taken is not the page's to take again.
        if carries_files(&event) && !event.default_prevented() {
            event.prevent_default();
            take(event.data_transfer().and_then(|it| it.files()));
        }
    };
    if is_first(page, field) {
        drop_anywhere(lab, page, field, dropped);
    }
    let hovering = move |event: DragEvent| {
        if carries_files(&event) {
            event.prevent_default();
            over.set(true);
        }
    };
    let open = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let button = format!("choose-{}", field.key);
    let ends = endings(extensions);
    let accept = extensions.iter().map(|extension| format!(".{extension}")).collect::<Vec<_>>().join(",");
    let listed = {
        let button = button.clone();
        move || lab.files_of(field).iter().map(|file| item(lab, field, file.clone(), button.clone())).collect_view()
    };
    let what = if most == 1 { "Choose a file" } else { "Choose files" };
    view! {
        <div id=format!("knob-{}", field.key) class="files" role="group" aria-label=field.label
            aria-describedby=format!("help-{}", field.key)>
            <ul>{listed}</ul>
            {move || wanted(lab, field)}
            {move || offer(lab, field)}
            <div class="drop" class:over=over on:dragover=hovering on:dragleave=move |_| over.set(false) on:drop=dropped>
                <input type="file" node_ref=input multiple=most != 1 accept=accept hidden aria-label=field.label on:change=chosen />
                <button type="button" class="button" id=button on:click=open>{what}</button>
                <p>"or drop " {ends} " here, up to " {sized(LARGEST_FILE as f64)} " each. Nothing is uploaded: "
                    "a file stays in this browser."</p>
            </div>
            <p class="facts" role="status">
                {move || lab.shelf.reading.get().filter(|it| it.key == field.key).map(|it| {
                    format!("Reading {}, {:.0} %", it.name, 100.0 * it.share)
                })}
            </p>
            {move || lab.shelf.note.get().map(|note| view! { <p class="wanted" role="status">{note}</p> })}
        </div>
    }
    .into_any()
}

fn item(lab: Lab, field: &'static Field, file: FileId, button: String) -> AnyView {
    let name = file.name().to_owned();
    let remove = format!("Remove {name} from here and from this browser");
    let (shown, removed) = (file.clone(), file.clone());
    let state = move || match lab.found(&shown) {
        Found::Looking => "looking…".to_owned(),
        Found::Here { bytes, kept: Kept::InThisBrowser } => sized(bytes),
        Found::Here { bytes, kept: Kept::ForThisVisit } => format!("{} · this visit only", sized(bytes)),
        Found::Absent => "not in this browser".to_owned(),
    };
    let click = move |_| {
        lab.remove_file(field, &removed);
        browser::focus(&button);
    };
    view! {
        <li>
            <span class="mono" title=file.to_string()>{name}</span>
            <span class="facts">{state}</span>
            <button type="button" class="plain" aria-label=remove.clone() title=remove on:click=click>"✕"</button>
        </li>
    }
    .into_any()
}

/// The files that the link names and this browser does not have.
fn wanted(lab: Lab, field: &'static Field) -> Vec<AnyView> {
    let files = lab.files_of(field);
    let absent = files.iter().filter(|file| lab.found(file) == Found::Absent);
    let notice = |file: &FileId| {
        let text = format!("This link needs {}. Choose it to run.", file.described());
        view! { <p class="wanted" role="status">{text}</p> }.into_any()
    };
    absent.map(notice).collect()
}

fn offer(lab: Lab, field: &'static Field) -> Option<AnyView> {
    let offer = lab.shelf.offer.get().filter(|offer| offer.key == field.key)?;
    let text = format!("{} differs from {}, which the link needs.", offer.chosen.described(), offer.wanted.described());
    Some(
        view! {
            <div class="wanted" role="alert">
                <p>{text}</p>
                <button type="button" class="button" on:click=move |_| lab.accept_offer()>"Use it instead"</button>
                " "
                <button type="button" class="plain" on:click=move |_| lab.shelf.offer.set(None)>"Leave it"</button>
            </div>
        }
        .into_any(),
    )
}

/// A drop beside every drop zone goes to the first field of files, instead of taking the browser away from the page.
fn drop_anywhere(lab: Lab, page: &'static Page, field: &'static Field, dropped: impl Fn(DragEvent) + 'static) {
    let takes = move || lab.params.with_untracked(|params| page.shows(field, params));
    let hovered = window_event_listener(ev::dragover, move |event| {
        if takes() && carries_files(&event) {
            event.prevent_default();
        }
    });
    let heard = window_event_listener(ev::drop, move |event| {
        if takes() {
            dropped(event);
        }
    });
    on_cleanup(move || {
        hovered.remove();
        heard.remove();
    });
}

fn is_first(page: &Page, field: &Field) -> bool {
    let first = page.fields.iter().find(|field| matches!(field.kind, Kind::Files { .. }));
    first.is_some_and(|first| first.key == field.key)
}

fn carries_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|it| it.types().includes(&"Files".into(), 0))
}
