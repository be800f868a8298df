//! Uploads that another page began.

use super::*;

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
