//! Uploads that another page began.

use super::*;

#[test]
fn after_a_reload_the_server_is_asked_and_the_file_is_wanted() {
    let mut scenario = Scenario::adopted();
    assert_eq!(scenario.hears(200, 5 * MIB), None);
    assert_eq!(*scenario.state(), State::NeedsFile { mismatch: None });
    assert_eq!(scenario.machine.offset(), 5 * MIB);
    assert!(!scenario.state().minds_leaving());

    assert_eq!(scenario.tell(Event::FileUnfit(FileMismatch::Changed)), None);
    let mismatch = Some(FileMismatch::Changed);
    assert_eq!(*scenario.state(), State::NeedsFile { mismatch });

    assert_eq!(scenario.tell(Event::FileGiven), None);
    assert_eq!(scenario.tell(Event::Turn), ask());
    assert_eq!(scenario.hears(200, 5 * MIB), send(5 * MIB, 21 * MIB));
}

#[test]
fn a_file_that_is_still_at_hand_is_not_asked_for() {
    let mut scenario = Scenario::of(Machine::adopted(LENGTH, "/uploads/1".into(), image()));
    assert_eq!(scenario.tell(Event::FileGiven), None);
    assert_eq!(*scenario.state(), State::Waiting);
    assert_eq!(scenario.tell(Event::Turn), ask());
    assert_eq!(scenario.hears(200, 5 * MIB), send(5 * MIB, 21 * MIB));
}

#[test]
fn what_the_server_finished_meanwhile_needs_no_file() {
    let mut scenario = Scenario::adopted();
    assert_eq!(scenario.hears(200, LENGTH), None);
    assert_eq!(*scenario.state(), State::Finished { image: image() });
}

#[test]
fn what_the_server_forgot_meanwhile_cannot_be_tried_again() {
    let mut scenario = Scenario::adopted();
    assert_eq!(scenario.hears(404, None), None);
    let reason = Reason::Expired;
    assert_eq!(*scenario.state(), State::Failed { reason });
    assert!(!scenario.state().can_retry());
}

#[test]
fn an_adopted_upload_that_is_forgotten_later_begins_with_a_look_at_the_file() {
    let mut scenario = Scenario::adopted();
    scenario.hears(200, 0);
    scenario.tell(Event::FileGiven);
    scenario.tell(Event::Turn);
    scenario.hears(404, None);
    scenario.tell(Event::Retry);
    assert_eq!(scenario.tell(Event::Turn), Some(Effect::Inspect));
    scenario.tell(Event::Inspected(Ok(())));
    assert_eq!(scenario.tell(Event::Turn), Some(Effect::Create));
}

#[test]
fn an_upload_that_needs_its_file_can_be_given_up() {
    let mut scenario = Scenario::adopted();
    scenario.hears(200, 5 * MIB);
    assert_eq!(scenario.tell(Event::Cancel), forget());
}

#[test]
fn what_another_tab_does_is_left_alone() {
    let mut scenario = Scenario::of(Machine::adopted(LENGTH, "/uploads/1".into(), image()));
    for event in [Event::Turn, Event::Pause, Event::Resume, Event::Retry] {
        assert_eq!(scenario.tell(event), None);
        assert_eq!(*scenario.state(), State::Elsewhere);
    }
}
