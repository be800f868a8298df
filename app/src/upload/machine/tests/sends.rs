//! How a file goes out, and what may come between.

use super::*;

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
fn every_file_is_looked_at_before_any_waits() {
    let mut story = Story::of(Machine::new(LENGTH));
    story.tell(Event::Added);
    assert!(!story.state().holds_turn(), "another may send meanwhile");
    // Its turn may come too soon.
    assert_eq!(story.tell(Event::Turn), None);
    story.tell(Event::Inspected(Ok(())));
    assert_eq!(*story.state(), State::Waiting);
}
