//! What the dashboard's forms say and keep, without a script: messages, secrets, refusals, and what nobody touched.

mod certificates;
mod definitions;
mod known_properties;
mod protections;

use std::fmt::Write as _;

use model::{ImageId, Role};
use serde_json::{Value, json};
use testkit::both_databases;

use crate::helpers::{Answer, Client, TestApp};

/// `name`, signed in, as their browser without JavaScript.
async fn signed_in(app: &TestApp, name: &str) -> Client {
    signed_in_with(app, name, &format!("{name}-{name}")).await
}

async fn signed_in_with(app: &TestApp, name: &str, password: &str) -> Client {
    let browser = browser(app);
    let form = format!("name={name}&password={password}&domain=&next=");
    let answer = browser.post_form("/fn/sign_in", &form).await;
    assert_eq!(answer.status, 302, "{}", answer.text());
    browser.header("cookie", &answer.cookies())
}

fn browser(app: &TestApp) -> Client {
    app.anonymous()
        .header("accept", "text/html")
        .header("sec-fetch-site", "same-origin")
}

/// Sends a form from `page`.
async fn send(browser: &Client, page: &str, function: &str, form: &str) -> Answer {
    let project = page.split('/').nth(2).expect("a project in the address");
    let from = browser
        .clone()
        .header("referer", &format!("http://vitrine.test{page}"));
    from.post_form(&format!("/fn/{function}?project={project}"), form)
        .await
}

/// Sends a form from `page`, and opens the page that it leads to.
async fn post(browser: &Client, page: &str, function: &str, form: &str) -> Answer {
    let answer = send(browser, page, function, form).await;
    assert_eq!(answer.status, 302, "{function}: {}", answer.text());
    let cookies = answer.cookies();
    let next = if cookies.is_empty() {
        browser.clone()
    } else {
        browser.clone().cookie(&cookies)
    };
    next.get(answer.header("location")).await
}

/// The value of the hidden field of that name.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let value = page
        .split(&mark)
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    value
        .unwrap_or_else(|| panic!("no field {name}"))
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

fn encoded(text: &str) -> String {
    app::paths::encode(text)
}

