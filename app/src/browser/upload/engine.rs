mod file;
mod perform;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::{Date, Math};
use leptos::{prelude::*, task::spawn_local};
use web_sys::{File, XmlHttpRequest};

use super::{
    exchange::whole,
    item::TrayState,
    machine::Machine,
    owner::Owner,
    rate::Rate,
    selected_file::{Handle, SelectedFile},
    state::{Clock, Effect, Event, Reason, State},
    storage::{self, Claim, Fingerprint, Record},
    wire,
};

/// How far a file is, for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub sent: u64,
    pub per_second: Option<u64>,
    pub seconds_left: Option<u64>,
}

/// Drives the machine of one file: does what it says, tells it what came of it, shows its state.
pub struct Engine {
    name: String,
    length: u64,
    owner: Owner,
    file: RefCell<Option<File>>,
    handle: RefCell<Option<Handle>>,
    print: RefCell<Option<Fingerprint>>,
    /// Under what the upload is kept for a later page, once it is.
    kept: RefCell<Option<String>>,
    claim: RefCell<Option<Claim>>,
    machine: RefCell<Machine>,
    rate: RefCell<Rate>,
    request: RefCell<Option<XmlHttpRequest>>,
    /// Whether the last byte went out at least once: from then on the server may be busy with the whole.
    all_out: Cell<bool>,
    /// Counts what was begun; whoever comes back with an older number comes too late.
    ticket: Cell<u32>,
    shown: TrayState,
    on_change: Box<dyn Fn(&State)>,
}

impl Engine {
    /// An engine for a file that was chosen. `on_change` hears each state that is new in kind.
    pub fn new(
        chosen: SelectedFile,
        owner: Owner,
        shown: TrayState,
        on_change: impl Fn(&State) + 'static,
    ) -> Rc<Self> {
        let SelectedFile { file, handle } = chosen;
        let length = wire::length(&file);
        Self {
            file: Some(file.clone()).into(),
            handle: handle.into(),
            ..Self::idle(file.name(), length, owner, Machine::new(length), shown)
        }
        .begun(on_change)
    }

    /// An engine for an upload that a page left behind which is gone.
    pub fn adopted(
        record: &Record,
        shown: TrayState,
        on_change: impl Fn(&State) + 'static,
    ) -> Rc<Self> {
        let length = record.print.length;
        let machine = Machine::adopted(length, record.location.clone(), record.image);
        let (name, owner) = (record.name.clone(), record.owner.clone());
        shown.at_hand.set(record.handle.is_some());
        Self {
            handle: storage::handle(record).into(),
            print: Some(record.print.clone()).into(),
            kept: Some(record.location.clone()).into(),
            ..Self::idle(name, length, owner, machine, shown)
        }
        .begun(on_change)
    }

    fn idle(name: String, length: u64, owner: Owner, machine: Machine, shown: TrayState) -> Self {
        Self {
            name,
            length,
            owner,
            file: RefCell::default(),
            handle: RefCell::default(),
            print: RefCell::default(),
            kept: RefCell::default(),
            claim: RefCell::default(),
            machine: machine.into(),
            rate: RefCell::default(),
            request: RefCell::default(),
            all_out: Cell::default(),
            ticket: Cell::default(),
            shown,
            on_change: Box::new(|_| ()),
        }
    }

    fn begun(mut self, on_change: impl Fn(&State) + 'static) -> Rc<Self> {
        self.shown.state.set(self.machine.borrow().state().clone());
        self.on_change = Box::new(on_change);
        Rc::new(self)
    }

    /// Tells the machine what happened and does what it says.
    pub fn tell(self: &Rc<Self>, event: Event) {
        let clock = Clock {
            now: now(),
            luck: Math::random(),
        };
        let effect = self.machine.borrow_mut().on(event, clock);
        if let Some(effect) = effect {
            self.begin(effect);
        }
        self.show();
    }

    /// Begins `effect` in the place of whatever was going on.
    fn begin(self: &Rc<Self>, effect: Effect) {
        let ticket = self.ticket.get().wrapping_add(1);
        self.ticket.set(ticket);
        if let Some(request) = self.request.take() {
            // A request that is over already has nothing to abort.
            let _ = request.abort();
        }
        if effect == Effect::Stop {
            return;
        }
        let engine = self.clone();
        spawn_local(async move {
            let event = engine.perform(effect).await;
            if engine.ticket.get() == ticket {
                engine.tell(event);
            }
        });
    }

    /// Notes that `sent` bytes of the file are out.
    fn moved(&self, sent: u64) {
        if sent == self.length {
            self.all_out.set(true);
        }
        let mut rate = self.rate.borrow_mut();
        rate.sample(now(), sent);
        let left = self.length.saturating_sub(sent);
        self.shown.progress.set(Progress {
            sent,
            per_second: rate.per_second(),
            seconds_left: rate.seconds_left(left),
        });
    }

    /// Shows what the machine says of itself.
    fn show(self: &Rc<Self>) {
        let (state, offset) = {
            let machine = self.machine.borrow();
            (machine.state().clone(), machine.offset())
        };
        if !matches!(state, State::Sending { .. }) {
            self.rate.borrow_mut().interrupt();
        }
        let before = self.shown.state.get_untracked();
        if let Some(sent) = shown_offset(
            &before,
            &state,
            offset,
            self.shown.progress.get_untracked().sent,
        ) {
            self.shown.progress.set(Progress {
                sent,
                ..Progress::default()
            });
        }
        if before == state {
            return;
        }
        self.shown.state.set(state.clone());
        if std::mem::discriminant(&before) != std::mem::discriminant(&state) {
            self.forget_if_over(&state);
            (self.on_change)(&state);
        }
    }

    /// Nobody has to go on with what is over.
    fn forget_if_over(self: &Rc<Self>, state: &State) {
        let over = match state {
            State::Finished { .. } | State::Cancelled => true,
            State::Failed { reason } => matches!(reason, Reason::Gone | Reason::Expired),
            _ => false,
        };
        let location = self.kept.borrow().clone();
        if over && let Some(location) = location {
            let engine = self.clone();
            spawn_local(async move {
                storage::forget(&location).await;
                // Only now: until then it would be found, and taken up again.
                engine.kept.take();
                engine.claim.take();
            });
        }
    }
}

/// How many bytes are shown as sent from now on, unless the requests themselves tell.
///
/// What went out of an unfinished request stays shown until the server says how much of it arrived: a bar that falls to
/// the beginning would read as a loss.
fn shown_offset(before: &State, state: &State, offset: u64, shown: u64) -> Option<u64> {
    match state {
        State::Sending { .. } => (!matches!(before, State::Sending { .. })).then_some(offset),
        State::Asking | State::Retrying { .. } | State::Paused | State::NeedsSignIn => {
            Some(offset.max(shown))
        }
        // A resumed upload waits for its turn with what it had; one that begins anew has nothing.
        State::Waiting if offset > 0 => Some(offset.max(shown)),
        _ => Some(offset),
    }
}

fn now() -> u64 {
    whole(Date::now())
}
