//! How a file goes out, and what may come between.

use super::*;

#[test]
fn a_file_goes_out_in_pieces_and_becomes_an_image() {
    let mut scenario = Scenario::sending();
    assert_eq!(scenario.hears(204, 16 * MIB), send(16 * MIB, 32 * MIB));
    assert_eq!(scenario.hears(204, 32 * MIB), send(32 * MIB, LENGTH));
    assert_eq!(scenario.hears(204, LENGTH), None);
    assert_eq!(*scenario.state(), State::Finished { image: image() });
}

#[test]
fn a_refused_file_sends_nothing() {
    let mut scenario = Scenario::of(Machine::new(LENGTH));
    scenario.tell(Event::Added);
    assert_eq!(scenario.tell(Event::Inspected(Err(Reason::Empty))), None);
    assert_eq!(
        *scenario.state(),
        State::Failed {
            reason: Reason::Empty
        }
    );
    assert!(!scenario.state().can_retry());
}

#[test]
fn a_server_that_restarts_in_mid_piece_is_asked_what_it_kept() {
    let mut scenario = Scenario::sending();
    scenario.now = 1000;
    assert_eq!(scenario.tell(Event::Lost), Some(Effect::Wait(500)));
    assert_eq!(
        *scenario.state(),
        State::Retrying {
            attempt: 1,
            until: Some(1500)
        }
    );
    assert_eq!(scenario.tell(Event::Elapsed), ask());
    assert_eq!(scenario.tell(Event::Lost), Some(Effect::Wait(1000)));
    assert_eq!(scenario.tell(Event::Elapsed), ask());
    assert_eq!(scenario.hears(503, None), Some(Effect::Wait(2000)));
    assert_eq!(scenario.tell(Event::Elapsed), ask());
    assert_eq!(scenario.hears(200, 5 * MIB), send(5 * MIB, 21 * MIB));
}

#[test]
fn retries_have_no_end() {
    let mut scenario = Scenario::sending();
    for _ in 0..10_000 {
        assert!(matches!(
            scenario.tell(Event::Lost),
            Some(Effect::Wait(1..=15_000))
        ));
        assert_eq!(scenario.tell(Event::Elapsed), ask());
    }
}

#[test]
fn a_conflict_is_settled_by_the_servers_offset() {
    let mut scenario = Scenario::sending();
    assert_eq!(scenario.hears(409, 3 * MIB), send(3 * MIB, 19 * MIB));
    // A second one in a row means that offsets do not agree: step back, then ask.
    assert_eq!(scenario.hears(409, 2 * MIB), Some(Effect::Wait(1000)));
    assert_eq!(scenario.tell(Event::Elapsed), ask());
}

#[test]
fn a_conflict_about_the_last_byte_is_asked_about() {
    let mut scenario = Scenario::sending();
    assert_eq!(scenario.hears(409, LENGTH), Some(Effect::Wait(500)));
    assert_eq!(scenario.tell(Event::Elapsed), ask());
    assert_eq!(scenario.hears(200, LENGTH), None);
    assert_eq!(*scenario.state(), State::Finished { image: image() });
}

#[test]
fn repeated_offset_conflicts_end() {
    let mut scenario = Scenario::sending();
    for _ in 0..8 {
        assert!(matches!(scenario.hears(409, None), Some(Effect::Wait(_))));
        scenario.tell(Event::Elapsed);
        assert_eq!(scenario.hears(200, 0), send(0, 16 * MIB));
    }
    scenario.hears(409, None);
    assert_eq!(
        *scenario.state(),
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
    let mut scenario = Scenario::sending();
    for size in [8, 4, 2, 1] {
        assert_eq!(scenario.hears(413, None), ask());
        assert_eq!(scenario.hears(200, 0), send(0, size * MIB));
    }
    assert_eq!(scenario.hears(413, None), None);
    assert_eq!(
        *scenario.state(),
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
    let mut scenario = Scenario::sending();
    assert_eq!(scenario.tell(Event::TimedOut), Some(Effect::Wait(500)));
    scenario.tell(Event::Elapsed);
    assert_eq!(scenario.hears(200, 0), send(0, 8 * MIB));
    assert_eq!(scenario.hears(204, 8 * MIB), send(8 * MIB, 17 * MIB));
}

#[test]
fn a_lost_last_answer_is_asked_for_again() {
    let mut scenario = Scenario::sending();
    scenario.hears(204, 16 * MIB);
    scenario.hears(204, 32 * MIB);
    scenario.tell(Event::Lost);
    assert_eq!(scenario.tell(Event::Elapsed), ask());
    assert_eq!(scenario.hears(200, LENGTH), None);
    assert_eq!(*scenario.state(), State::Finished { image: image() });
}

#[test]
fn a_refusal_is_shown_in_the_servers_words() {
    let mut scenario = Scenario::sending();
    let message = Some("the disk needs a backing file".to_owned());
    scenario.tell(Event::Answered(Answer {
        status: 415,
        message: message.clone(),
        ..Answer::default()
    }));
    assert_eq!(
        *scenario.state(),
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
    let mut scenario = Scenario::sending();
    assert_eq!(scenario.hears(507, None), None);
    assert!(scenario.state().can_retry());
    scenario.tell(Event::Retry);
    assert_eq!(scenario.tell(Event::Turn), ask());
}

#[test]
fn an_impossible_offset_is_not_believed() {
    let mut scenario = Scenario::sending();
    scenario.hears(204, LENGTH + 1);
    assert_eq!(
        *scenario.state(),
        State::Failed {
            reason: Reason::Confused
        }
    );
}

#[test]
fn a_yes_without_progress_is_no_reason_to_hurry() {
    let mut scenario = Scenario::sending();
    assert_eq!(scenario.hears(204, 0), Some(Effect::Wait(500)));
}

#[test]
fn every_file_is_looked_at_before_any_waits() {
    let mut scenario = Scenario::of(Machine::new(LENGTH));
    scenario.tell(Event::Added);
    assert!(!scenario.state().holds_turn(), "another may send meanwhile");
    // Its turn may come too soon.
    assert_eq!(scenario.tell(Event::Turn), None);
    scenario.tell(Event::Inspected(Ok(())));
    assert_eq!(*scenario.state(), State::Waiting);
}
