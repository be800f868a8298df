//! What people do in the dashboard, without a script: forms, and the pages that come next.

use model::Role;
use serde_json::Value;
use testkit::both_databases;

use crate::helpers::{Answer, Client, TestApp};

/// `name`, signed in, as their browser without JavaScript.
async fn signed_in(app: &TestApp, name: &str) -> Client {
    signed_in_by(app, name, &format!("{name}-{name}")).await
}

async fn signed_in_by(app: &TestApp, name: &str, password: &str) -> Client {
    let browser = app
        .anonymous()
        .header("accept", "text/html")
        .header("sec-fetch-site", "same-origin");
    let form = format!("name={name}&password={password}&domain=&next=");
    let answer = browser.post_form("/fn/sign_in", &form).await;
    assert_eq!(answer.status, 302, "{}", answer.text());
    browser.header("cookie", &answer.cookies())
}

/// The page that a form leads to, with what it says of what was done.
async fn follow(browser: &Client, page: &str, answer: &Answer) -> Answer {
    let session = browser.value("cookie").to_owned();
    let told = answer.cookies();
    let browser = browser
        .clone()
        .header("cookie", &format!("{session}; {told}"))
        .header("referer", &format!("http://vitrine.test{page}"));
    browser.get(answer.header("location")).await
}

async fn post(browser: &Client, page: &str, endpoint: &str, form: &str) -> Answer {
    let project = page.split('/').nth(2).expect("a project in the address");
    let browser = browser
        .clone()
        .header("referer", &format!("http://vitrine.test{page}"));
    let answer = browser
        .post_form(&format!("/fn/{endpoint}?project={project}"), form)
        .await;
    assert_eq!(answer.status, 302, "{endpoint}: {}", answer.text());
    follow(&browser, page, &answer).await
}

