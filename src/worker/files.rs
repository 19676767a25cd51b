//! The visitor's files on their way to the workers: each worker gets a file once, before the first run that needs it.

use web_sys::Blob;

use super::crew::Crew;
use crate::lab::{Page, Params};

impl Crew {
    /// Keeps a file for the workers whose runs will name it, as long as the page stands.
    pub fn keep_file(&self, hash: &str, file: &Blob) {
        self.0.files.borrow_mut().insert(hash.to_owned(), file.clone());
    }

    pub fn file(&self, hash: &str) -> Option<Blob> {
        self.0.files.borrow().get(hash).cloned()
    }

    pub(super) fn has_files(&self, page: &Page, params: &Params) -> bool {
        page.files(params).iter().all(|file| self.0.files.borrow().contains_key(file.hash()))
    }

    /// Gives a member the files it will need and has not been given. One that is not there is missed by the run itself,
    /// which says so.
    pub(super) fn hand_over_files(&self, member: u32, page: &Page, params: &Params) {
        for id in page.files(params) {
            if let Some(file) = self.file(id.hash()) {
                self.0.members.borrow_mut().give(member, id.hash(), &file);
            }
        }
    }
}
