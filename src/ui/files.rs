//! The visitor's files: which are here, which are missing, and what happens to one that is chosen.

use std::collections::HashMap;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

use super::{
    file_store::{self, NotKept},
    state::Lab,
};
use crate::{
    lab::{Field, FileHasher, FileId, Files, Kind, LARGEST_FILE, Page, Params, endings, has_extension},
    plot::format::significant,
};

/// What the page knows of the visitor's files; the bytes themselves are with the crew and in the browser's storage.
#[derive(Clone, Copy, Default)]
pub struct Shelf {
    /// By hash.
    found: RwSignal<HashMap<String, Found>>,
    pub reading: RwSignal<Option<Reading>>,
    pub offer: RwSignal<Option<Offer>>,
    /// Why a file stays for this visit only.
    pub note: RwSignal<Option<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Found {
    Looking,
    Here { bytes: f64, kept: Kept },
    Absent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    InThisBrowser,
    ForThisVisit,
}

/// A file that is being read for a field.
#[derive(Clone, PartialEq)]
pub struct Reading {
    pub key: &'static str,
    pub name: String,
    pub share: f64,
}

/// A file that was chosen where the link wants another.
#[derive(Clone, PartialEq)]
pub struct Offer {
    pub key: &'static str,
    pub wanted: FileId,
    pub chosen: FileId,
}

/// Read and hashed at once: a few milliseconds of the page's thread.
const PIECE: f64 = 1_048_576.0;

impl Lab {
    /// What stands in a field of files.
    pub fn files_of(&self, field: &Field) -> Files {
        self.params.with(|params| params.get(field.key).and_then(|text| text.parse().ok())).unwrap_or_default()
    }

    pub fn found(&self, file: &FileId) -> Found {
        self.shelf.found.with(|found| found.get(file.hash()).copied()).unwrap_or(Found::Looking)
    }

    /// Why there can be no run yet: a file that the settings name is not here.
    pub fn lacks(&self) -> Option<String> {
        let page = self.page()?;
        let needed = self.params.with(|params| page.files(params));
        needed.iter().find_map(|file| match self.found(file) {
            Found::Here { .. } => None,
            Found::Looking => Some(format!("looking for {} in this browser", file.name())),
            Found::Absent => Some(format!("needs {}", file.described())),
        })
    }

    /// Looks in this browser's storage for what the params name and nobody has looked for yet.
    pub(super) fn look_for_files(&self, page: &'static Page, params: &Params) {
        for file in page.files(params) {
            if self.shelf.found.with_untracked(|found| found.contains_key(file.hash())) {
                continue;
            }
            self.note_found(&file, Found::Looking);
            let lab = *self;
            spawn_local(async move {
                let stored = file_store::load(file.hash()).await;
                // It may have been chosen in the meantime.
                if untrack(|| lab.found(&file)) != Found::Looking {
                    return;
                }
                match stored {
                    Some(blob) => lab.take_in(&file, &blob, Kept::InThisBrowser),
                    None => lab.note_found(&file, Found::Absent),
                }
            });
        }
    }

    /// Takes files that the visitor chose or dropped for a field, one after the other.
    pub fn choose_files(&self, page: &'static Page, field: &'static Field, files: Vec<File>) {
        let lab = *self;
        spawn_local(async move {
            let mut problems = Vec::new();
            for file in files {
                if let Err(problem) = lab.choose(page, field, &file).await {
                    problems.push(problem);
                }
            }
            lab.shelf.reading.set(None);
            if !problems.is_empty() {
                lab.refused.set(Some((field.key.to_owned(), problems.join(" "))));
            }
        });
    }

    async fn choose(&self, page: &'static Page, field: &'static Field, file: &File) -> Result<(), String> {
        let Kind::Files { extensions, most } = field.kind else { return Ok(()) };
        fits(file, extensions)?;
        let name = file.name();
        let report = |share| self.shelf.reading.set(Some(Reading { key: field.key, name: name.clone(), share }));
        let (id, blob) = read(file, report).await.map_err(|error| format!("{name} could not be read: {error}."))?;
        // The visitor may have gone elsewhere while it was read.
        if self.page_now().is_none_or(|now| now.info.id != page.info.id) {
            return Ok(());
        }
        let named = untrack(|| self.files_of(field));
        if named.iter().any(|other| other.hash() == id.hash()) {
            self.shelf.offer.set(None);
            self.keep(id, blob).await;
            self.set(field.key, &named.to_string());
            return Ok(());
        }
        if let Some(wanted) = named.iter().find(|file| untrack(|| self.found(file)) == Found::Absent) {
            self.crew(|crew| crew.keep_file(id.hash(), &blob));
            self.shelf.offer.set(Some(Offer { key: field.key, wanted: wanted.clone(), chosen: id }));
            return Ok(());
        }
        if most > 1 && named.len() >= most {
            return Err(format!("At most {most} files can be used: remove one before choosing {name}."));
        }
        let others = if most > 1 { named } else { Files::default() };
        let text = Files::new(others.iter().cloned().chain([id.clone()])).to_string();
        self.keep(id, blob).await;
        self.set(field.key, &text);
        Ok(())
    }

