use axum::body::Body;
use model::Role;
use testkit::both_databases;

use super::{MEDIA, begin, head, patch, place, raw, status, tus};
use crate::helpers::TestApp;

/// The id of the role `member`.
const MEMBER: &str = "5b9e1f4f7d3b4f0db2a66d5ad5b4c0f1";

both_databases! {
    async fn what_was_said_at_the_start_is_told_again(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let place = place(&begin(&alice, &[("upload-length", "8")], b"").await);
        assert_eq!(head(&alice, &place).await.header("upload-metadata"), raw());
    }

    async fn every_answer_names_the_version_and_a_refusal_the_offset(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let place = place(&begin(&alice, &[("upload-length", "8")], b"").await);
        patch(&alice, &place, 0, &[], b"1234").await;
        let beyond = patch(&alice, &place, 4, &[("content-length", "5")], b"56789").await;
        assert_eq!((beyond.status.as_u16(), beyond.header("upload-offset")), (413, "4"));
        let anonymous = tus(&app.anonymous()).send("HEAD", &place, Body::empty()).await;
        let nowhere = head(&alice, &format!("/uploads/{}", model::UploadId::new())).await;
        for (answer, status) in [(beyond, 413), (anonymous, 401), (nowhere, 404)] {
            assert_eq!((answer.status.as_u16(), answer.header("tus-resumable")), (status, "1.0.0"));
        }
    }

    async fn a_post_can_stand_for_other_methods(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let began = begin(&alice, &[("upload-length", "4")], b"").await;
        let place = place(&began);
        let post = |method: &'static str| tus(&alice).header("x-http-method-override", method);
        let refused = post("PUT").send("POST", &place, Body::empty()).await;
        assert_eq!(refused.status, 400);
        let sent = post("PATCH").header("upload-offset", "0").header("content-type", MEDIA).send("POST", &place, Body::from("12")).await;
        assert_eq!((sent.status.as_u16(), sent.header("upload-offset")), (204, "2"));
        let ended = post("DELETE").send("POST", &place, Body::empty()).await;
        assert_eq!(ended.status, 204);
        assert_eq!(head(&alice, &place).await.status, 410);
    }

    async fn an_upload_is_its_users_own(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let carol = app.colleague(&alice, "carol", Role::Member).await;
        let began = begin(&alice, &[("upload-length", "4")], b"").await;
        let place = place(&began);
        assert_eq!(head(&carol, &place).await.status, 404);
        assert_eq!(patch(&carol, &place, 0, &[], b"evil").await.status, 404);
        assert_eq!(patch(&alice, &place, 0, &[], b"good").await.status, 204);
        assert_eq!(status(&alice, &began).await, "active");
    }

    async fn who_lost_the_role_goes_on_after_getting_it_back(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let began = begin(&alice, &[("upload-length", "8")], b"").await;
        let place = place(&began);
        patch(&alice, &place, 0, &[], b"1234").await;
        let (admin, caller) = (app.admin().await, &alice.person().caller);
        let role = format!("/identity/v3/projects/{}/users/{}/roles/{MEMBER}", caller.project, caller.user);
        assert_eq!(admin.delete(&role).await.status, 204);
        assert_eq!(patch(&alice, &place, 4, &[], b"5678").await.status, 401);
        assert_eq!(admin.send("PUT", &role, Body::empty()).await.status, 204);
        let scope = serde_json::json!({ "project": { "id": caller.project } });
        let token = app.sign_in("alice", "alice-alice", Some(scope)).await;
        let alice = alice.clone().header("x-auth-token", token.header("x-subject-token"));
        assert_eq!(head(&alice, &place).await.header("upload-offset"), "4");
        assert_eq!(patch(&alice, &place, 4, &[], b"5678").await.status, 204);
    }
}
