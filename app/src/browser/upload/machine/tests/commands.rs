//! What people want of an upload: waits, ends, another try, another person.

use super::*;

#[test]
fn signing_in_again_goes_on_where_it_stopped() {
    let mut scenario = Scenario::sending();
    // The cookie may be a new one by now.
    assert_eq!(scenario.hears(401, None), ask());
    assert_eq!(scenario.hears(401, None), None);
    assert_eq!(*scenario.state(), State::NeedsSignIn);
    assert!(scenario.state().holds_turn());
    assert_eq!(scenario.tell(Event::Resume), ask());
    assert_eq!(scenario.hears(200, MIB), send(MIB, 17 * MIB));
}

#[test]
fn a_cookie_that_was_replaced_on_the_way_signs_nobody_out() {
    let mut scenario = Scenario::sending();
    scenario.hears(204, 16 * MIB);
    assert_eq!(scenario.hears(401, None), ask());
    assert_eq!(scenario.machine.offset(), 16 * MIB);
    assert_eq!(scenario.hears(200, 20 * MIB), send(20 * MIB, 36 * MIB));
    // Each time anew: what was answered in between proves that the session is there.
    assert_eq!(scenario.hears(401, None), ask());
    assert_eq!(scenario.hears(200, 21 * MIB), send(21 * MIB, 37 * MIB));
}

#[test]
fn a_creation_that_is_unauthenticated_is_repeated_once() {
    let mut scenario = Scenario::creating();
    assert_eq!(scenario.hears(401, None), Some(Effect::Create));
    assert_eq!(scenario.hears(401, None), None);
    assert_eq!(*scenario.state(), State::NeedsSignIn);
    assert_eq!(scenario.tell(Event::Resume), Some(Effect::Create));
    assert_eq!(scenario.hears(401, None), Some(Effect::Create));
}

#[test]
fn what_does_not_look_like_a_disk_is_sent_only_when_the_person_insists() {
    let mut scenario = Scenario::of(Machine::new(LENGTH));
    scenario.tell(Event::Added);
    assert_eq!(scenario.tell(Event::NotADisk(Looks::Html)), None);
    assert_eq!(*scenario.state(), State::NotADisk { looks: Looks::Html });
    assert!(!scenario.state().holds_turn(), "another may send meanwhile");
    assert!(!scenario.state().minds_leaving());
    for nothing in [Event::Turn, Event::Retry, Event::Online, Event::Resume] {
        assert_eq!(scenario.tell(nothing), None);
    }
    assert_eq!(scenario.tell(Event::UploadAnyway), None);
    assert_eq!(*scenario.state(), State::Waiting);
    assert_eq!(scenario.tell(Event::Turn), Some(Effect::Create));
    assert_eq!(scenario.tell(Event::UploadAnyway), None);
}

#[test]
fn whoever_thinks_better_of_it_leaves_nothing_behind() {
    let mut scenario = Scenario::of(Machine::new(LENGTH));
    scenario.tell(Event::Added);
    scenario.tell(Event::NotADisk(Looks::Picture));
    assert_eq!(scenario.tell(Event::Cancel), None);
    assert_eq!(*scenario.state(), State::Cancelled);
    assert_eq!(scenario.tell(Event::UploadAnyway), None);
    assert_eq!(*scenario.state(), State::Cancelled);
}

#[test]
fn what_a_quota_has_no_room_for_is_looked_at_again_and_not_sent() {
    let mut scenario = Scenario::of(Machine::new(LENGTH));
    let reason = Reason::NoRoom {
        needs: LENGTH,
        left: MIB,
    };
    scenario.tell(Event::Added);
    assert_eq!(scenario.tell(Event::Inspected(Err(reason))), None);
    assert!(scenario.state().can_retry(), "somebody may have made room");
    assert!(
        !scenario.state().may_recover(),
        "and nothing passes by itself"
    );
    scenario.tell(Event::Retry);
    assert_eq!(scenario.tell(Event::Turn), Some(Effect::Inspect));
}

