use testkit::both_databases;

use crate::helpers::{Client, TestApp};

/// A browser without JavaScript: it asks for pages and sends forms from our own site.
fn browser(app: &TestApp) -> Client {
    let page = app
        .anonymous()
        .header("accept", "text/html")
        .header("sec-fetch-site", "same-origin");
    page.header("referer", "http://vitrine.test/login")
}

async fn rows(app: &TestApp) -> i64 {
    let sql = "select count(*) from sign_in where session_digest is not null";
    app.db.db.scalar(db::query(sql)).await.expect("a count")
}

async fn sign_in(app: &TestApp, name: &str) -> Client {
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

both_databases! {
    async fn a_session_opens_pages_and_the_apis(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        alice.image("mine").await;
        let page = sign_in(&app, "alice").await;
        let way = page.get("/images").await;
        assert_eq!(way.status, 302);
        let list = page.get(way.header("location")).await;
        assert_eq!(list.status, 200);
        assert!(list.text().contains("mine"), "the list is there without JavaScript");
        assert_eq!(page.clone().header("accept", "application/json").get("/image/v2/images").await.status, 200);
    }

    async fn a_token_that_is_no_text_is_a_bad_one_and_the_session_beside_it_does_not_count(db: TestDb) {
        let app = TestApp::new(db).await;
        app.user("alice").await;
        let page = sign_in(&app, "alice").await.header("accept", "application/json");
        let foreign = page.header("x-auth-token", "\u{ff}").header("sec-fetch-site", "cross-site");
        let answer = foreign.post_json("/image/v2/images", &serde_json::json!({ "name": "planted" })).await;
        assert_eq!(answer.status, 401, "{}", answer.text());
    }

    async fn nothing_is_kept_of_who_is_not_signed_in(db: TestDb) {
        let app = TestApp::new(db).await;
        app.user("alice").await;
        for path in ["/", "/images", "/login", "/login?next=/x", "/images?marker=1", "/healthz", "/nowhere"] {
            let answer = browser(&app).get(path).await;
            assert_eq!(answer.header("set-cookie"), "", "{path}");
        }
        let wrong = browser(&app).post_form("/fn/sign_in", "name=alice&password=wrong&domain=&next=").await;
        assert!(wrong.header("set-cookie").starts_with("flash="), "the refusal, and no session");
        assert_eq!(rows(&app).await, 0);
        sign_in(&app, "alice").await;
        assert_eq!(rows(&app).await, 1);
    }

    async fn a_refused_form_comes_back_once_with_what_was_typed_but_the_password(db: TestDb) {
        let app = TestApp::new(db).await;
        app.user("alice").await;
        let form = "name=alice%22&password=secret-secret&domain=lab&next=";
        let answer = browser(&app).post_form("/fn/sign_in", form).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (302, "/login"));
        let back = browser(&app).header("cookie", &answer.cookies()).get("/login").await;
        assert!(back.text().contains("Wrong user name or password"));
        assert!(back.text().contains(r#"value="alice&quot;""#) && back.text().contains(r#"value="lab""#), "{}", back.text());
        assert!(!back.text().contains("secret-secret"));
        assert!(back.header("set-cookie").contains("Max-Age=0"), "told once");
        let elsewhere = browser(&app).get("/login").await;
        assert!(!elsewhere.text().contains("Wrong user name"));
    }

    async fn signing_in_gives_a_new_session_and_signing_out_ends_it(db: TestDb) {
        let app = TestApp::new(db).await;
        app.user("alice").await;
        let first = sign_in(&app, "alice").await;
        let form = "name=alice&password=alice-alice&domain=&next=";
        let second = first.post_form("/fn/sign_in", form).await.cookies();
        assert_ne!(first.value("cookie"), second, "the id from before is not kept");
        assert_eq!(first.get("/images").await.header("location"), "/login?next=%2Fimages", "and opens nothing");
        let second = browser(&app).header("cookie", &second);
        assert!(second.get("/images").await.header("location").starts_with("/projects/"));
        second.post_form("/fn/sign_out", "").await;
        assert_eq!(second.get("/images").await.header("location"), "/login?next=%2Fimages");
        assert_eq!(rows(&app).await, 0);
    }

    async fn the_database_holds_no_session_id_that_a_browser_could_send(db: TestDb) {
        let app = TestApp::new(db).await;
        app.user("alice").await;
        let page = sign_in(&app, "alice").await;
        let id = page.value("cookie").split_once('=').expect("a cookie").1.to_owned();
        let sql = "select session_digest || session_data || id from sign_in";
        let row: String = app.db.db.scalar(db::query(sql)).await.expect("a session");
        assert!(!row.contains(&id), "the id itself is not kept: {row}");
        let digest = &row[..64];
        assert_eq!(browser(&app).header("cookie", &format!("vitrine={digest}")).get("/images").await.header("location"), "/login?next=%2Fimages");
        assert!(page.get("/images").await.header("location").starts_with("/projects/"));
    }

    async fn another_project_is_entered_under_the_same_session_id(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let there = &bob.person().caller.project;
        app.fixtures.identity.assign(&alice.person().caller.user, there, model::Role::Member).await.expect("a role");
        let page = sign_in(&app, "alice").await;
        let entered = page.post_form("/fn/enter_project", &format!("project={there}&to=")).await;
        assert_eq!((entered.status.as_u16(), entered.header("location")), (302, format!("/projects/{there}/images").as_str()));
        let cookie = page.value("cookie").to_owned();
        assert!(entered.header("set-cookie").is_empty() || entered.cookies().contains(&cookie), "the id stays");
        // Whatever left with this cookie before, such as an upload, goes on.
        assert_eq!(page.get("/images").await.header("location"), format!("/projects/{there}/images"));
    }

    async fn no_answer_but_that_of_a_sign_out_removes_the_cookie(db: TestDb) {
        let app = TestApp::new(db).await;
        app.user("alice").await;
        let old = sign_in(&app, "alice").await;
        old.post_form("/fn/sign_in", "name=alice&password=alice-alice&domain=&next=").await;
        // These left before the new sign-in: their answers come after it.
        for path in ["/images", "/login", "/image/v2/images", "/healthz", "/nowhere"] {
            assert_eq!(old.get(path).await.header("set-cookie"), "", "{path}");
        }
        let late = old.post_form("/fn/enter_project", "project=x&to=").await;
        assert!(!late.cookies().split("; ").any(|cookie| cookie == "vitrine="), "{}", late.cookies());
        let new = sign_in(&app, "alice").await;
        let out = new.post_form("/fn/sign_out", "").await;
        assert!(out.cookies().split("; ").any(|cookie| cookie == "vitrine="), "{}", out.cookies());
    }

    async fn a_disabled_user_is_out_at_once(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let page = sign_in(&app, "alice").await;
        app.fixtures.identity.set_enabled(&alice.person().caller.user, false).await.expect("disables");
        assert_eq!(page.get("/images").await.header("location"), "/login?next=%2Fimages");
        assert_eq!(page.get("/image/v2/images").await.status, 401);
    }

    async fn another_site_cannot_use_my_session(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("mine").await;
        let page = sign_in(&app, "alice").await;
        let evil = page.header("sec-fetch-site", "cross-site").header("origin", "https://evil.example");
        let posts = app.endpoints.iter().filter(|endpoint| endpoint.method != "GET" && endpoint.method != "HEAD" && endpoint.method != "OPTIONS");
        for endpoint in posts {
            let path = endpoint.path.replace("{id}", &image.to_string());
            let refused = evil.send(endpoint.method, &path, "").await;
            assert_eq!(refused.status, 403, "{endpoint}");
            assert!(refused.text().contains("another site"), "{endpoint} says why: {}", refused.text());
        }
        assert_eq!(alice.get(&format!("/image/v2/images/{image}")).await.status, 200);
    }

    async fn the_address_says_which_project_a_page_is_about(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let (mine, theirs) = (alice.image("apricot").await, bob.image("quince").await);
        let page = sign_in(&app, "alice").await;
        let (here, there) = (&alice.person().caller.project, &bob.person().caller.project);
        app.fixtures.identity.assign(&alice.person().caller.user, there, model::Role::Reader).await.expect("a role");

        assert!(page.get(&format!("/projects/{here}/images")).await.text().contains("apricot"));
        let other = page.get(&format!("/projects/{there}/images")).await;
        assert!(other.text().contains("quince") && !other.text().contains("apricot"), "two tabs, two projects");
        assert_eq!(page.get(&format!("/projects/{there}/images/{mine}")).await.status, 404);
        let form = format!("id={theirs}");
        let refused = page.post_form(&format!("/fn/delete_image?project={there}"), &form).await;
        assert_eq!(refused.status, 302);
        assert_eq!(bob.get(&format!("/image/v2/images/{theirs}")).await.status, 200, "a reader there deletes nothing");
        let done = page.post_form(&format!("/fn/delete_image?project={here}"), &format!("id={mine}")).await;
        assert_eq!(done.header("location"), format!("/projects/{here}/images"));
        assert!(done.header("set-cookie").starts_with("flash="));
    }

    async fn a_project_that_is_not_mine_opens_nothing(db: TestDb) {
        let app = TestApp::new(db).await;
        let bob = app.user("bob").await;
        app.user("alice").await;
        let page = sign_in(&app, "alice").await;
        let theirs = page.get(&format!("/projects/{}/images", bob.person().caller.project)).await;
        let none = page.get("/projects/0123456789abcdef0123456789abcdef/images").await;
        assert_eq!((theirs.status.as_u16(), none.status.as_u16()), (403, 403));
    }

    async fn next_never_leaves_the_site(db: TestDb) {
        let app = TestApp::new(db).await;
        app.user("alice").await;
        for (next, goes_to) in [
            ("%2Fimages%2Fx", "/images/x"),
            ("%2F%2Fevil.example", "/images"),
            ("%2F%5Cevil.example", "/images"),
            ("https%3A%2F%2Fevil.example", "/images"),
            ("javascript%3Aalert(1)", "/images"),
            ("%2Fa%0D%0Ax-y%3A%20z", "/images"),
        ] {
            let form = format!("name=alice&password=alice-alice&domain=&next={next}");
            let answer = browser(&app).post_form("/fn/sign_in", &form).await;
            assert_eq!(answer.header("location"), goes_to, "{next}");
        }
    }

    async fn with_a_public_https_address_the_cookie_is_bound_to_the_host(db: TestDb) {
        let app = TestApp::with(db, &[("VITRINE_PUBLIC_URL", "https://vitrine.test")]).await;
        app.user("alice").await;
        let answer = browser(&app).post_form("/fn/sign_in", "name=alice&password=alice-alice&domain=&next=").await;
        let cookie = answer.header("set-cookie");
        for part in ["__Host-vitrine=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{part} in {cookie}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_message_waits_for_no_writer() {
    let app = TestApp::new(testkit::TestDb::sqlite().await).await;
    let mut writer = app.db.db.begin().await.expect("a transaction");
    let lock = db::query("update role set name = name");
    writer.execute(lock).await.expect("the write lock");
    let page = browser(&app).header("cookie", "flash=x");
    // Others wait 10 s for the lock.
    let shown = tokio::time::timeout(std::time::Duration::from_secs(5), page.get("/login")).await;
    assert_eq!(shown.expect("no wait").status, 200);
}
