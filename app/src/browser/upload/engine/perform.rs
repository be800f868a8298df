//! What the machine says is done here.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::{GetUntracked, Set, Update};
use web_sys::XmlHttpRequest;

use super::Engine;
use crate::browser::upload::{
    preflight::{check, is_name_taken, preflight, quota},
    state::{Effect, Event, Reason},
    storage::{self, Claim, Record},
    wire::Wire,
};

impl Engine {
    pub(super) async fn perform(self: &Rc<Self>, effect: Effect) -> Event {
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
        let project = &self.owner.project;
        let wire = Wire { request, project };
        match effect {
            Effect::Create => {
                let known = self.shown.preflight.get_untracked();
                let Some(known) = known else {
                    return Event::Unreadable;
                };
                let event = wire.create(&known.plan, self.length).await;
                self.keep(&event).await;
                event
            }
            Effect::AskOffset { location } => wire.ask_offset(&location, self.all_out.get()).await,
            Effect::Send { location, range } => {
                let (engine, ticket, start) = (self.clone(), self.ticket.get(), range.start);
                let on_progress = move |out: u64| {
                    if engine.ticket.get() == ticket {
                        engine.moved(start.saturating_add(out).min(engine.length));
                    }
                };
                let file = self.file.borrow().clone();
                match file {
                    Some(file) => wire.send(&location, &file, range, on_progress).await,
                    None => Event::Unreadable,
                }
            }
            Effect::Cancel { location } => wire.cancel(&location).await,
            Effect::Inspect | Effect::Wait(_) | Effect::Stop => Event::Lost,
        }
    }

    async fn inspect(self: &Rc<Self>) -> Event {
        let file = self.file.borrow().clone();
        let Some(file) = file else {
            return Event::Unreadable;
        };
        if self.length == 0 {
            return Event::Inspected(Err(Reason::Empty));
        }
        let (Ok(verdict), Some(print)) = (check(&file).await, storage::fingerprint(&file).await)
        else {
            return Event::Unreadable;
        };
        self.print.replace(Some(print));
        let looks = verdict.not_a_disk();
        let known = match preflight(&self.name, verdict) {
            Err(reason) => return Event::Inspected(Err(reason)),
            Ok(known) => known,
        };
        self.look_up_name(known.plan.name.clone());
        self.shown.preflight.set(Some(known));
        if let Some(reason) = quota(&self.owner.project, self.length).await {
            return Event::Inspected(Err(reason));
        }
        looks.map_or(Event::Inspected(Ok(())), Event::NotADisk)
    }

    /// Nobody waits for this.
    fn look_up_name(self: &Rc<Self>, name: String) {
        let engine = self.clone();
        leptos::task::spawn_local(async move {
            let name_taken = is_name_taken(&engine.owner.project, &name).await;
            engine.shown.preflight.update(|known| {
                if let Some(known) = known {
                    known.name_taken = name_taken;
                }
            });
        });
    }

    /// Keeps a new upload for a later page, before its first byte goes out.
    async fn keep(&self, event: &Event) {
        let Event::Answered(answer) = event else {
            return;
        };
        let print = self.print.borrow().clone();
        let (Some(location), Some(image), Some(print)) =
            (answer.location.clone(), answer.image, print)
        else {
            return;
        };
        let handle = self.handle.borrow().clone();
        let handle = match handle {
            Some(handle) => handle.value().await,
            None => None,
        };
        let record = Record {
            location,
            image,
            owner: self.owner.clone(),
            name: self.name.clone(),
            print,
            handle,
        };
        let claim = Claim::take(&record.location, false).await;
        self.claim.replace(claim);
        self.kept.replace(Some(record.location.clone()));
        storage::put(&record).await;
    }
}
