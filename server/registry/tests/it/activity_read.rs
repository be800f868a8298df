use model::{
    Activity, AuditAction, AuditEvent, Change, MemberStatus, Origin, Page, Role, Visibility,
};
use registry::{ActivityQuery, ActivityScope, Audience};
use testkit::both_databases;

use crate::helpers::{raw, setup};

fn own(caller: &model::Caller) -> ActivityQuery {
    ActivityQuery::of(ActivityScope::Project(caller.project.clone()))
}

/// Of a list, what was done to images.
fn of_images(listed: Page<Activity>) -> Vec<Activity> {
    let mut events = listed.items;
    events.retain(|event| event.target_kind == "image");
    events
}

both_databases! {
    async fn a_project_is_told_what_was_done_in_it_and_what_was_shown_to_it(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let images = registry.images(&alice.caller);
        let mine = images.create(&raw("mine")).await.expect("a new image");
        let shown = images.create(&raw("shown")).await.expect("another");
        images.share(shown.id, &bob.caller.project).await.expect("shared");
        let told = registry.activity(&alice.caller).list(&own(&alice.caller)).await.expect("a list");
        let told: Vec<_> = of_images(told).iter().map(|event| (event.action, event.target.clone())).collect();
        let (mine, shown) = (mine.id.to_string(), shown.id.to_string());
        assert_eq!(told, [
            (AuditAction::MemberAdd, shown.clone()), (AuditAction::ImageCreate, shown.clone()), (AuditAction::ImageCreate, mine),
        ]);
        let told = of_images(registry.activity(&bob.caller).list(&own(&bob.caller)).await.expect("a list"));
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].action, told[0].target.clone()), (AuditAction::MemberAdd, shown.clone()));
        // That it was shared, and by which project; not by whom.
        assert_eq!(told[0].actor_project.as_deref(), Some(alice.caller.project.as_str()));
        assert_eq!((told[0].actor.as_str(), told[0].actor_name.as_str()), ("", ""));
        // And the other way round: that the project has accepted, not who of it.
        let bobs = registry.images(&bob.caller);
        bobs.answer(shown.parse().expect("an id"), &bob.caller.project, MemberStatus::Accepted).await.expect("accepted");
        let told = of_images(registry.activity(&alice.caller).list(&own(&alice.caller)).await.expect("a list"));
        assert_eq!(told[0].action, AuditAction::MemberAccept);
        assert_eq!((told[0].actor.as_str(), told[0].actor_name.as_str(), told[0].address.as_str()), ("", "", ""));
        assert_eq!(told[0].actor_project.as_deref(), Some(bob.caller.project.as_str()));
    }

    async fn a_page_ends_where_its_events_are_large(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let mut tx = db.db.begin().await.expect("begins");
        for _ in 0..8 {
            let event = AuditEvent {
                actor: (&alice.caller).into(),
                action: AuditAction::ImageUpdate,
                target: "large".to_owned(),
                target_name: String::new(),
                owner: Some(alice.caller.project.clone()),
                other: None,
                details: format!(r#"{{"key":"{}"}}"#, "v".repeat(300 << 10)),
            };
            tx.record_audit_event(&event).await.expect("noted");
        }
        tx.commit().await.expect("commits");
        let (mut query, mut pages) = (ActivityQuery { limit: 1000, ..own(&alice.caller) }, Vec::new());
        query.set_parameter("target", "large").expect("a filter");
        loop {
            let page = registry.activity(&alice.caller).list(&query).await.expect("a page");
            pages.push(page.items.len());
            match page.next {
                Some(next) => query.set_parameter("marker", &next).expect("a marker"),
                None => break,
            };
        }
        assert_eq!(pages, [4, 4, 0]);
    }

    async fn pages_hold_each_event_once_while_more_are_recorded(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let images = registry.images(&alice.caller);
        for number in 0..5 {
            images.create(&raw(&format!("image-{number}"))).await.expect("a new image");
        }
        let mut query = ActivityQuery { limit: 2, action: Some(AuditAction::ImageCreate.into()), ..own(&alice.caller) };
        let mut names = Vec::new();
        loop {
            let page = registry.activity(&alice.caller).list(&query).await.expect("a page");
            names.extend(page.items.into_iter().map(|event| event.target_name));
            images.create(&raw("meanwhile")).await.expect("a new image");
            let Some(next) = page.next else { break };
            query.marker = Some(next.parse().expect("a number"));
        }
        assert_eq!(names, ["image-4", "image-3", "image-2", "image-1", "image-0"]);
    }

    async fn what_is_asked_for_is_what_comes(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let images = registry.images(&alice.caller);
        let one = images.create(&raw("one")).await.expect("a new image");
        images.create(&raw("two")).await.expect("another");
        images.update(one.id, &[Change::Protected(true)]).await.expect("protected");
        let count = async |name: &str, value: &str| {
            let mut query = own(&alice.caller);
            assert!(query.set_parameter(name, value).expect("a filter"));
            of_images(registry.activity(&alice.caller).list(&query).await.expect("a list")).len()
        };
        assert_eq!(count("action", "image").await, 3);
        assert_eq!(count("action", "image.update").await, 1);
        assert_eq!(count("action", "member").await, 0);
        assert_eq!(count("target", &one.id.to_string()).await, 2);
        assert_eq!(count("target", "two").await, 1);
        assert_eq!(count("actor", "alice").await, 3);
        assert_eq!(count("actor", alice.caller.user.as_str()).await, 3);
        assert_eq!(count("actor", "bob").await, 0);
        assert_eq!(count("since", "2020-01-01").await, 3);
        assert_eq!(count("until", "2020-01-01").await, 0);
    }

    async fn who_may_see_an_image_is_told_what_became_of_it_but_not_by_whom_and_to_whom_it_was_shown(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let origin = Origin { address: "192.0.2.7".to_owned(), request: "req-1".to_owned(), ..Origin::default() };
        let caller = model::Caller { origin, ..alice.caller.clone() };
        let images = registry.images(&caller);
        let image = images.create(&raw("theirs")).await.expect("a new image");
        images.share(image.id, &fixtures.member("carol").await.caller.project).await.expect("shared");
        let query = ActivityQuery::of(ActivityScope::Image(image.id));
        assert!(registry.activity(&bob.caller).list(&query).await.is_err());
        images.update(image.id, &[Change::Visibility(Visibility::Community)]).await.expect("for everybody");
        let told = registry.activity(&bob.caller).list(&query).await.expect("a list").items;
        let actions: Vec<_> = told.iter().map(|event| event.action).collect();
        assert_eq!(actions, [AuditAction::ImageUpdate, AuditAction::ImageCreate]);
        for event in &told {
            for secret in [&event.actor, &event.actor_name, &event.address, &event.request_id] {
                assert_eq!(secret, "");
            }
            assert_eq!((event.details.as_str(), event.target_name.as_str()), ("{}", ""));
        }
        // What is not told cannot be guessed with a filter either.
        for (name, value) in [("actor", "alice"), ("actor", alice.caller.user.as_str()), ("target", "theirs")] {
            let mut query = query.clone();
            query.set_parameter(name, value).expect("a filter");
            let found = registry.activity(&bob.caller).list(&query).await.expect("a list").items;
            assert_eq!(found.len(), 0, "{name}={value}");
            let found = registry.activity(&caller).list(&query).await.expect("a list").items;
            assert_eq!(found.len(), 3, "{name}={value}");
        }
        let told = registry.activity(&caller).list(&query).await.expect("a list").items;
        assert_eq!(told.len(), 3);
        assert_eq!((told[0].actor_name.as_str(), told[0].address.as_str()), ("alice", "192.0.2.7"));
    }

    async fn what_others_do_is_for_admins(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let root = fixtures.user("root", &fixtures.project("operators").await, Role::Admin).await;
        registry.images(&alice.caller).create(&raw("mine")).await.expect("a new image");
        for extent in [ActivityScope::All, ActivityScope::Project(alice.caller.project.clone())] {
            let mut query = ActivityQuery::of(extent);
            assert!(query.set_parameter("action", "image").expect("a filter"));
            assert!(registry.activity(&bob.caller).list(&query).await.is_err());
            let all = registry.activity(&root.caller).list(&query).await.expect("a list").items;
            assert_eq!(all.len(), 1);
            assert_eq!(all[0].actor_name, "alice");
        }
    }

    async fn changes_are_reported_once_to_whom_they_concern(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let (bob, carol) = (fixtures.member("bob").await, fixtures.member("carol").await);
        let images = registry.images(&alice.caller);
        images.create(&raw("before")).await.expect("a new image");
        let system = registry.system();
        let mut changes = system.changes().await.expect("a place");
        let image = images.create(&raw("mine")).await.expect("a new image");
        images.share(image.id, &bob.caller.project).await.expect("shared");
        images.update(image.id, &[Change::Protected(true)]).await.expect("protected");
        let pieces = system.read(&mut changes).await.expect("changes");
        let events: Vec<_> = pieces.iter().map(|piece| piece.action).collect();
        assert_eq!(events, [AuditAction::ImageCreate, AuditAction::MemberAdd, AuditAction::ImageUpdate]);
        assert!(pieces.iter().all(|piece| piece.audience.has(&alice.caller.project)));
        assert!(pieces[2].audience.has(&bob.caller.project), "a member hears of changes");
        assert!(!pieces[2].audience.has(&carol.caller.project));
        assert_eq!(system.read(&mut changes).await.expect("changes"), []);
        // Of the other members a member is not told.
        images.share(image.id, &carol.caller.project).await.expect("shared");
        let pieces = system.read(&mut changes).await.expect("changes");
        let heard = [&alice, &bob, &carol].map(|person| pieces[0].audience.has(&person.caller.project));
        assert_eq!(heard, [true, false, true]);
        images.update(image.id, &[Change::Visibility(Visibility::Community)]).await.expect("for everybody");
        let pieces = system.read(&mut changes).await.expect("changes");
        assert_eq!(pieces.iter().map(|piece| &piece.audience).collect::<Vec<_>>(), [&Audience::Everybody]);
    }
}