    /// Puts the chosen file in the place of the one the link wants.
    pub fn accept_offer(&self) {
        let Some(Offer { key, wanted, chosen }) = self.shelf.offer.get_untracked() else { return };
        self.shelf.offer.set(None);
        let Some(field) = self.page_now().and_then(|page| page.field(key)) else { return };
        let named = untrack(|| self.files_of(field));
        let files = named.iter().map(|file| if *file == wanted { chosen.clone() } else { file.clone() });
        let text = Files::new(files).to_string();
        let lab = *self;
        spawn_local(async move {
            let mut read = None;
            lab.crew(|crew| read = crew.file(chosen.hash()));
            if let Some(blob) = read {
                lab.keep(chosen, blob).await;
            }
            lab.set(key, &text);
        });
    }

    /// Takes a file out of its field and out of this browser's storage.
    pub fn remove_file(&self, field: &'static Field, file: &FileId) {
        let named = untrack(|| self.files_of(field));
        let rest = named.iter().filter(|other| other.hash() != file.hash()).cloned();
        self.set(field.key, &Files::new(rest).to_string());
        self.shelf.offer.set(None);
        if let Found::Here { bytes, .. } = untrack(|| self.found(file)) {
            // Until the page is left, an undone removal finds it in memory.
            self.note_found(file, Found::Here { bytes, kept: Kept::ForThisVisit });
            let hash = file.hash().to_owned();
            spawn_local(async move { file_store::forget(&hash).await });
        }
    }

    /// Has a file at hand, and keeps it for visits to come where the browser does.
    async fn keep(&self, id: FileId, blob: Blob) {
        self.take_in(&id, &blob, Kept::InThisBrowser);
        let (why, error) = match file_store::save(&id, &blob).await {
            Ok(()) => return self.shelf.note.set(None),
            Err(NotKept::Full) => ("This browser's storage for this page is full", "QuotaExceededError".to_owned()),
            Err(NotKept::NoStorage(error)) => ("This browser keeps no files for this page", error),
        };
        self.note_found(&id, Found::Here { bytes: blob.size(), kept: Kept::ForThisVisit });
        self.shelf.note.set(Some(format!("{why} ({error}): {} can be used for this visit only.", id.name())));
    }

    fn take_in(&self, id: &FileId, blob: &Blob, kept: Kept) {
        self.crew(|crew| crew.keep_file(id.hash(), blob));
        self.note_found(id, Found::Here { bytes: blob.size(), kept });
        let page = self.page_now();
        let needed = page.is_some_and(|page| self.params.with_untracked(|params| page.files(params)).contains(id));
        if needed && untrack(|| self.lacks()).is_none() {
            self.prepare();
        }
    }

    fn note_found(&self, file: &FileId, state: Found) {
        self.shelf.found.update(|found| {
            found.insert(file.hash().to_owned(), state);
        });
    }
}

/// "12.3 MiB"
pub fn sized(bytes: f64) -> String {
    let units = ["B", "KiB", "MiB"];
    let step = (0..units.len() - 1).find(|step| bytes < 1024f64.powi(*step as i32 + 1)).unwrap_or(units.len() - 1);
    format!("{} {}", significant(bytes / 1024f64.powi(step as i32), 3), units[step])
}

fn fits(file: &File, extensions: &[&str]) -> Result<(), String> {
    let (name, bytes) = (file.name(), file.size());
    if !has_extension(&name, extensions) {
        return Err(format!("{name} is not used: its name does not end in {}.", endings(extensions)));
    }
    if bytes > LARGEST_FILE as f64 {
        let most = sized(LARGEST_FILE as f64);
        return Err(format!("{name} has {}, which is too large: at most {most} can be used.", sized(bytes)));
    }
    if bytes == 0.0 {
        return Err(format!("{name} is empty."));
    }
    Ok(())
}

/// Reads a file piece by piece: its id, and a copy that stays the same whatever becomes of the file on the disk.
async fn read(file: &File, report: impl Fn(f64)) -> Result<(FileId, Blob), String> {
    let bytes = file.size();
    let mut hasher = FileHasher::default();
    let copies = Array::new();
    let mut start = 0.0;
    let read = async {
        while start < bytes {
            report(start / bytes);
            let end = (start + PIECE).min(bytes);
            let piece = JsFuture::from(file.slice_with_f64_and_f64(start, end)?.array_buffer()).await?;
            let buffer: ArrayBuffer = piece.dyn_into()?;
            hasher.update(&Uint8Array::new(&buffer).to_vec());
            copies.push(&Blob::new_with_buffer_source_sequence(&Array::of1(&buffer))?.into());
            start = end;
        }
        Blob::new_with_blob_sequence(&copies)
    };
    let copy = read.await.map_err(|error: JsValue| {
        let reason = error.dyn_ref::<web_sys::DomException>().map(|error| error.message());
        reason.unwrap_or_else(|| "the browser does not say why".into())
    })?;
    Ok((hasher.finish(&file.name()), copy))
}
