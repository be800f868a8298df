use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use gloo_timers::future::TimeoutFuture;
use js_sys::{Date, Math};
use leptos::{prelude::*, task::spawn_local};
use web_sys::{File, XmlHttpRequest};

use super::{
    exchange::whole,
    machine::Machine,
    plan::Plan,
    rate::Rate,
    state::{Clock, Effect, Event, Reason, State},
    wire,
};

/// What the inspector gets to see.
const HEAD: u64 = 1024 * 1024;

/// How far a file is, for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub sent: u64,
    pub per_second: Option<u64>,
    pub seconds_left: Option<u64>,
}

/// Drives the machine of one file: does what it says, tells it what came of it, shows where it stands.
pub struct Engine {
    file: File,
    length: u64,
    machine: RefCell<Machine>,
    rate: RefCell<Rate>,
    plan: RefCell<Option<Plan>>,
    request: RefCell<Option<XmlHttpRequest>>,
    /// Whether the last byte went out at least once: from then on the server may be busy with the whole.
    all_out: Cell<bool>,
    /// Counts what was begun; whoever comes back with an older number comes too late.
    ticket: Cell<u32>,
    state: ArcRwSignal<State>,
    progress: ArcRwSignal<Progress>,
    on_change: Box<dyn Fn(&State)>,
}

impl Engine {
    /// An engine for `file`. `on_change` hears each state that is new in kind.
    pub fn new(
        file: File,
        state: ArcRwSignal<State>,
        progress: ArcRwSignal<Progress>,
        on_change: impl Fn(&State) + 'static,
    ) -> Rc<Self> {
        let length = wire::length(&file);
        Rc::new(Self {
            file,
            length,
            machine: Machine::new(length).into(),
            rate: RefCell::default(),
            plan: RefCell::default(),
            request: RefCell::default(),
            all_out: Cell::default(),
            ticket: Cell::default(),
            state,
            progress,
            on_change: Box::new(on_change),
        })
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

    async fn perform(self: &Rc<Self>, effect: Effect) -> Event {
        match effect {
            Effect::Inspect => self.inspect().await,
            Effect::Wait(milliseconds) => {
                TimeoutFuture::new(u32::try_from(milliseconds).unwrap_or(u32::MAX)).await;
                Event::Elapsed
            }
            Effect::Stop => Event::Lost,
            effect => {
                let Ok(request) = XmlHttpRequest::new() else {
                    return Event::Lost;
                };
                self.request.replace(Some(request.clone()));
                self.ask(&request, effect).await
            }
        }
    }

    async fn ask(self: &Rc<Self>, request: &XmlHttpRequest, effect: Effect) -> Event {
        match effect {
            Effect::Create => {
                let plan = self.plan.borrow().clone();
                match plan {
                    Some(plan) => wire::create(request, &plan, self.length).await,
                    None => Event::Unreadable,
                }
            }
            Effect::AskOffset { location } => {
                wire::ask_offset(request, &location, self.all_out.get()).await
            }
            Effect::Send { location, range } => {
                let (engine, ticket, start) = (self.clone(), self.ticket.get(), range.start);
                let on_progress = move |out: u64| {
                    if engine.ticket.get() == ticket {
                        engine.moved(start.saturating_add(out).min(engine.length));
                    }
                };
                wire::send(request, &location, &self.file, range, on_progress).await
            }
            Effect::Cancel { location } => wire::cancel(request, &location).await,
            Effect::Inspect | Effect::Wait(_) | Effect::Stop => Event::Lost,
        }
    }

    async fn inspect(&self) -> Event {
        if self.length == 0 {
            return Event::Inspected(Err(Reason::Empty));
        }
        let Some(head) = wire::head(&self.file, HEAD.min(self.length)).await else {
            return Event::Unreadable;
        };
        let verdict = Plan::of(&self.file.name(), inspect::inspect(&head));
        Event::Inspected(verdict.map(|plan| {
            self.plan.replace(Some(plan));
        }))
    }

    /// Notes that `sent` bytes of the file are out.
    fn moved(&self, sent: u64) {
        if sent == self.length {
            self.all_out.set(true);
        }
        let mut rate = self.rate.borrow_mut();
        rate.sample(now(), sent);
        let left = self.length.saturating_sub(sent);
        self.progress.set(Progress {
            sent,
            per_second: rate.per_second(),
            seconds_left: rate.seconds_left(left),
        });
    }

    /// Shows what the machine says of itself.
    fn show(&self) {
        let (state, offset) = {
            let machine = self.machine.borrow();
            (machine.state().clone(), machine.offset())
        };
        if !matches!(state, State::Sending { .. }) {
            self.rate.borrow_mut().interrupt();
            self.progress.set(Progress {
                sent: offset,
                ..Progress::default()
            });
        }
        let before = self.state.get_untracked();
        if before == state {
            return;
        }
        self.state.set(state.clone());
        if std::mem::discriminant(&before) != std::mem::discriminant(&state) {
            (self.on_change)(&state);
        }
    }
}

fn now() -> u64 {
    whole(Date::now())
}
