#![expect(
    clippy::unnecessary_wraps,
    reason = "compared with what the machine answers, which may be nothing"
)]

mod adopts;
mod commands;
mod sends;

use inspect::Looks;

use super::*;
use crate::browser::upload::state::{Answer, FileMismatch};

const MIB: u64 = 1024 * 1024;
const LENGTH: u64 = 40 * MIB;

/// A machine and the time it lives in.
struct Scenario {
    machine: Machine,
    now: u64,
}

impl Scenario {
    /// One that has created its upload and sends the first piece.
    fn sending() -> Self {
        let mut scenario = Self::creating();
        assert_eq!(scenario.tell(created()), send(0, 16 * MIB));
        scenario
    }

    /// One that was looked at, whose turn came, and that now creates its upload.
    fn creating() -> Self {
        let mut scenario = Self::of(Machine::new(LENGTH));
        assert_eq!(scenario.tell(Event::Added), Some(Effect::Inspect));
        assert_eq!(scenario.tell(Event::Inspected(Ok(()))), None);
        assert_eq!(scenario.tell(Event::Turn), Some(Effect::Create));
        scenario
    }

    /// One that a page left behind which is gone; nobody else is at it.
    fn adopted() -> Self {
        let mut scenario = Self::of(Machine::adopted(LENGTH, "/uploads/1".into(), image()));
        assert_eq!(*scenario.state(), State::Elsewhere);
        assert_eq!(scenario.tell(Event::Ours), ask());
        scenario
    }

    fn of(machine: Machine) -> Self {
        Self { machine, now: 0 }
    }

    fn tell(&mut self, event: Event) -> Option<Effect> {
        self.machine.on(
            event,
            Clock {
                now: self.now,
                luck: 1.0,
            },
        )
    }

    fn hears(&mut self, status: u16, offset: impl Into<Option<u64>>) -> Option<Effect> {
        self.tell(Event::Answered(Answer {
            status,
            offset: offset.into(),
            ..Answer::default()
        }))
    }

    fn state(&self) -> &State {
        self.machine.state()
    }
}

fn image() -> ImageId {
    "dc8f9121-762f-4e91-8298-ad4adbabe282"
        .parse()
        .expect("a UUID")
}

fn created() -> Event {
    let (location, image) = (Some("/uploads/1".into()), Some(image()));
    Event::Answered(Answer {
        status: 201,
        location,
        image,
        ..Answer::default()
    })
}

fn send(from: u64, to: u64) -> Option<Effect> {
    Some(Effect::Send {
        location: "/uploads/1".into(),
        range: from..to,
    })
}

fn ask() -> Option<Effect> {
    Some(Effect::AskOffset {
        location: "/uploads/1".into(),
    })
}

fn forget() -> Option<Effect> {
    Some(Effect::Cancel {
        location: "/uploads/1".into(),
    })
}
