use std::{fmt, rc::Rc};

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use web_sys::File;

use super::{
    engine::{Engine, Progress},
    guard,
    state::{Event, State},
    wire,
};
use crate::served;

/// The files on their way, whatever page is shown. One sends at a time, in the order in which they came.
#[derive(Clone, Copy)]
pub struct Uploads {
    items: RwSignal<Vec<Item>>,
    next_key: StoredValue<u32>,
    said: RwSignal<Option<(String, State)>>,
    folders: RwSignal<Vec<String>>,
}

/// One file, as the tray shows it.
#[derive(Clone)]
pub struct Item {
    pub key: u32,
    pub name: String,
    pub length: u64,
    pub state: ArcRwSignal<State>,
    pub progress: ArcRwSignal<Progress>,
    /// Made and used in the browser only, where there is one thread.
    engine: SendWrapper<Rc<Engine>>,
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item")
            .field("key", &self.key)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The uploads of this page.
pub fn use_uploads() -> Uploads {
    use_context().expect("`App` provides the uploads before any component is made")
}

impl Uploads {
    /// Makes the uploads known to everything below.
    pub fn provide() {
        let uploads = Self {
            items: RwSignal::default(),
            next_key: StoredValue::new(0),
            said: RwSignal::default(),
            folders: RwSignal::default(),
        };
        provide_context(uploads);
        guard::install(uploads);
    }

    /// Takes files in, behind those that are here already.
    pub fn add(self, files: Vec<File>) {
        let items: Vec<Item> = files.into_iter().map(|file| self.item(file)).collect();
        self.items.update(|all| all.extend(items));
        self.take_turns();
    }

    /// Says that folders were offered, which are not taken.
    pub fn refuse_folders(self, names: Vec<String>) {
        self.folders.set(names);
    }

    /// The files, in their order.
    pub fn items(self) -> Vec<Item> {
        self.items.get()
    }

    /// The last change that is worth reading out: which file, and how it stands.
    pub fn said(self) -> Option<(String, State)> {
        self.said.get()
    }

    /// The folders that were not taken the last time.
    pub fn folders(self) -> Vec<String> {
        self.folders.get()
    }

    pub fn pause(self, key: u32) {
        self.tell(key, Event::Pause);
    }

    pub fn resume(self, key: u32) {
        self.tell(key, Event::Resume);
    }

    pub fn retry(self, key: u32) {
        self.tell(key, Event::Retry);
    }

    pub fn cancel(self, key: u32) {
        self.tell(key, Event::Cancel);
    }

    /// Takes a file that is over off the list. A failed one leaves nothing behind on the server.
    pub fn dismiss(self, key: u32) {
        self.tell(key, Event::Cancel);
        self.items
            .update(|items| items.retain(|item| item.key != key));
    }

    /// Tells every file.
    pub(super) fn tell_all(self, event: &Event) {
        for item in self.items.get_untracked() {
            item.engine.tell(event.clone());
        }
    }

    /// Tells the files that wait for a sign-in to try whether it happened.
    pub(super) fn try_sign_in(self) {
        for item in self.items.get_untracked() {
            if item.state.get_untracked() == State::NeedsSignIn {
                item.engine.tell(Event::Resume);
            }
        }
    }

    fn tell(self, key: u32, event: Event) {
        let item = self
            .items
            .with_untracked(|items| items.iter().find(|item| item.key == key).cloned());
        if let Some(item) = item {
            item.engine.tell(event);
        }
    }

    fn item(self, file: File) -> Item {
        let key = self.next_key.get_value();
        self.next_key.set_value(key.wrapping_add(1));
        let (name, length) = (file.name(), wire::length(&file));
        let state = ArcRwSignal::new(State::Waiting);
        let progress = ArcRwSignal::new(Progress::default());
        let on_change = {
            let name = name.clone();
            move |state: &State| self.changed(&name, state)
        };
        let engine = Engine::new(file, state.clone(), progress.clone(), on_change);
        Item {
            key,
            name,
            length,
            state,
            progress,
            engine: SendWrapper::new(engine),
        }
    }

    fn changed(self, name: &str, state: &State) {
        if matches!(state, State::Finished { .. }) {
            // Whatever page is shown may have something to say of a new image.
            served::refresh();
        }
        // The steps of a start come too fast to be heard.
        if !matches!(
            state,
            State::Waiting | State::Inspecting | State::Creating | State::Asking
        ) {
            self.said.set(Some((name.to_owned(), state.clone())));
        }
        self.take_turns();
    }

    /// Lets the first file that waits begin, if no other is at work.
    fn take_turns(self) {
        let next = self.items.with_untracked(|items| {
            let busy = items
                .iter()
                .any(|item| item.state.with_untracked(State::holds_turn));
            let waits = |item: &&Item| item.state.with_untracked(|state| *state == State::Waiting);
            if busy {
                None
            } else {
                items.iter().find(waits).cloned()
            }
        });
        if let Some(item) = next {
            item.engine.tell(Event::Turn);
        }
    }
}
