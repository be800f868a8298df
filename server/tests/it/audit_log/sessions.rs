use testkit::both_databases;

use super::{RecordedEvent, audit_events, browser, send, signed_in};
use crate::helpers::{FakeKeystone, TestApp};

both_databases! {
    async fn signing_in_and_out_is_noted_with_the_browser_and_a_wrong_password_is_not(db: TestDb) {
        let app = TestApp::new(db).await;
        app.user("alice").await;
        browser(&app).post_form("/fn/sign_in", "name=alice&password=wrong&domain=&next=").await;
        assert!(audit_events(&app).await.is_empty());
        let page = signed_in(&app, "alice").await;
        page.post_form("/fn/sign_out", "").await;
        page.post_form("/fn/sign_out", "").await;
        let rows = audit_events(&app).await;
        assert_eq!(rows.iter().map(RecordedEvent::told).collect::<Vec<_>>(), [
            ("alice", "session.begin", "alice"),
            ("alice", "session.end", "alice"),
        ]);
        assert_eq!(rows[0].target_id, rows[1].target_id);
        assert!(rows.iter().all(|row| row.owner.is_none() && row.user_agent == "Lynx" && !row.node.is_empty()), "{rows:?}");
    }

    async fn sessions_are_ended_by_their_user_and_by_admins(db: TestDb) {
        let app = TestApp::new(db).await;
        let (root, alice) = (app.admin().await, app.user("alice").await);
        let first = signed_in(&app, "alice").await;
        signed_in(&app, "alice").await;
        send(&first, &alice, "end_other_sessions", "").await;
        let desk = signed_in(&app, "admin").await;
        let user = &alice.person().caller.user;
        for _ in 0..2 {
            send(&desk, &root, "end_user_sessions", &format!("id={user}")).await;
        }
        let rows = audit_events(&app).await;
        assert_eq!(rows.iter().map(RecordedEvent::told).collect::<Vec<_>>(), [
            ("alice", "session.begin", "alice"),
            ("alice", "session.begin", "alice"),
            ("alice", "session.end", "alice"),
            ("admin", "session.begin", "admin"),
            ("admin", "session.end", "alice"),
        ]);
        assert_eq!(rows[2].target_id, rows[1].target_id);
        assert_eq!(rows[4].target_id, rows[0].target_id);
    }

    async fn tokens_are_not_noted(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let token = alice.value("x-auth-token").to_owned();
        let ended = alice.clone().header("x-subject-token", &token).delete("/identity/v3/auth/tokens").await;
        assert_eq!(ended.status, 204);
        assert!(audit_events(&app).await.is_empty());
    }

    async fn people_are_called_as_keystone_calls_them(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        keystone.give("a", "alice", "member");
        let alice = app.anonymous().header("x-auth-token", "a");
        let image = alice.image("mine").await;
        assert_eq!(alice.put_data(image, b"data").await.status, 204);
        let page = signed_in(&app, "alice").await;
        page.post_form("/fn/sign_out", "").await;
        let rows = audit_events(&app).await;
        assert_eq!(rows.iter().map(RecordedEvent::told).collect::<Vec<_>>(), [
            ("alice", "image.create", "mine"),
            ("alice", "image.upload", "mine"),
            ("alice", "session.begin", "alice"),
            ("alice", "session.end", "alice"),
        ]);
    }
}