#[test]
fn without_a_network_it_waits_for_the_network() {
    let mut scenario = Scenario::sending();
    assert_eq!(scenario.tell(Event::Offline), None);
    assert_eq!(scenario.tell(Event::Lost), None);
    assert_eq!(
        *scenario.state(),
        State::Retrying {
            attempt: 1,
            until: None
        }
    );
    assert_eq!(scenario.tell(Event::Online), ask());
    // Going online twice does not ask twice.
    assert_eq!(scenario.tell(Event::Online), None);
}

#[test]
fn a_pause_stops_and_a_resume_takes_its_turn() {
    let mut scenario = Scenario::sending();
    assert_eq!(scenario.tell(Event::Pause), Some(Effect::Stop));
    // The answer to what was stopped comes too late to matter.
    assert_eq!(scenario.hears(204, 16 * MIB), None);
    assert_eq!(scenario.tell(Event::Resume), None);
    assert_eq!(*scenario.state(), State::Waiting);
    assert_eq!(scenario.tell(Event::Turn), ask());
}

#[test]
fn a_pause_while_creating_creates_only_once() {
    let mut scenario = Scenario::creating();
    assert_eq!(scenario.tell(Event::Pause), None);
    scenario.tell(Event::Resume);
    assert_eq!(scenario.tell(Event::Turn), None);
    assert_eq!(*scenario.state(), State::Creating);
    assert_eq!(scenario.tell(created()), send(0, 16 * MIB));
}

#[test]
fn cancelling_while_sending_makes_the_server_forget() {
    let mut scenario = Scenario::sending();
    assert_eq!(scenario.tell(Event::Cancel), forget());
    assert_eq!(scenario.tell(Event::Lost), Some(Effect::Wait(500)));
    assert_eq!(scenario.tell(Event::Elapsed), forget());
    assert_eq!(scenario.hears(204, None), None);
    assert_eq!(*scenario.state(), State::Cancelled);
}

#[test]
fn cancelling_while_creating_forgets_what_gets_created() {
    let mut scenario = Scenario::creating();
    assert_eq!(scenario.tell(Event::Cancel), None);
    assert_eq!(scenario.tell(created()), forget());
    assert_eq!(*scenario.state(), State::Cancelled);
}

#[test]
fn a_cancel_that_never_gets_through_is_given_up() {
    let mut scenario = Scenario::sending();
    scenario.tell(Event::Cancel);
    for _ in 0..CANCELS {
        assert!(matches!(scenario.tell(Event::Lost), Some(Effect::Wait(_))));
        assert_eq!(scenario.tell(Event::Elapsed), forget());
    }
    assert_eq!(scenario.tell(Event::Lost), None);
}

#[test]
fn a_forgotten_upload_begins_anew_when_a_person_wants_it() {
    let mut scenario = Scenario::sending();
    scenario.hears(204, 16 * MIB);
    assert_eq!(scenario.hears(404, None), None);
    assert_eq!(
        *scenario.state(),
        State::Failed {
            reason: Reason::Gone
        }
    );
    scenario.tell(Event::Retry);
    assert_eq!(scenario.tell(Event::Turn), Some(Effect::Create));
    assert_eq!(scenario.tell(created()), send(0, 16 * MIB));
}

#[test]
fn giving_up_a_failed_upload_makes_the_server_forget_it() {
    let mut scenario = Scenario::sending();
    scenario.hears(403, None);
    assert_eq!(scenario.tell(Event::Cancel), forget());
}

#[test]
fn signed_out_while_paused_stays_paused() {
    let mut scenario = Scenario::creating();
    scenario.tell(Event::Pause);
    assert_eq!(scenario.hears(401, None), None);
    assert_eq!(*scenario.state(), State::Paused);
}

#[test]
fn when_somebody_else_signs_in_it_stops_until_its_owner_is_back() {
    let mut scenario = Scenario::sending();
    assert_eq!(scenario.tell(Event::SignedOut), Some(Effect::Stop));
    assert_eq!(*scenario.state(), State::NeedsSignIn);
    assert_eq!(scenario.tell(Event::Resume), ask());
}

#[test]
fn signing_in_while_creating_creates_only_once() {
    let mut scenario = Scenario::creating();
    assert_eq!(scenario.tell(Event::SignedOut), None);
    assert_eq!(scenario.tell(Event::Resume), None);
    assert_eq!(*scenario.state(), State::Creating);
    assert_eq!(scenario.tell(created()), send(0, 16 * MIB));
}
