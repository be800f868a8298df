use leptos::{prelude::*, task::spawn_local};
use model::UserId;
use send_wrapper::SendWrapper;

use super::{
    engine::Engine,
    guard,
    item::{Item, TrayState},
    owner::Owner,
    restore,
    selected_file::SelectedFile,
    state::{Event, State},
    storage::Record,
    wire,
};
use crate::browser::navigation;

/// The files on their way, whatever page is shown. One sends at a time, in the order in which they came.
#[derive(Clone, Copy)]
pub struct Uploads {
    all: RwSignal<Vec<Item>>,
    /// Who is signed in, as the last page said that knew it.
    user: RwSignal<Option<UserId>>,
    next_key: StoredValue<u32>,
    said: RwSignal<Option<(String, State)>>,
    folders: RwSignal<Vec<String>>,
}

/// The uploads of this page.
pub fn use_uploads() -> Uploads {
    // `App` provides them; a component that stands outside of it has uploads of its own.
    use_context().unwrap_or_else(Uploads::none)
}

impl Uploads {
    /// Makes the uploads known to everything below.
    pub fn provide() {
        let uploads = Self::none();
        provide_context(uploads);
        guard::install(uploads);
        restore::install(uploads);
    }

    fn none() -> Self {
        Self {
            all: RwSignal::default(),
            user: RwSignal::default(),
            next_key: StoredValue::new(0),
            said: RwSignal::default(),
            folders: RwSignal::default(),
        }
    }

    /// Takes files in, behind those that are here already. One that an upload waits for goes to that.
    pub fn add(self, files: Vec<SelectedFile>) {
        let Some(owner) = Owner::here() else { return };
        self.user.set(Some(owner.user.clone()));
        spawn_local(async move {
            for chosen in files {
                if !self.attach_to_any(&chosen).await {
                    self.add_new(chosen, owner.clone());
                }
            }
        });
    }

    /// Gives the upload `key` the file that it waits for.
    pub fn attach_file(self, key: u32, file: web_sys::File) {
        if let Some(item) = self.item(key) {
            spawn_local(async move {
                item.engine.attach_file(file).await;
            });
        }
    }

    /// Says that folders were offered, which are not taken.
    pub fn refuse_folders(self, names: Vec<String>) {
        self.folders.set(names);
    }

    /// The files of whoever is signed in, in their order.
    pub fn items(self) -> Vec<Item> {
        let user = self.user.get();
        let mut items = self.all.get();
        items.retain(|item| user.as_ref() == Some(&item.owner.user));
        items
    }

    /// The last change that is worth reading out: which file, and its state.
    pub fn said(self) -> Option<(String, State)> {
        self.said.get()
    }

    /// The folders that were not taken the last time.
    pub fn folders(self) -> Vec<String> {
        self.folders.get()
    }

    /// Tells one file.
    pub(super) fn tell(self, key: u32, event: Event) {
        if let Some(item) = self.item(key) {
            item.engine.tell(event);
        }
    }

    /// Tells every file of whoever is signed in.
    pub(super) fn tell_all(self, event: &Event) {
        for item in untrack(|| self.items()) {
            item.engine.tell(event.clone());
        }
    }

    /// Brings the file of an upload back, now that somebody clicked.
    pub(super) fn fetch_file(self, key: u32) {
        if let Some(item) = self.item(key) {
            spawn_local(async move { item.engine.fetch_file().await });
        }
    }

    /// Puts a file before all others that wait.
    pub(super) fn hurry(self, key: u32) {
        self.all.update(|items| {
            let first = items
                .iter()
                .position(|item| item.is(|state| *state == State::Waiting));
            let place = items.iter().position(|item| item.key == key);
            if let (Some(first), Some(place)) = (first, place)
                && first < place
            {
                items[first..=place].rotate_right(1);
            }
        });
    }

    /// Takes a file that is over off the list. A failed one leaves nothing behind on the server.
    pub(super) fn dismiss(self, key: u32) {
        self.tell(key, Event::Cancel);
        self.all
            .update(|items| items.retain(|item| item.key != key));
    }

    /// Takes all that are finished or were cancelled off the list; what failed is for somebody to read.
    pub(super) fn tidy(self) {
        self.all.update(|items| {
            items.retain(|item| {
                !item.is(|state| matches!(state, State::Finished { .. } | State::Cancelled))
            });
        });
    }

    /// A page was shown, on which `user` is signed in: theirs go on, those of anybody else stop.
    pub(super) fn seen(self, user: Option<UserId>) {
        let Some(user) = user else { return };
        if self.user.get_untracked().as_ref() != Some(&user) {
            self.user.set(Some(user.clone()));
        }
        for item in self.all.get_untracked() {
            if item.owner.user != user {
                item.engine.tell(Event::SignedOut);
            } else if item.is(|state| *state == State::NeedsSignIn) {
                item.engine.tell(Event::Resume);
            }
        }
    }

    /// Whether the upload at `location` is in this tray.
    pub(super) fn knows(self, location: &str) -> bool {
        self.all
            .with_untracked(|items| items.iter().any(|item| item.engine.keeps(location)))
    }

    /// Takes in an upload that another page left behind.
    pub(super) fn adopt(self, record: &Record) -> Item {
        let key = self.key();
        let shown = TrayState::default();
        let engine = Engine::adopted(record, shown.clone(), self.hears(record.name.clone()));
        let item = Item {
            key,
            name: record.name.clone(),
            length: record.print.length,
            owner: record.owner.clone(),
            shown,
            engine: SendWrapper::new(engine),
        };
        self.all.update(|items| items.push(item.clone()));
        item
    }

    /// Takes a file off the list, whatever its state.
    pub(super) fn drop(self, key: u32) {
        self.all
            .update(|items| items.retain(|item| item.key != key));
    }

    async fn attach_to_any(self, chosen: &SelectedFile) -> bool {
        for item in untrack(|| self.items()) {
            if item.engine.may_want(chosen) && item.engine.attach_file(chosen.file.clone()).await {
                return true;
            }
        }
        false
    }

    fn add_new(self, chosen: SelectedFile, owner: Owner) {
        let key = self.key();
        let (name, length) = (chosen.file.name(), wire::length(&chosen.file));
        let shown = TrayState::default();
        let hears = self.hears(name.clone());
        let engine = Engine::new(chosen, owner.clone(), shown.clone(), hears);
        let item = Item {
            key,
            name,
            length,
            owner,
            shown,
            engine: SendWrapper::new(engine),
        };
        self.all.update(|items| items.push(item.clone()));
        item.engine.tell(Event::Added);
    }

    fn item(self, key: u32) -> Option<Item> {
        self.all
            .with_untracked(|items| items.iter().find(|item| item.key == key).cloned())
    }

    fn key(self) -> u32 {
        let key = self.next_key.get_value();
        self.next_key.set_value(key.wrapping_add(1));
        key
    }

    fn hears(self, name: String) -> impl Fn(&State) + 'static {
        move |state| self.changed(&name, state)
    }

    fn changed(self, name: &str, state: &State) {
        if matches!(state, State::Finished { .. }) {
            // Whatever page is shown may have something to say of a new image.
            navigation::refresh();
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
        let items = untrack(|| self.items());
        if items.iter().any(|item| item.is(State::holds_turn)) {
            return;
        }
        let next = items
            .iter()
            .find(|item| item.is(|state| *state == State::Waiting));
        if let Some(item) = next {
            item.engine.tell(Event::Turn);
        }
    }
}
