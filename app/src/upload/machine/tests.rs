#![expect(
    clippy::unnecessary_wraps,
    reason = "compared with what the machine answers, which may be nothing"
)]

use super::*;
use crate::upload::state::{Answer, Unfit};

const MIB: u64 = 1024 * 1024;
const LENGTH: u64 = 40 * MIB;

/// A machine and the time it lives in.
struct Story {
    machine: Machine,
    now: u64,
}

impl Story {
    /// One that has created its upload and sends the first piece.
    fn sending() -> Self {
        let mut story = Self::creating();
        assert_eq!(story.tell(created()), send(0, 16 * MIB));
        story
    }

    /// One that was looked at, whose turn came, and that now creates its upload.
    fn creating() -> Self {
        let mut story = Self::of(Machine::new(LENGTH));
        assert_eq!(story.tell(Event::Added), Some(Effect::Inspect));
        assert_eq!(story.tell(Event::Inspected(Ok(()))), None);
        assert_eq!(story.tell(Event::Turn), Some(Effect::Create));
        story
    }

    /// One that a page left behind which is gone; nobody else is at it.
    fn adopted() -> Self {
        let mut story = Self::of(Machine::adopted(LENGTH, "/uploads/1".into(), image()));
        assert_eq!(*story.state(), State::Elsewhere);
        assert_eq!(story.tell(Event::Ours), ask());
        story
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

#[test]
fn a_file_goes_out_in_pieces_and_becomes_an_image() {
    let mut story = Story::sending();
    assert_eq!(story.hears(204, 16 * MIB), send(16 * MIB, 32 * MIB));
    assert_eq!(story.hears(204, 32 * MIB), send(32 * MIB, LENGTH));
    assert_eq!(story.hears(204, LENGTH), None);
    assert_eq!(*story.state(), State::Finished { image: image() });
}

#[test]
fn a_refused_file_sends_nothing() {
    let mut story = Story::of(Machine::new(LENGTH));
    story.tell(Event::Added);
    assert_eq!(story.tell(Event::Inspected(Err(Reason::Empty))), None);
    assert_eq!(
        *story.state(),
        State::Failed {
            reason: Reason::Empty
        }
    );
    assert!(!story.state().can_retry());
}

#[test]
fn a_server_that_restarts_in_mid_piece_is_asked_what_it_kept() {
    let mut story = Story::sending();
    story.now = 1000;
    assert_eq!(story.tell(Event::Lost), Some(Effect::Wait(500)));
    assert_eq!(
        *story.state(),
        State::Retrying {
            attempt: 1,
            until: Some(1500)
        }
    );
    assert_eq!(story.tell(Event::Elapsed), ask());
    assert_eq!(story.tell(Event::Lost), Some(Effect::Wait(1000)));
    assert_eq!(story.tell(Event::Elapsed), ask());
    assert_eq!(story.hears(503, None), Some(Effect::Wait(2000)));
    assert_eq!(story.tell(Event::Elapsed), ask());
    assert_eq!(story.hears(200, 5 * MIB), send(5 * MIB, 21 * MIB));
}

#[test]
fn retries_have_no_end() {
    let mut story = Story::sending();
    for _ in 0..10_000 {
        assert!(matches!(
            story.tell(Event::Lost),
            Some(Effect::Wait(1..=15_000))
        ));
        assert_eq!(story.tell(Event::Elapsed), ask());
    }
}

#[test]
fn a_conflict_is_settled_by_the_servers_offset() {
    let mut story = Story::sending();
    assert_eq!(story.hears(409, 3 * MIB), send(3 * MIB, 19 * MIB));
    // A second one in a row is a quarrel: step back, then ask.
    assert_eq!(story.hears(409, 2 * MIB), Some(Effect::Wait(1000)));
    assert_eq!(story.tell(Event::Elapsed), ask());
}

#[test]
fn a_conflict_about_the_last_byte_is_asked_about() {
    let mut story = Story::sending();
    assert_eq!(story.hears(409, LENGTH), Some(Effect::Wait(500)));
    assert_eq!(story.tell(Event::Elapsed), ask());
    assert_eq!(story.hears(200, LENGTH), None);
    assert_eq!(*story.state(), State::Finished { image: image() });
}

#[test]
fn a_quarrel_without_end_has_an_end() {
    let mut story = Story::sending();
    for _ in 0..8 {
        assert!(matches!(story.hears(409, None), Some(Effect::Wait(_))));
        story.tell(Event::Elapsed);
        assert_eq!(story.hears(200, 0), send(0, 16 * MIB));
    }
    story.hears(409, None);
    assert_eq!(
        *story.state(),
        State::Failed {
            reason: Reason::Server {
                status: 409,
                message: None
            }
        }
    );
}

#[test]
fn too_large_a_piece_is_halved_until_it_fits_or_cannot() {
    let mut story = Story::sending();
    for size in [8, 4, 2, 1] {
        assert_eq!(story.hears(413, None), ask());
        assert_eq!(story.hears(200, 0), send(0, size * MIB));
    }
    assert_eq!(story.hears(413, None), None);
    assert_eq!(
        *story.state(),
        State::Failed {
            reason: Reason::Server {
                status: 413,
                message: None
            }
        }
    );
}

#[test]
fn silence_halves_the_piece_and_success_lets_it_grow() {
    let mut story = Story::sending();
    assert_eq!(story.tell(Event::TimedOut), Some(Effect::Wait(500)));
    story.tell(Event::Elapsed);
    assert_eq!(story.hears(200, 0), send(0, 8 * MIB));
    assert_eq!(story.hears(204, 8 * MIB), send(8 * MIB, 17 * MIB));
}

#[test]
fn signing_in_again_goes_on_where_it_stopped() {
    let mut story = Story::sending();
    assert_eq!(story.hears(401, None), None);
    assert_eq!(*story.state(), State::NeedsSignIn);
    assert!(story.state().holds_turn());
    assert_eq!(story.tell(Event::Resume), ask());
    assert_eq!(story.hears(200, MIB), send(MIB, 17 * MIB));
}

#[test]
fn without_a_network_it_waits_for_the_network() {
    let mut story = Story::sending();
    assert_eq!(story.tell(Event::Offline), None);
    assert_eq!(story.tell(Event::Lost), None);
    assert_eq!(
        *story.state(),
        State::Retrying {
            attempt: 1,
            until: None
        }
    );
    assert_eq!(story.tell(Event::Online), ask());
    // Good news twice does not ask twice.
    assert_eq!(story.tell(Event::Online), None);
}

#[test]
fn a_pause_stops_and_a_resume_takes_its_turn() {
    let mut story = Story::sending();
    assert_eq!(story.tell(Event::Pause), Some(Effect::Stop));
    // The answer to what was stopped comes too late to matter.
    assert_eq!(story.hears(204, 16 * MIB), None);
    assert_eq!(story.tell(Event::Resume), None);
    assert_eq!(*story.state(), State::Waiting);
    assert_eq!(story.tell(Event::Turn), ask());
}

#[test]
fn a_pause_while_creating_creates_only_once() {
    let mut story = Story::creating();
    assert_eq!(story.tell(Event::Pause), None);
    story.tell(Event::Resume);
    assert_eq!(story.tell(Event::Turn), None);
    assert_eq!(*story.state(), State::Creating);
    assert_eq!(story.tell(created()), send(0, 16 * MIB));
}

#[test]
fn cancelling_while_sending_makes_the_server_forget() {
    let mut story = Story::sending();
    assert_eq!(story.tell(Event::Cancel), forget());
    assert_eq!(story.tell(Event::Lost), Some(Effect::Wait(500)));
    assert_eq!(story.tell(Event::Elapsed), forget());
    assert_eq!(story.hears(204, None), None);
    assert_eq!(*story.state(), State::Cancelled);
}

#[test]
fn cancelling_while_creating_forgets_what_gets_created() {
    let mut story = Story::creating();
    assert_eq!(story.tell(Event::Cancel), None);
    assert_eq!(story.tell(created()), forget());
    assert_eq!(*story.state(), State::Cancelled);
}

#[test]
fn a_cancel_that_never_gets_through_is_given_up() {
    let mut story = Story::sending();
    story.tell(Event::Cancel);
    for _ in 0..CANCELS {
        assert!(matches!(story.tell(Event::Lost), Some(Effect::Wait(_))));
        assert_eq!(story.tell(Event::Elapsed), forget());
    }
    assert_eq!(story.tell(Event::Lost), None);
}

#[test]
fn a_lost_last_answer_is_asked_for_again() {
    let mut story = Story::sending();
    story.hears(204, 16 * MIB);
    story.hears(204, 32 * MIB);
    story.tell(Event::Lost);
    assert_eq!(story.tell(Event::Elapsed), ask());
    assert_eq!(story.hears(200, LENGTH), None);
    assert_eq!(*story.state(), State::Finished { image: image() });
}

#[test]
fn a_refusal_is_shown_in_the_servers_words() {
    let mut story = Story::sending();
    let message = Some("the disk needs a backing file".to_owned());
    story.tell(Event::Answered(Answer {
        status: 415,
        message: message.clone(),
        ..Answer::default()
    }));
    assert_eq!(
        *story.state(),
        State::Failed {
            reason: Reason::Server {
                status: 415,
                message
            }
        }
    );
}

#[test]
fn a_full_store_keeps_what_arrived_for_another_try() {
    let mut story = Story::sending();
    assert_eq!(story.hears(507, None), None);
    assert!(story.state().can_retry());
    story.tell(Event::Retry);
    assert_eq!(story.tell(Event::Turn), ask());
}

#[test]
fn a_forgotten_upload_begins_anew_when_a_person_wants_it() {
    let mut story = Story::sending();
    story.hears(204, 16 * MIB);
    assert_eq!(story.hears(404, None), None);
    assert_eq!(
        *story.state(),
        State::Failed {
            reason: Reason::Gone
        }
    );
    story.tell(Event::Retry);
    assert_eq!(story.tell(Event::Turn), Some(Effect::Create));
    assert_eq!(story.tell(created()), send(0, 16 * MIB));
}

#[test]
fn giving_up_a_failed_upload_makes_the_server_forget_it() {
    let mut story = Story::sending();
    story.hears(403, None);
    assert_eq!(story.tell(Event::Cancel), forget());
}

#[test]
fn an_impossible_offset_is_not_believed() {
    let mut story = Story::sending();
    story.hears(204, LENGTH + 1);
    assert_eq!(
        *story.state(),
        State::Failed {
            reason: Reason::Confused
        }
    );
}

#[test]
fn a_yes_without_progress_is_no_reason_to_hurry() {
    let mut story = Story::sending();
    assert_eq!(story.hears(204, 0), Some(Effect::Wait(500)));
}

#[test]
fn signed_out_while_paused_stays_paused() {
    let mut story = Story::creating();
    story.tell(Event::Pause);
    assert_eq!(story.hears(401, None), None);
    assert_eq!(*story.state(), State::Paused);
}

#[test]
fn every_file_is_looked_at_before_any_waits() {
    let mut story = Story::of(Machine::new(LENGTH));
    story.tell(Event::Added);
    assert!(!story.state().holds_turn(), "another may send meanwhile");
    // Its turn may come too soon.
    assert_eq!(story.tell(Event::Turn), None);
    story.tell(Event::Inspected(Ok(())));
    assert_eq!(*story.state(), State::Waiting);
}

#[test]
fn after_a_reload_the_server_is_asked_and_the_file_is_wanted() {
    let mut story = Story::adopted();
    assert_eq!(story.hears(200, 5 * MIB), None);
    assert_eq!(*story.state(), State::NeedsFile { unfit: None });
    assert_eq!(story.machine.offset(), 5 * MIB);
    assert!(!story.state().minds_leaving());

    assert_eq!(story.tell(Event::FileUnfit(Unfit::Changed)), None);
    let unfit = Some(Unfit::Changed);
    assert_eq!(*story.state(), State::NeedsFile { unfit });

    assert_eq!(story.tell(Event::FileGiven), None);
    assert_eq!(story.tell(Event::Turn), ask());
    assert_eq!(story.hears(200, 5 * MIB), send(5 * MIB, 21 * MIB));
}

#[test]
fn a_file_that_is_still_at_hand_is_not_asked_for() {
    let mut story = Story::of(Machine::adopted(LENGTH, "/uploads/1".into(), image()));
    assert_eq!(story.tell(Event::FileGiven), None);
    assert_eq!(*story.state(), State::Waiting);
    assert_eq!(story.tell(Event::Turn), ask());
    assert_eq!(story.hears(200, 5 * MIB), send(5 * MIB, 21 * MIB));
}

#[test]
fn what_the_server_finished_meanwhile_needs_no_file() {
    let mut story = Story::adopted();
    assert_eq!(story.hears(200, LENGTH), None);
    assert_eq!(*story.state(), State::Finished { image: image() });
}

#[test]
fn what_the_server_forgot_meanwhile_cannot_be_tried_again() {
    let mut story = Story::adopted();
    assert_eq!(story.hears(404, None), None);
    let reason = Reason::Expired;
    assert_eq!(*story.state(), State::Failed { reason });
    assert!(!story.state().can_retry());
}

#[test]
fn an_adopted_upload_that_is_forgotten_later_begins_with_a_look_at_the_file() {
    let mut story = Story::adopted();
    story.hears(200, 0);
    story.tell(Event::FileGiven);
    story.tell(Event::Turn);
    story.hears(404, None);
    story.tell(Event::Retry);
    assert_eq!(story.tell(Event::Turn), Some(Effect::Inspect));
    story.tell(Event::Inspected(Ok(())));
    assert_eq!(story.tell(Event::Turn), Some(Effect::Create));
}

#[test]
fn an_upload_that_needs_its_file_can_be_given_up() {
    let mut story = Story::adopted();
    story.hears(200, 5 * MIB);
    assert_eq!(story.tell(Event::Cancel), forget());
}

#[test]
fn what_another_tab_does_is_left_alone() {
    let mut story = Story::of(Machine::adopted(LENGTH, "/uploads/1".into(), image()));
    for event in [Event::Turn, Event::Pause, Event::Resume, Event::Retry] {
        assert_eq!(story.tell(event), None);
        assert_eq!(*story.state(), State::Elsewhere);
    }
}

#[test]
fn when_somebody_else_signs_in_it_stops_until_its_owner_is_back() {
    let mut story = Story::sending();
    assert_eq!(story.tell(Event::SignedOut), Some(Effect::Stop));
    assert_eq!(*story.state(), State::NeedsSignIn);
    assert_eq!(story.tell(Event::Resume), ask());
}

#[test]
fn signing_in_while_creating_creates_only_once() {
    let mut story = Story::creating();
    assert_eq!(story.tell(Event::SignedOut), None);
    assert_eq!(story.tell(Event::Resume), None);
    assert_eq!(*story.state(), State::Creating);
    assert_eq!(story.tell(created()), send(0, 16 * MIB));
}