fn form(fields: &[(&str, &str)]) -> String {
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

async fn record(who: &Client, image: ImageId) -> Value {
    who.get(&format!("/image/v2/images/{image}")).await.json()
}

both_databases! {
    async fn a_cookie_that_somebody_made_up_puts_nothing_into_a_page(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let mine = signed_in(&app, "alice").await;
        let page = format!("/projects/{}/images", alice.person().caller.project);
        let outcome = r#"{"partly":false,"lines":["words of mine"],"secret":"x"}"#;
        for cookie in ["said", "returned", "flash"] {
            for value in [hex::encode(outcome), encoded(outcome), "x".repeat(5000)] {
                let shown = mine.clone().cookie(&format!("{cookie}={value}")).get(&page).await;
                assert!(!shown.text().contains("words of mine") && !shown.text().contains("class=\"notice"), "{cookie}");
            }
        }
    }

    async fn a_message_for_one_user_is_not_shown_to_another(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, mallory) = (app.user("alice").await, app.user("mallory").await);
        let (hers, theirs) = (&alice.person().caller.project, &mallory.person().caller.project);
        let image = mallory.image("words of mallory").await;
        let malicious = signed_in(&app, "mallory").await;
        let done = send(&malicious, &format!("/projects/{theirs}/images"), "delete_image", &format!("id={image}")).await;
        let planted = done.cookies();
        assert!(planted.starts_with("flash="), "{planted}");
        let shown = signed_in(&app, "alice").await.cookie(&planted).get(&format!("/projects/{hers}/images")).await;
        assert!(!shown.text().contains("words of mallory"), "{}", shown.text());
    }

    async fn no_secret_is_ever_in_a_cookie_or_in_a_cache(db: TestDb) {
        let app = TestApp::new(db).await;
        let hall = app.fixtures.project("hall").await;
        app.fixtures.user("root", &hall, Role::Admin).await;
        let alice = app.user("alice").await;
        let root = signed_in(&app, "root").await;
        let id = &alice.person().caller.user;
        let users = format!("/projects/{}/admin/users", hall.0);
        let account = format!("/projects/{}/account", hall.0);
        for (page, function, form) in [
            (format!("{users}/{id}"), "reset_password", format!("id={id}")),
            (users.clone(), "create_user", format!("name=carol&password=&project={}&role=member", hall.0)),
            (account, "create_credential", "name=ci&role=member&days=".to_owned()),
        ] {
            let answer = send(&root, &page, function, &form).await;
            assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (302, "no-store"), "{function}");
            let cookies = answer.cookies();
            let shown = root.clone().cookie(&cookies).get(answer.header("location")).await;
            let text = shown.text();
            let secret = text.split("class=\"secret\"><code>").nth(1).and_then(|rest| rest.split('<').next()).expect("a secret");
            assert!(secret.len() > 30, "{secret}");
            assert_eq!(shown.header("cache-control"), "no-store", "{function}");
            assert!(!cookies.contains(secret) && !cookies.contains(&hex::encode(secret)), "{function}: {cookies}");
            assert!(shown.header("set-cookie").contains("Max-Age=0"), "{function}: the token is dropped");
            let again = root.clone().cookie(&cookies).get(answer.header("location")).await;
            assert!(!again.text().contains(secret), "{function}: it is shown once, whoever keeps the cookie");
        }
        let left: i64 = app.db.db.scalar(db::query("select count(*) from flash")).await.expect("a count");
        assert_eq!(left, 0, "what was shown is gone from the database");
    }

    async fn under_https_every_cookie_is_bound_to_the_host(db: TestDb) {
        let app = TestApp::with(db, &[("VITRINE_PUBLIC_URL", "https://vitrine.test")]).await;
        app.user("alice").await;
        let from = browser(&app).header("referer", "https://vitrine.test/login");
        let wrong = from.post_form("/fn/sign_in", "name=alice&password=wrong&domain=&next=").await;
        let chosen = from.post_form("/fn/set_preferences", "theme=dark&locale=en&shortcuts=false").await;
        let columns = from.post_form("/fn/set_columns", "status=on").await;
        let mut count = 0;
        for cookie in [wrong, chosen, columns].iter().flat_map(|answer| answer.headers.get_all("set-cookie")) {
            let cookie = cookie.to_str().expect("a text");
            for part in ["__Host-", "; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
                assert!(cookie.contains(part), "{part} in {cookie}");
            }
            assert!(!cookie.contains("Domain"), "{cookie}");
            count += 1;
        }
        assert!(count >= 4, "{count} cookies");
        let dark = from.clone().cookie("__Host-theme=dark").get("/login").await;
        assert!(dark.text().contains("data-theme=\"dark\""), "and it is read again");
        let planted = from.cookie("theme=dark").get("/login").await;
        assert!(!planted.text().contains("data-theme=\"dark\""), "one without the prefix is none of ours");
    }

    async fn a_form_gives_no_property_the_name_of_a_field(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("cirros").await;
        let mine = signed_in(&app, "alice").await;
        let page = format!("/projects/{}/images/{image}", alice.person().caller.project);
        let before = alice.get(&format!("/image/v2/images/{image}")).await.json();
        for name in ["status", "checksum", "name", "locations", "OS_Glance_inspection"] {
            let seen = hidden(&mine.get(&page).await.text(), "seen");
            let form = format!("id={image}&seen={seen}&properties[0][name]={name}&properties[0][value]=x");
            let refused = post(&mine, &page, "change_image", &form).await.text();
            assert!(refused.contains("choose another name"), "{name}: {refused}");
        }
        assert_eq!(alice.get(&format!("/image/v2/images/{image}")).await.json(), before);
    }

    async fn a_change_leaves_alone_what_nobody_touched(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let properties = json!({
            "name": " padded\nname ", "tags": ["a,b", " c "], "size ": "x  ", " lead": "\ntwo\r\nlines", "a=b": "", "k\ney": "v",
        });
        let made = alice.post_json("/image/v2/images", &properties).await.json();
        let image: ImageId = made["id"].as_str().expect("an id").parse().expect("a UUID");
        let mine = signed_in(&app, "alice").await;
        let page = format!("/projects/{}/images/{image}", alice.person().caller.project);
        let shown = mine.get(&page).await.text();
        // As a browser sends the form back: a field of one line has no line breaks, one of several has others.
        let mut form = format!(
            "id={image}&seen={}&was={}&name={}&visibility=shared&min_disk=7&min_ram=0&tags[]=&tags[]=",
            hidden(&shown, "seen"), encoded(&hidden(&shown, "was")), encoded(" paddedname "),
        );
        for (at, (name, value)) in [(" lead", "\r\ntwo\r\nlines"), ("a=b", ""), ("k\ney", "v"), ("size ", "x  ")].into_iter().enumerate() {
            let (key, value) = (encoded(&encoded(name)), encoded(value));
            write!(form, "&properties[{at}][key]={key}&properties[{at}][value]={value}").expect("a text");
        }
        form += "&properties[4][name]=&properties[4][value]=";
        let saved = post(&mine, &page, "change_image", &form).await.text();
        assert!(saved.contains("is saved."), "{saved}");
        let mut after = record(&alice, image).await;
        assert_eq!(after["min_disk"], 7);
        after["min_disk"] = 0.into();
        after["updated_at"] = made["updated_at"].clone();
        assert_eq!(after, made, "all else is as it was, letter for letter");

        let undo = format!("id={image}&seen={}&undo={}", hidden(&saved, "seen"), encoded(&hidden(&saved, "undo")));
        post(&mine, &page, "change_image", &undo).await;
        assert_eq!(record(&alice, image).await["min_disk"], 0);
    }

    async fn whoever_saves_too_late_reads_who_was_quicker(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        app.colleague(&alice, "bertha", Role::Member).await;
        let image = alice.image("first").await;
        let (mine, theirs) = (signed_in(&app, "alice").await, signed_in(&app, "bertha").await);
        let page = format!("/projects/{}/images/{image}", alice.person().caller.project);
        let shown = mine.get(&page).await.text();
        let (seen, was) = (hidden(&shown, "seen"), encoded(&hidden(&shown, "was")));
        let quick = format!("id={image}&seen={seen}&was={was}&name=second&visibility=shared&min_disk=0&min_ram=5");
        post(&theirs, &page, "change_image", &quick).await;
        let slow = format!("id={image}&seen={seen}&was={was}&name=third&visibility=shared&min_disk=0&min_ram=0");
        let late = post(&mine, &page, "change_image", &slow).await.text();
        assert!(late.contains("This image has been changed since you opened it") && late.contains("Changed by bertha, "), "{late}");
        assert!(late.contains("value=\"third\"") && late.contains("Now: second"), "what was typed and what is");
        assert!(late.contains("name=\"min_ram\" type=\"number\" min=\"0\" value=\"5\""), "what was not typed is as it is: {late}");
    }

    async fn a_refusal_is_told_on_the_page_whatever_form_it_was(db: TestDb) {
        let app = TestApp::new(db).await;
        let hall = app.fixtures.project("hall").await;
        app.fixtures.user("root", &hall, Role::Admin).await;
        let root = signed_in(&app, "root").await;
        let none = model::UserId::new();
        let page = format!("/projects/{0}/admin/projects/{0}", hall.0);
        let refused = post(&root, &page, "take_role", &format!("id={}&user={none}&role=member", hall.0)).await.text();
        assert!(refused.contains("class=\"problem-title\">There is no"), "{refused}");
        let chinese = root.cookie("locale=zh-Hans");
        let refused = post(&chinese, &page, "take_role", &format!("id={}&user={none}&role=member", hall.0)).await.text();
        assert!(refused.contains("内容不存在") && refused.contains("lang=\"en\">There is no"), "{refused}");
    }

    async fn what_is_wrong_with_a_field_is_told_at_the_field(db: TestDb) {
        let app = TestApp::new(db).await;
        let hall = app.fixtures.project("hall").await;
        app.fixtures.user("root", &hall, Role::Admin).await;
        app.fixtures.project("blue").await;
        let alice = app.user("alice").await;
        let image = alice.image("mine").await;
        let (root, mine) = (signed_in(&app, "root").await, signed_in(&app, "alice").await);
        let projects = format!("/projects/{}/admin/projects", hall.0);
        let own = format!("{projects}/{}", hall.0);
        let account = format!("/projects/{}/account", hall.0);
        let its = format!("/projects/{}/images/{image}", alice.person().caller.project);
        let long = "x".repeat(300);
        for (browser, page, function, form, told) in [
            (&root, &projects, "create_project", "name=blue&description=".to_owned(), "A project named blue already exists."),
            (&root, &projects, "create_project", format!("name={long}&description="), "characters"),
            (&root, &own, "give_role", format!("id={}&user=nobody-here&role=member", hall.0), "No user is called nobody-here."),
            (&root, &own, "set_quota", format!("id={}&size=1e9&staged=&images=&uploading=", hall.0), "Enter a whole number, 0 or more"),
            (&root, &own, "delete_project", format!("id={}&name=other", hall.0), "The names do not match."),
            (&root, &account, "create_credential", "name=ci&role=member&days=999999999".to_owned(), "Enter a whole number of days from 1 to 3650."),
            (&root, &account, "change_password", "old=wrong-wrong&new=another-long-password".to_owned(), "Your current password is wrong."),
            (&mine, &its, "share_image", format!("id={image}&with=team-blu"), "No project is called team-blu."),
            (&mine, &its, "share_image", format!("id={image}&with=alices-project"), "This image already belongs to alices-project."),
            (&mine, &its, "change_image", format!("id={image}&seen=0&name={long}"), "the most is 255"),
            (&mine, &its, "change_image", format!("id={image}&seen=0&min_disk=many"), "min_disk is not a whole number"),
        ] {
            let shown = post(browser, page, function, &form).await;
            let text = shown.text();
            let at = text.split("class=\"field-problem\"").nth(1).and_then(|rest| rest.split("</span>").next());
            assert!(at.is_some_and(|at| at.contains(told)), "{function}: {told}: {at:?}\n{text}");
            assert!(text.contains("aria-invalid=\"true\""), "{function}");
            assert!(!text.contains("class=\"problem-title\""), "{function}: and nowhere else");
        }
    }

    async fn an_image_is_not_shared_with_what_is_no_project_of_another(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("mine").await;
        let mine = signed_in(&app, "alice").await;
        let page = format!("/projects/{}/images/{image}", alice.person().caller.project);
        for with in ["team-blu", "0123456789abcdef0123456789abcdef", "alices-project", alice.person().caller.project.as_str()] {
            send(&mine, &page, "share_image", &format!("id={image}&with={with}")).await;
        }
        let members = alice.get(&format!("/image/v2/images/{image}/members")).await.json();
        assert_eq!(members["members"], json!([]));
    }

    async fn an_accepted_image_is_one_click_away(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let image = alice.image("loan").await;
        let (hers, his) = (&alice.person().caller.project, &bob.person().caller.project);
        let (alices, bobs) = (signed_in(&app, "alice").await, signed_in(&app, "bob").await);
        post(&alices, &format!("/projects/{hers}/images/{image}"), "share_image", &format!("id={image}&with=bobs-project")).await;
        let accepted = post(&bobs, &format!("/projects/{his}/sharing"), "answer_image", &format!("id={image}&status=accepted")).await.text();
        let list = format!("/projects/{his}/images?tab=shared");
        assert!(accepted.contains(&format!("href=\"{list}\"")), "{accepted}");
        let shown = bobs.get(&list).await.text();
        assert!(shown.contains("loan") && shown.contains("alices-project") && !shown.contains(hers.as_str()), "whose it is, by name: {shown}");
        let detail = bobs.get(&format!("/projects/{his}/images/{image}")).await.text();
        assert!(detail.contains("<dd>alices-project"), "{detail}");
    }

    async fn whoever_has_no_project_is_told_so_and_can_leave(db: TestDb) {
        let app = TestApp::new(db).await;
        let hall = app.fixtures.project("hall").await;
        app.fixtures.user("root", &hall, Role::Admin).await;
        let root = signed_in(&app, "root").await;
        let users = format!("/projects/{}/admin/users", hall.0);
        let made = post(&root, &users, "create_user", "name=norm&password=seven-green-cats&project=&role=member").await.text();
        assert!(made.contains("norm is created.") && made.contains("does not belong to a project yet"), "{made}");
        let norm = signed_in_with(&app, "norm", "seven-green-cats").await;
        let shown = norm.get("/images").await;
        assert_eq!(shown.status, 403);
        let text = shown.text();
        assert!(text.contains("You do not belong to a project yet") && text.contains("Your user name is norm."), "{text}");
        assert!(text.contains("/fn/sign_out") && !text.contains("See all images"), "{text}");
    }

    async fn no_user_is_offered_to_disable_themselves(db: TestDb) {
        let app = TestApp::new(db).await;
        let hall = app.fixtures.project("hall").await;
        let root = app.fixtures.user("root", &hall, Role::Admin).await;
        let browser = signed_in(&app, "root").await;
        let shown = browser.get(&format!("/projects/{}/admin/users/{}", hall.0, root.caller.user)).await.text();
        assert!(shown.contains("This is your own account."), "{shown}");
        for form in ["/fn/turn_user", "/fn/delete_user", "/fn/reset_password"] {
            assert!(!shown.contains(form), "{form}");
        }
    }

    async fn a_list_without_a_match_names_the_lists_that_have_one(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let body = json!({ "name": "gardenlinux", "visibility": "community" });
        assert_eq!(bob.post_json("/image/v2/images", &body).await.status, 201);
        let mine = signed_in(&app, "alice").await;
        let list = format!("/projects/{}/images", alice.person().caller.project);
        let short = mine.get("/images?q=gardenlinux").await;
        assert_eq!(short.header("location"), format!("{list}?q=gardenlinux"), "the short address keeps what is searched for");
        let text = mine.get(&format!("{list}?q=gardenlinux")).await.text();
        assert!(text.contains("1 match in Community") && text.contains("tab=community&amp;q=gardenlinux"), "{text}");
        assert!(!mine.get(&format!("{list}?q=nothing-like-that")).await.text().contains("match in"));
    }

    async fn an_image_without_data_can_be_given_it_without_a_script(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("cut off").await;
        let mine = signed_in(&app, "alice").await;
        let project = &alice.person().caller.project;
        let page = format!("/projects/{project}/images/{image}");
        let shown = mine.get(&page).await.text();
        assert!(shown.contains("Unfinished") && shown.contains("name=\"image\""), "{shown}");
        let part = "--x\r\ncontent-disposition: form-data; name=";
        let body = format!("{part}\"image\"\r\n\r\n{image}\r\n{part}\"file\"; filename=\"x.raw\"\r\n\r\ndata\r\n--x--\r\n");
        let sent = mine.clone().header("content-type", "multipart/form-data; boundary=x").header("referer", &format!("http://vitrine.test{page}"))
            .send("POST", &format!("/fn/upload_image?project={project}"), body).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        let after = record(&alice, image).await;
        assert_eq!((&after["status"], &after["name"]), (&json!("active"), &json!("cut off")), "{after}");
        assert!(!mine.get(&page).await.text().contains("Unfinished"));
    }

    async fn a_pointer_to_snapshots_is_explained(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let mapping = r#"[{"source_type":"snapshot","snapshot_id":"0b1c","volume_size":10,"boot_index":0}]"#;
        let body = json!({ "name": "snap", "disk_format": "raw", "container_format": "bare", "block_device_mapping": mapping });
        let made = alice.post_json("/image/v2/images", &body).await.json();
        let image: ImageId = made["id"].as_str().expect("an id").parse().expect("a UUID");
        let page = format!("/projects/{}/images/{image}", alice.person().caller.project);
        let shown = signed_in(&app, "alice").await.get(&page).await.text();
        assert!(shown.contains("A pointer to volume snapshots") && shown.contains("<code>0b1c"), "{shown}");
        assert!(!shown.contains(" download=") && !shown.contains("<dd>[{"), "neither a download nor raw JSON: {shown}");
    }

    async fn a_credential_that_has_ended_is_expired(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let mine = signed_in(&app, "alice").await;
        let page = format!("/projects/{}/account", alice.person().caller.project);
        post(&mine, &page, "create_credential", "name=ci&role=member&days=1").await;
        assert!(!mine.get(&page).await.text().contains("Expired"));
        let sql = "update application_credential set expires_at = $1";
        let expire = db::query(sql).bind(model::now() - time::Duration::hours(1));
        app.db.db.execute(expire).await.expect(sql);
        assert!(mine.get(&page).await.text().contains("Expired"));
    }

    async fn a_download_keeps_its_real_name(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.active("镜像🚀", b"data").await;
        let mine = signed_in(&app, "alice").await;
        let answer = mine.get(&format!("/image/v2/images/{image}/file")).await;
        assert_eq!(
            answer.header("content-disposition"),
            "attachment; filename=\"___.raw\"; filename*=UTF-8''%E9%95%9C%E5%83%8F%F0%9F%9A%80.raw"
        );
        let blank = alice.active(" \u{200b} ", b"data").await;
        let list = format!("/projects/{}/images", alice.person().caller.project);
        let shown = signed_in(&app, "alice").await.get(&list).await.text();
        assert!(shown.contains(&format!("{blank}\">{blank}")), "{shown}");
    }
}
