//! Identity by a Keystone of the cloud's own. The real one is asked in `end2end/clients`; this one can be broken at will.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use futures::future::join_all;
use testkit::both_databases;
use tokio::time::sleep;

use crate::helpers::{Answer, Client, FakeKeystone, TestApp, content};

const IMAGES: &str = "/image/v2/images";

fn with(app: &TestApp, token: &str) -> Client {
    app.anonymous().header("x-auth-token", token)
}

/// A browser without JavaScript.
fn browser(app: &TestApp) -> Client {
    app.anonymous()
        .header("accept", "text/html")
        .header("sec-fetch-site", "same-origin")
        .header("referer", "http://vitrine.test/login")
}

async fn signed_in(app: &TestApp, name: &str) -> Client {
    let form = format!("name={name}&password={name}-{name}&domain=&next=");
    let answer = browser(app).post_form("/fn/sign_in", &form).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (302, "/images"),
        "{}",
        answer.text()
    );
    browser(app).header("cookie", &answer.cookies())
}

/// Where `/images` leads somebody who is signed in: the list of the project they are in.
async fn list(page: &Client) -> Answer {
    let way = page.get("/images").await;
    assert_eq!(
        (way.status.as_u16(), way.header("location")),
        (302, "/projects/project-of-alice/images"),
        "{}",
        way.text()
    );
    page.get(way.header("location")).await
}

/// Until an answer of Keystone's counts no more.
async fn forgotten() {
    sleep(Duration::from_millis(1100)).await;
}

