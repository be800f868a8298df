//! The way of an adopted upload back to its file.

use std::rc::Rc;

use leptos::prelude::Set;
use web_sys::File;

use super::Engine;
use crate::browser::upload::{
    selected_file::{Handle, SelectedFile},
    state::{Event, FileMismatch, State},
    storage::{self, Claim},
};

impl Engine {
    /// Whether this tab knows the upload at `location`.
    pub fn keeps(&self, location: &str) -> bool {
        self.kept.borrow().as_deref() == Some(location)
    }

    /// This tab goes on with it from now on: at once if the browser still gives the file.
    pub async fn take_over(self: &Rc<Self>, claim: Claim) {
        self.claim.replace(Some(claim));
        let handle = self.handle.borrow().clone();
        if let Some(handle) = handle
            && handle.permitted(false).await
        {
            self.reopen(&handle).await;
        }
        self.tell(Event::Ours);
    }

    /// Brings the file back from where it lies, if the person lets us. Only after a click of theirs.
    pub async fn fetch_file(self: &Rc<Self>) {
        let handle = self.handle.borrow().clone();
        let Some(handle) = handle else {
            return self.tell(Event::FileUnfit(FileMismatch::Unreadable));
        };
        if handle.permitted(true).await {
            self.reopen(&handle).await;
        } else {
            // They can still choose it.
            self.shown.at_hand.set(false);
            self.tell(Event::FileUnfit(FileMismatch::Denied));
        }
    }

    async fn reopen(self: &Rc<Self>, handle: &Handle) {
        if let Some(file) = handle.file().await {
            self.attach_file(file).await;
        } else {
            self.shown.at_hand.set(false);
            self.tell(Event::FileUnfit(FileMismatch::Unreadable));
        }
    }

    /// Whether it waits for a file that looks like `chosen`, as far as that can be told without reading.
    pub fn may_want(&self, chosen: &SelectedFile) -> bool {
        let needs = matches!(self.machine.borrow().state(), State::NeedsFile { .. });
        let alike = self.print.borrow().as_ref().is_some_and(|print| {
            print.length == super::wire::length(&chosen.file)
                && print.modified == super::whole(chosen.file.last_modified())
        });
        needs && alike
    }

    /// Goes on with `file` if it is the one that it began with. Tells whether it is.
    pub async fn attach_file(self: &Rc<Self>, file: File) -> bool {
        let Some(expected) = self.print.borrow().clone() else {
            return false;
        };
        let mismatch = match storage::fingerprint(&file).await {
            Some(print) => expected.mismatch(&print),
            None => Some(FileMismatch::Unreadable),
        };
        if let Some(mismatch) = mismatch {
            self.tell(Event::FileUnfit(mismatch));
            return false;
        }
        self.file.replace(Some(file));
        self.tell(Event::FileGiven);
        true
    }
}