both_databases! {
    async fn an_image_is_changed_where_it_is_shown_and_nobodys_change_is_lost(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("first").await;
        let browser = signed_in(&app, "alice").await;
        let page = format!("/projects/{}/images/{image}", alice.person().caller.project);
        let shown = browser.get(&page).await.text();
        let seen = shown.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("seen").to_owned();

        let form = |name: &str| format!(
            "id={image}&seen={seen}&name={name}&visibility=private&min_disk=3&min_ram=&tags[]=a&tags[]=b&tags[]=\
             &properties[0][name]=os_distro&properties[0][value]=debian&properties[1][name]=&properties[1][value]="
        );
        let saved = post(&browser, &page, "change_image", &form("second")).await;
        assert!(saved.text().contains("second is saved."), "{}", saved.text());
        let record: Value = alice.get(&format!("/image/v2/images/{image}")).await.json();
        assert_eq!((&record["name"], &record["min_disk"], &record["os_distro"]), (&"second".into(), &3.into(), &"debian".into()));
        assert_eq!(record["tags"], serde_json::json!(["a", "b"]));

        let late = post(&browser, &page, "change_image", &form("third")).await;
        assert!(late.text().contains("This image has been changed since you opened it"), "{}", late.text());
        assert!(late.text().contains("value=\"third\"") && late.text().contains("Now: second"), "what was typed and what is");
        let record: Value = alice.get(&format!("/image/v2/images/{image}")).await.json();
        assert_eq!(record["name"], "second");
    }

    async fn one_form_changes_a_thousand_images_at_most_and_none_for_who_is_shut_out(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let browser = signed_in(&app, "alice").await;
        let project = alice.person().caller.project.clone();
        let script = browser.clone().header("accept", "application/json");
        let path = format!("/fn/change_images?project={project}");
        let ids = vec![model::ImageId::new().to_string(); 1001].join(",");
        let refused = script.post_form(&path, &format!("ids={ids}&deed=delete")).await;
        assert_eq!(refused.status, 400, "{}", refused.text());
        assert!(refused.text().contains("1000"), "{}", refused.text());

        let mut ids = Vec::new();
        for _ in 0..200 {
            ids.push(alice.image("debian").await.to_string());
        }
        let form = format!("ids={}&deed=delete", ids.join(","));
        let left = async || {
            let sql = "select count(*) from image where status <> 'deleted'";
            app.db.db.scalar::<i64>(db::query(sql)).await.expect("a number")
        };
        let shut_out = async {
            while left().await == 200 {
                tokio::task::yield_now().await;
            }
            app.identity.set_enabled(&alice.person().caller.user, false).await.expect("disabled");
        };
        let (answer, ()) = tokio::join!(script.post_form(&path, &form), shut_out);
        assert_eq!(answer.status, 401, "{}", answer.text());
        assert!(left().await > 0);
    }

    async fn a_role_goes_to_nobody_while_two_are_called_so(db: TestDb) {
        let app = TestApp::new(db).await;
        let root = app.admin().await;
        let alice = app.user("alice").await;
        let domain = root.post_json("/identity/v3/domains", &serde_json::json!({ "domain": { "name": "elsewhere" } })).await;
        let user = serde_json::json!({ "user": { "name": "alice", "domain_id": domain.json()["domain"]["id"] } });
        assert_eq!(root.post_json("/identity/v3/users", &user).await.status, 201);
        let browser = signed_in(&app, "admin").await;
        let project = app.fixtures.project("lab").await.0;
        let page = format!("/projects/{}/admin/projects/{project}", root.person().caller.project);
        let roles = format!("/identity/v3/role_assignments?scope.project.id={project}");
        let given = async || root.get(&roles).await.json()["role_assignments"].as_array().map(Vec::len);
        let refused = post(&browser, &page, "give_role", &format!("id={project}&user=alice&role=reader")).await;
        assert!(refused.text().contains("Several users are called alice"), "{}", refused.text());
        assert_eq!(given().await, Some(0));
        let id = &alice.person().caller.user;
        post(&browser, &page, "give_role", &format!("id={project}&user={id}&role=reader")).await;
        assert_eq!(given().await, Some(1));
    }

    async fn several_images_are_changed_at_once_and_each_refusal_is_told(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let (one, two) = (alice.image("one").await, alice.image("two").await);
        let browser = signed_in(&app, "alice").await;
        let list = format!("/projects/{}/images", alice.person().caller.project);
        let chosen = browser.get(&format!("{list}/selected?id={one}&id={two}")).await;
        assert!(chosen.text().contains("2 images selected"));
        let done = post(&browser, &list, "change_images", &format!("ids={one}&deed=protect")).await;
        assert!(done.text().contains("1 image is changed."), "{}", done.text());
        let mixed = post(&browser, &list, "change_images", &format!("ids={one}%2C{two}&deed=delete")).await;
        assert!(mixed.text().contains("1 image is changed.") && mixed.text().contains("one: "), "{}", mixed.text());
        assert_eq!(alice.get(&format!("/image/v2/images/{one}")).await.status, 200);
        assert_eq!(alice.get(&format!("/image/v2/images/{two}")).await.status, 404);
    }

    async fn a_list_is_narrowed_by_its_address(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for name in ["ubuntu-a", "ubuntu-b", "100%_debian"] {
            alice.image(name).await;
        }
        let browser = signed_in(&app, "alice").await;
        let list = format!("/projects/{}/images", alice.person().caller.project);
        let found = browser.get(&format!("{list}?q=UBUNTU")).await.text();
        assert!(found.contains("ubuntu-a") && found.contains("ubuntu-b") && !found.contains("debian"), "{found}");
        let literal = browser.get(&format!("{list}?q=%25_")).await.text();
        assert!(literal.contains("debian") && !literal.contains("ubuntu-a"), "signs of the database mean themselves");
        assert!(browser.get(&format!("{list}?status=active")).await.text().contains("No image matches"));
        for wrong in ["tab=x", "status=x", "sort=x", "marker=x"] {
            assert_eq!(browser.get(&format!("{list}?{wrong}")).await.status, 400, "{wrong}");
        }
    }

    async fn an_image_is_shared_by_name_and_waits_for_an_answer(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let image = alice.image("loan").await;
        let (hers, his) = (&alice.person().caller.project, &bob.person().caller.project);
        let page = format!("/projects/{hers}/images/{image}");
        let alices = signed_in(&app, "alice").await;
        let refused = post(&alices, &page, "share_image", &format!("id={image}&with=nobodys%20project")).await;
        assert!(refused.text().contains("No project is called nobodys project."), "{}", refused.text());
        let shared = post(&alices, &page, "share_image", &format!("id={image}&with=bobs-project")).await;
        assert!(shared.text().contains("Shared with bobs-project."), "{}", shared.text());

        let bobs = signed_in(&app, "bob").await;
        let inbox = format!("/projects/{his}/sharing");
        assert!(bobs.get(&inbox).await.text().contains("loan"));
        assert!(!bobs.get(&format!("/projects/{his}/images?tab=shared")).await.text().contains("loan"));
        let accepted = post(&bobs, &inbox, "answer_image", &format!("id={image}&status=accepted")).await;
        assert!(accepted.text().contains("loan is accepted."), "{}", accepted.text());
        assert!(bobs.get(&format!("/projects/{his}/images?tab=shared")).await.text().contains("loan"));
        post(&alices, &page, "unshare_image", &format!("id={image}&with={his}")).await;
        assert_eq!(bobs.get(&format!("/projects/{his}/images/{image}")).await.status, 404);
    }

    async fn an_admin_makes_a_project_with_people_and_a_quota_and_ends_it(db: TestDb) {
        let app = TestApp::new(db).await;
        let hall = app.fixtures.project("hall").await;
        app.fixtures.user("root", &hall, Role::Admin).await;
        let root = signed_in(&app, "root").await;
        let projects = format!("/projects/{}/admin/projects", hall.0);
        let made = post(&root, &projects, "create_project", "name=lab&description=experiments").await;
        assert!(made.text().contains("lab is created."), "{}", made.text());
        let (lab, _) = app.identity.project_called("lab").await.expect("answers").expect("the lab");

        let users = format!("/projects/{}/admin/users", hall.0);
        let made = post(&root, &users, "create_user", &format!("name=carol&password=seven-green-cats&project={lab}&role=member")).await;
        assert!(made.text().contains("carol is created."), "{}", made.text());
        let carol = signed_in_by(&app, "carol", "seven-green-cats").await;
        assert_eq!(carol.get(&format!("/projects/{lab}/images")).await.status, 200);

        let page = format!("{projects}/{lab}");
        let wrong = post(&root, &page, "set_quota", &format!("id={lab}&size=-1&staged=&images=2&uploading=")).await;
        assert!(wrong.text().contains("Enter a whole number, 0 or more (image_size_total)."), "{}", wrong.text());
        let saved = post(&root, &page, "set_quota", &format!("id={lab}&size=10&staged=&images=2&uploading=")).await;
        assert!(saved.text().contains("0 B of 10.0 MiB"), "{}", saved.text());

        let denied = carol.get(&projects.replace(hall.0.as_str(), lab.as_str())).await;
        assert_eq!(denied.status, 403, "a member manages nothing");
        let typo = post(&root, &page, "delete_project", &format!("id={lab}&name=lob")).await;
        assert!(typo.text().contains("The names do not match."), "{}", typo.text());
        post(&root, &page, "turn_project", &format!("id={lab}&enabled=false")).await;
        assert_eq!(carol.get(&format!("/projects/{lab}/images")).await.status, 403);
        let gone = post(&root, &page, "delete_project", &format!("id={lab}&name=lab")).await;
        assert!(gone.text().contains("lab is deleted."), "{}", gone.text());
    }

    async fn a_user_of_a_project_that_is_none_is_not_made(db: TestDb) {
        let app = TestApp::new(db).await;
        let hall = app.fixtures.project("hall").await;
        app.fixtures.user("root", &hall, Role::Admin).await;
        let root = signed_in(&app, "root").await;
        let users = format!("/projects/{}/admin/users", hall.0);
        let none = model::ProjectId::new();
        let refused = post(&root, &users, "create_user", &format!("name=carol&password=seven-green-cats&project={none}&role=member")).await;
        assert!(refused.text().contains(&format!("There is no project “{none}”.")), "{}", refused.text());
        let made = post(&root, &users, "create_user", &format!("name=carol&password=seven-green-cats&project={}&role=member", hall.0)).await;
        assert!(made.text().contains("carol is created."), "the name is still free: {}", made.text());
    }

    async fn a_form_of_mebibytes_is_not_read(db: TestDb) {
        let app = TestApp::new(db).await;
        app.user("alice").await;
        let alices = signed_in(&app, "alice").await;
        let answer = alices.post_form("/fn/set_columns", &format!("status={}", "x".repeat(3 << 20))).await;
        assert_eq!(answer.status, 413);
        assert!(answer.text().contains("2097152 bytes"), "{}", answer.text());
    }

    async fn a_secret_is_shown_once(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let browser = signed_in(&app, "alice").await;
        let page = format!("/projects/{}/account", alice.person().caller.project);
        let made = post(&browser, &page, "create_credential", "name=ci&role=member&days=7").await;
        let text = made.text();
        let secret = text.split("class=\"secret\"><code>").nth(1).and_then(|rest| rest.split('<').next()).expect("a secret");
        assert!(secret.len() > 30, "{secret}");
        assert!(made.header("set-cookie").contains("Max-Age=0"), "and is dropped");
        let again = browser.get(&page).await.text();
        assert!(again.contains("ci") && !again.contains(secret));
    }

    async fn a_reset_password_ends_what_was_signed_in(db: TestDb) {
        let app = TestApp::new(db).await;
        let hall = app.fixtures.project("hall").await;
        app.fixtures.user("root", &hall, Role::Admin).await;
        let alice = app.user("alice").await;
        let (root, browser) = (signed_in(&app, "root").await, signed_in(&app, "alice").await);
        let id = &alice.person().caller.user;
        let page = format!("/projects/{}/admin/users/{id}", hall.0);
        let reset = post(&root, &page, "reset_password", &format!("id={id}")).await;
        assert!(reset.text().contains("class=\"secret\""), "{}", reset.text());
        assert!(browser.get("/images").await.header("location").starts_with("/login"));
        assert_eq!(alice.get("/image/v2/images").await.status, 401);
    }
}