both_databases! {
    async fn who_somebody_is_and_may_comes_from_keystone(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        for (token, user, role) in [("a", "alice", "member"), ("r", "rita", "reader"), ("b", "bob", "Member"), ("x", "xena", "heat_stack_owner")] {
            keystone.give(token, user, role);
        }
        let alice = with(&app, "a");
        let image = alice.image("mine").await;
        let shown = alice.get(&format!("{IMAGES}/{image}")).await;
        assert_eq!(shown.json()["owner"], "project-of-alice");
        assert_eq!(with(&app, "b").get(&format!("{IMAGES}/{image}")).await.status, 404);
        let body = serde_json::json!({ "name": "x", "disk_format": "raw", "container_format": "bare" });
        assert_eq!(with(&app, "b").post_json(IMAGES, &body).await.status, 201, "whatever the case of a role's name");
        assert_eq!(with(&app, "r").post_json(IMAGES, &body).await.status, 403);
        assert_eq!(with(&app, "x").post_json(IMAGES, &body).await.status, 403);
        let none = with(&app, "none").get(IMAGES).await;
        assert_eq!(none.status, 401);
        assert_eq!(none.header("www-authenticate"), format!("Keystone uri=\"{}\"", keystone.url));
    }

    async fn an_answer_counts_for_seconds_and_then_a_revocation_is_seen(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        keystone.give("a", "alice", "member");
        for _ in 0..5 {
            assert_eq!(with(&app, "a").get(IMAGES).await.status, 200);
            assert_eq!(with(&app, "invalid").get(IMAGES).await.status, 401);
        }
        assert_eq!(keystone.knows().asked, 2, "the good and the bad are remembered");
        keystone.knows().tokens.remove("a");
        forgotten().await;
        assert_eq!(with(&app, "a").get(IMAGES).await.status, 401);
    }

    async fn a_token_ends_at_its_end_though_remembered(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        keystone.knows().tokens.insert("late".into(), content("alice", "member", "2001-01-01T00:00:00.000000Z"));
        with(&app, "late").get(IMAGES).await;
        assert_eq!(with(&app, "late").get(IMAGES).await.status, 401);
    }

    async fn many_with_one_token_are_one_question(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        keystone.give("a", "alice", "member");
        keystone.knows().slow = Duration::from_millis(100);
        let alice = with(&app, "a");
        let answers = join_all((0..50).map(|_| alice.get(IMAGES))).await;
        assert!(answers.iter().all(|answer| answer.status == 200));
        let counted = keystone.count();
        assert_eq!(counted, (1, 1));
    }

    async fn a_flood_is_asked_about_a_few_at_a_time(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        keystone.give("a", "alice", "member");
        keystone.knows().slow = Duration::from_millis(50);
        let bad: Vec<_> = (0..200).map(|number| with(&app, &format!("bad{number}"))).collect();
        let answers = join_all(bad.iter().map(|client| client.get(IMAGES))).await;
        assert!(answers.iter().all(|answer| answer.status == 401));
        let most = keystone.knows().most_at_once;
        assert!((2..=32).contains(&most), "{most} at once");
        assert_eq!(with(&app, "a").get(IMAGES).await.status, 200);
    }

    async fn a_keystone_that_thinks_too_long_is_away(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        keystone.give("a", "alice", "member");
        keystone.knows().slow = Duration::from_secs(60);
        let began = Instant::now();
        assert_eq!(with(&app, "a").get(IMAGES).await.status, 503);
        assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    }

    async fn while_keystone_is_away_no_new_token_is_accepted(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        keystone.give("a", "alice", "member");
        keystone.give("b", "bob", "member");
        assert_eq!(with(&app, "a").get(IMAGES).await.status, 200);
        for broken in [StatusCode::SERVICE_UNAVAILABLE, StatusCode::INTERNAL_SERVER_ERROR, StatusCode::TOO_MANY_REQUESTS, StatusCode::FORBIDDEN, StatusCode::OK, StatusCode::FOUND] {
            keystone.knows().broken = Some(broken);
            let away = with(&app, "b").get(IMAGES).await;
            assert_eq!(away.status, 503, "{broken}");
            assert_eq!(away.header("retry-after"), "5");
            assert!(away.message().contains("Keystone"), "{}", away.message());
        }
        assert_eq!(with(&app, "a").get(IMAGES).await.status, 200, "until its seconds end");
        assert_eq!(with(&app, "b").get("/image/versions").await.status, 200, "what is open stays open");
        assert_eq!(with(&app, "b").get("/image/v2/nope").await.status, 503);
        assert_eq!(with(&app, "b").header("tus-resumable", "1.0.0").send("POST", "/uploads", "").await.status, 503);
        forgotten().await;
        assert_eq!(with(&app, "a").get(IMAGES).await.status, 503);
        keystone.knows().broken = None;
        assert_eq!(with(&app, "a").get(IMAGES).await.status, 200);
        assert_eq!(with(&app, "b").get(IMAGES).await.status, 200, "being away is not remembered");
    }

    async fn our_own_token_is_renewed_when_it_has_ended(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        keystone.give("a", "alice", "member");
        assert_eq!(with(&app, "a").get(IMAGES).await.status, 200);
        keystone.knows().forgotten.push("token-1-of-vitrine".into());
        forgotten().await;
        assert_eq!(with(&app, "a").get(IMAGES).await.status, 200);
        assert_eq!(keystone.knows().issued, 2);
    }

    async fn a_service_may_finish_what_a_user_began_there_too(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        keystone.give("nova", "nova", "service");
        keystone.give("bob", "bob", "member");
        keystone.knows().expired.insert("ended".into(), content("alice", "member", "2001-01-01T00:00:00.000000Z"));
        let alice = with(&app, "ended");
        assert_eq!(alice.get(IMAGES).await.status, 401);
        assert_eq!(alice.clone().header("x-service-token", "nova").get(IMAGES).await.status, 200);
        assert_eq!(alice.clone().header("x-service-token", "bob").get(IMAGES).await.status, 401);
        assert_eq!(with(&app, "bob").header("x-service-token", "invalid").get(IMAGES).await.status, 401);
        assert_eq!(alice.get(IMAGES).await.status, 401, "and without the service it has ended still");
    }

    async fn there_is_no_second_identity_beside_it(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        for path in ["/identity", "/identity/", "/identity/v3", "/identity/v3/"] {
            let answer = app.anonymous().get(path).await;
            assert_eq!(answer.status, 300);
            let link = answer.json()["versions"]["values"][0]["links"][0]["href"].clone();
            assert_eq!(link, format!("{}/", keystone.url));
        }
        for path in ["/identity/v3/auth/tokens", "/identity/v3/users", "/identity/v2.0"] {
            let answer = app.anonymous().post_json(path, &serde_json::json!({})).await;
            assert_eq!(answer.status, 404, "{path}");
            assert!(answer.message().contains(&keystone.url), "{}", answer.message());
        }
    }

    async fn a_person_signs_in_through_keystone(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        let wrong = browser(&app).post_form("/fn/sign_in", "name=alice&password=wrong&domain=&next=").await;
        assert!(wrong.header("set-cookie").starts_with("flash="), "refused");
        let page = signed_in(&app, "alice").await;
        let shown = list(&page).await;
        assert_eq!(shown.status, 200, "{}", shown.text());
        assert!(shown.text().contains("alices-project"));
        assert_eq!(page.clone().header("accept", "application/json").get(IMAGES).await.status, 200);
    }

    async fn the_project_in_the_address_is_the_one_that_keystone_is_asked_for(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        keystone.give("b", "bob", "member");
        with(&app, "b").image("bobs-image").await;
        keystone.knows().projects.push(("alice", "lab"));
        let page = signed_in(&app, "alice").await;
        assert_eq!(list(&page).await.status, 200);
        let lab = page.get("/projects/lab/images").await;
        assert_eq!(lab.status, 200);
        let theirs = page.get("/projects/project-of-bob/images").await;
        assert!(theirs.status != 200 && !theirs.text().contains("bobs-image"), "{}", theirs.status);
        let asked = keystone.count();
        page.get("/projects/project-of-bob/images").await;
        assert_eq!(keystone.count(), asked, "that they are nothing there is remembered");
        keystone.knows().projects.clear();
        keystone.knows().tokens.retain(|_, body| body["token"]["project"]["id"] != "lab");
        forgotten().await;
        assert_ne!(page.get("/projects/lab/images").await.status, 200, "the role there was taken away");
        assert_eq!(list(&page).await.status, 200, "the session goes on elsewhere");
    }

    async fn a_session_ends_with_its_token(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        let page = signed_in(&app, "alice").await;
        assert_eq!(list(&page).await.status, 200);
        keystone.knows().tokens.clear();
        forgotten().await;
        let answer = page.get("/images").await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (302, "/login?next=%2Fimages"));
        assert_eq!(page.clone().header("accept", "application/json").get(IMAGES).await.status, 401);
    }

    async fn while_keystone_is_away_a_session_waits(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        let page = signed_in(&app, "alice").await;
        forgotten().await;
        keystone.knows().broken = Some(StatusCode::SERVICE_UNAVAILABLE);
        let answer = page.get("/images").await;
        assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "5"));
        assert!(answer.text().contains("<h1>503"), "{}", answer.text());
        assert_eq!(page.get("/login").await.status, 200);
        let function = page.clone().header("accept", "application/json").post_form("/fn/sign_out", "").await;
        assert_eq!(function.status, 503);
        let form = "name=alice&password=alice-alice&domain=&next=";
        assert_ne!(browser(&app).post_form("/fn/sign_in", form).await.header("location"), "/images");
        keystone.knows().broken = None;
        assert_eq!(list(&page).await.status, 200, "the session is the same");
    }

    async fn no_token_can_be_read_in_the_database(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        signed_in(&app, "alice").await;
        let sql = "select session_data from sign_in";
        let row: String = app.db.db.scalar(db::query(sql)).await.expect("a session");
        assert!(row.contains("id-of-alice"), "it is the session's row: {row}");
        assert!(!row.contains("token-"), "{row}");
    }

    async fn what_a_project_may_use_keystone_says(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        keystone.give("a", "alice", "member");
        keystone.give("b", "bob", "member");
        let body = serde_json::json!({ "name": "x", "disk_format": "raw", "container_format": "bare" });
        let made = async |token: &str| with(&app, token).post_json(IMAGES, &body).await.status.as_u16();
        keystone.knows().images = 1;
        keystone.knows().images_of.push(("project-of-bob", 2));
        app.identity.sync_limits().await.expect("learned");
        assert_eq!([made("a").await, made("a").await], [201, 413], "the rule");
        assert_eq!([made("b").await, made("b").await, made("b").await], [201, 201, 413], "the exception");
        keystone.knows().broken = Some(StatusCode::SERVICE_UNAVAILABLE);
        assert!(app.identity.sync_limits().await.is_err());
        keystone.knows().broken = None;
        assert_eq!(made("a").await, 413, "what it said last holds");
        keystone.knows().images = -1;
        app.identity.sync_limits().await.expect("learned");
        assert_eq!([made("a").await, made("b").await], [201, 413], "no limit, but for the exception");
    }

    async fn a_service_user_without_a_role_in_the_system_is_a_notice_and_no_outage(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        keystone.give("a", "alice", "member");
        keystone.knows().images = 1;
        keystone.knows().limited = true;
        app.identity.sync_limits().await.expect("what may be seen is learned");
        let problem = app.identity.limits_problem().expect("a notice");
        assert!(problem.contains("openstack role add --user vitrine --system all reader"), "{problem}");
        let body = serde_json::json!({ "name": "x", "disk_format": "raw", "container_format": "bare" });
        let made = async || with(&app, "a").post_json(IMAGES, &body).await.status.as_u16();
        assert_eq!([made().await, made().await], [201, 201], "the quotas of vitrine.toml hold");
        keystone.give("root", "root", "admin");
        let page = with(&app, "root").header("accept", "text/html").get("/projects/project-of-root/admin/projects").await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(page.text().contains("--system all reader"), "the admin's page says so");
        keystone.knows().limited = false;
        app.identity.sync_limits().await.expect("learned");
        assert_eq!(app.identity.limits_problem(), None);
        assert_eq!(made().await, 413);
    }
}
