//! What people want of an upload: waits, ends, another try, another person.

use super::*;

#[test]
fn signing_in_again_goes_on_where_it_stopped() {
    let mut story = Story::sending();
    // The cookie may be a new one by now.
    assert_eq!(story.hears(401, None), ask());
    assert_eq!(story.hears(401, None), None);
    assert_eq!(*story.state(), State::NeedsSignIn);
    assert!(story.state().holds_turn());
    assert_eq!(story.tell(Event::Resume), ask());
    assert_eq!(story.hears(200, MIB), send(MIB, 17 * MIB));
}

#[test]
fn a_cookie_that_was_replaced_on_the_way_signs_nobody_out() {
    let mut story = Story::sending();
    story.hears(204, 16 * MIB);
    assert_eq!(story.hears(401, None), ask());
    assert_eq!(story.machine.offset(), 16 * MIB);
    assert_eq!(story.hears(200, 20 * MIB), send(20 * MIB, 36 * MIB));
    // Each time anew: what was answered in between proves that the session is there.
    assert_eq!(story.hears(401, None), ask());
    assert_eq!(story.hears(200, 21 * MIB), send(21 * MIB, 37 * MIB));
}

#[test]
fn a_creation_that_is_not_let_in_is_repeated_once() {
    let mut story = Story::creating();
    assert_eq!(story.hears(401, None), Some(Effect::Create));
    assert_eq!(story.hears(401, None), None);
    assert_eq!(*story.state(), State::NeedsSignIn);
    assert_eq!(story.tell(Event::Resume), Some(Effect::Create));
    assert_eq!(story.hears(401, None), Some(Effect::Create));
}

#[test]
fn what_does_not_look_like_a_disk_is_sent_only_when_the_person_insists() {
    let mut story = Story::of(Machine::new(LENGTH));
    story.tell(Event::Added);
    assert_eq!(story.tell(Event::NotADisk(Looks::Html)), None);
    assert_eq!(*story.state(), State::NotADisk { looks: Looks::Html });
    assert!(!story.state().holds_turn(), "another may send meanwhile");
    assert!(!story.state().minds_leaving());
    for nothing in [Event::Turn, Event::Retry, Event::Online, Event::Resume] {
        assert_eq!(story.tell(nothing), None);
    }
    assert_eq!(story.tell(Event::UploadAnyway), None);
    assert_eq!(*story.state(), State::Waiting);
    assert_eq!(story.tell(Event::Turn), Some(Effect::Create));
    assert_eq!(story.tell(Event::UploadAnyway), None);
}

#[test]
fn whoever_thinks_better_of_it_leaves_nothing_behind() {
    let mut story = Story::of(Machine::new(LENGTH));
    story.tell(Event::Added);
    story.tell(Event::NotADisk(Looks::Picture));
    assert_eq!(story.tell(Event::Cancel), None);
    assert_eq!(*story.state(), State::Cancelled);
    assert_eq!(story.tell(Event::UploadAnyway), None);
    assert_eq!(*story.state(), State::Cancelled);
}

#[test]
fn what_a_quota_has_no_room_for_is_looked_at_again_and_not_sent() {
    let mut story = Story::of(Machine::new(LENGTH));
    let reason = Reason::NoRoom {
        needs: LENGTH,
        left: MIB,
    };
    story.tell(Event::Added);
    assert_eq!(story.tell(Event::Inspected(Err(reason))), None);
    assert!(story.state().can_retry(), "somebody may have made room");
    assert!(!story.state().may_recover(), "and nothing passes by itself");
    story.tell(Event::Retry);
    assert_eq!(story.tell(Event::Turn), Some(Effect::Inspect));
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
fn signed_out_while_paused_stays_paused() {
    let mut story = Story::creating();
    story.tell(Event::Pause);
    assert_eq!(story.hears(401, None), None);
    assert_eq!(*story.state(), State::Paused);
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
