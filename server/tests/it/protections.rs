//! Protected properties: rules × roles × operations × every place where a property can appear.

use db::query;
use model::Role;
use serde_json::{Value, json};
use testkit::both_databases;

use crate::helpers::{Client, TestApp};

/// The first rule that matches counts; what none matches is nobody's.
const RULES: &str = r#"
[[property_protection.rule]]
property = "^billing_"
create = ["admin", "biller"]
read = ["admin", "biller"]
update = "biller"
delete = "!"

[[property_protection.rule]]
property = "fixed$"
create = "@"
read = "@"
update = "!"
delete = "!"

[[property_protection.rule]]
property = "noted"
create = "member"
read = "reader"
update = "admin"
delete = "admin"

[[property_protection.rule]]
property = "secret|blind|^hidden$|^…$"
create = "admin, member"
read = "admin"
update = "admin"
delete = "admin"

[[property_protection.rule]]
property = "^drop_"
create = "@"
read = "admin"
update = "@"
delete = "admin"

[[property_protection.rule]]
property = "billing_open$|^free"
create = "@"
read = "@"
update = "@"
delete = "@"
"#;

const PATCH: &str = "application/openstack-images-v2.1-json-patch";

struct Cast {
    app: TestApp,
    admin: Client,
    member: Client,
    reader: Client,
}

impl Cast {
    async fn with(db: testkit::TestDb, rules: &str) -> Self {
        let app = TestApp::with_file(db, rules).await;
        let member = app.user("member").await;
        Self {
            admin: app.colleague(&member, "admin", Role::Admin).await,
            reader: app.colleague(&member, "reader", Role::Reader).await,
            member,
            app,
        }
    }

    /// An image of the project that has these properties, whatever the rules say.
    async fn image(&self, properties: &[&str]) -> String {
        let image = self.member.image("ours").await.to_string();
        for name in properties {
            let sql =
                "insert into image_property (image_id, name, value) values ($1, $2, 'before')";
            let insert = query(sql).bind(&image).bind(*name);
            self.app.db.db.execute(insert).await.expect("written");
        }
        format!("/image/v2/images/{image}")
    }

    async fn value(&self, image: &str, name: &str) -> Option<String> {
        let id = image.rsplit('/').next().expect("an id");
        let sql = "select value from image_property where image_id = $1 and name = $2";
        let select = query(sql).bind(id).bind(name);
        self.app.db.db.scalar_optional(select).await.expect("read")
    }
}

async fn patch(who: &Client, image: &str, op: &str, name: &str) -> u16 {
    let mut change = json!({ "op": op, "path": format!("/{name}") });
    if op != "remove" {
        change["value"] = json!("after");
    }
    let who = who.clone().header("content-type", PATCH);
    who.send("PATCH", image, json!([change]).to_string())
        .await
        .status
        .as_u16()
}

both_databases! {
    async fn the_first_rule_that_matches_says_who_may_do_what(db: TestDb) {
        let cast = Cast::with(db, RULES).await;
        // property, then what admin and member are answered: create, add, replace, remove; and who is shown it.
        for (name, admin, member, shown) in [
            ("billing_code", [201, 403, 403, 403], [403, 403, 403, 409], "admin"),
            ("billing_open", [201, 403, 403, 403], [403, 403, 403, 409], "admin"),
            ("fixed", [201, 403, 403, 403], [201, 403, 403, 403], "admin member reader"),
            // Only `fixed$` ends there.
            ("fixed_too", [403, 403, 403, 409], [403, 403, 403, 409], ""),
            ("ever_fixed", [201, 403, 403, 403], [201, 403, 403, 403], "admin member reader"),
            ("noted", [201, 200, 200, 200], [201, 403, 403, 403], "admin member reader"),
            // As in Glance a pattern matches anywhere in the name.
            ("un_noted", [201, 200, 200, 200], [201, 403, 403, 403], "admin member reader"),
            ("un_billing_code", [403, 403, 403, 409], [403, 403, 403, 409], ""),
            ("secret", [201, 200, 200, 200], [201, 403, 403, 409], "admin"),
            ("free", [201, 200, 200, 200], [201, 200, 200, 200], "admin member reader"),
            ("unheard_of", [403, 403, 403, 409], [403, 403, 403, 409], ""),
        ] {
            for (who, due) in [(&cast.admin, admin), (&cast.member, member)] {
                let made = who.post_json("/image/v2/images", &json!({ name: "new" })).await;
                assert_eq!(made.status, due[0], "create {name}: {}", made.text());
                for (op, due) in [("add", due[1]), ("replace", due[2]), ("remove", due[3])] {
                    let image = cast.image(&[name]).await;
                    assert_eq!(patch(who, &image, op, name).await, due, "{op} {name}");
                    let is = cast.value(&image, name).await;
                    let should = match (due, op) {
                        (200, "remove") => None,
                        (200, _) => Some("after".to_owned()),
                        _ => Some("before".to_owned()),
                    };
                    assert_eq!(is, should, "{op} {name}");
                }
            }
            let image = cast.image(&[name]).await;
            let people = [("admin", &cast.admin), ("member", &cast.member), ("reader", &cast.reader)];
            let mut seen = Vec::new();
            for (called, who) in people {
                if who.get(&image).await.json().get(name).is_some() {
                    seen.push(called);
                }
            }
            assert_eq!(seen.join(" "), shown, "{name}");
        }
    }

    async fn nobody_learns_of_a_property_that_they_may_not_read(db: TestDb) {
        let cast = Cast::with(db, RULES).await;
        let image = cast.image(&["secret", "free"]).await;
        let id = image.rsplit('/').next().expect("an id").to_owned();
        assert_eq!(patch(&cast.admin, &image, "replace", "secret").await, 200);
        // Names that the audit log has for something else too.
        for name in ["hidden", "…"] {
            assert_eq!(patch(&cast.admin, &image, "add", name).await, 200, "{name}");
        }
        let task = cast.admin.post_json("/image/v2/tasks", &json!({ "type": "import", "input": {
            "import_from": "http://images.example.org/a.raw", "import_from_format": "raw", "image_properties": { "secret": "s", "name": "n" },
        } })).await;
        assert_eq!(task.status, 201, "{}", task.text());

        let project = cast.member.person().caller.project.to_string();
        let signed_in = cast.app.anonymous().post_form("/fn/sign_in", "name=member&password=member-member&domain=&next=").await;
        let browser = cast.app.anonymous().header("accept", "text/html").header("cookie", &signed_in.cookies());
        let places = [
            image.clone(),
            "/image/v2/images?limit=1000".to_owned(),
            "/image/v2/images?free=before".to_owned(),
            format!("/image/v2/images/{id}/tasks"),
            "/api/v1/activity".to_owned(),
            format!("/api/v1/activity?image={id}"),
            "/api/v1/activity.csv".to_owned(),
            "/api/v1/activity.ndjson".to_owned(),
        ];
        for place in &places {
            for who in [&cast.member, &cast.reader] {
                let answer = who.get(place).await;
                assert_eq!(answer.status, 200, "{place}: {}", answer.text());
                assert!(!answer.text().contains("secret\""), "{place}: {}", answer.text());
                assert!(!answer.text().contains("after"), "{place}: {}", answer.text());
            }
        }
        for page in [format!("images/{id}"), "images".to_owned(), "activity".to_owned(), format!("activity?image={id}")] {
            let address = format!("/projects/{project}/{page}");
            let answer = browser.get(&address).await;
            assert_eq!(answer.status, 200, "{address}");
            assert!(!answer.text().contains("secret"), "{address}");
        }
        assert_eq!(cast.member.get("/image/v2/images?secret=after").await.json()["images"], json!([]));
        assert_eq!(cast.admin.get("/image/v2/images?secret=after").await.json()["images"].as_array().map(Vec::len), Some(1));

        // What is changed beside it stays.
        let answer = cast.member.clone().header("content-type", PATCH)
            .send("PATCH", &image, json!([{ "op": "replace", "path": "/free", "value": "now" }]).to_string()).await;
        assert_eq!((answer.status.as_u16(), answer.json().get("secret")), (200, None), "{}", answer.text());
        assert_eq!(cast.value(&image, "secret").await.as_deref(), Some("after"));
        let admins: Value = cast.admin.get(&image).await.json();
        assert_eq!((&admins["secret"], &admins["free"]), (&json!("after"), &json!("now")));
    }

    async fn whether_an_unreadable_property_is_there_is_not_told(db: TestDb) {
        let cast = Cast::with(db, RULES).await;
        for (op, name) in [("add", "secret"), ("replace", "secret"), ("remove", "secret"), ("add", "drop_box"), ("replace", "drop_box"), ("remove", "drop_box")] {
            let (with, without) = (cast.image(&[name]).await, cast.image(&[]).await);
            let answers = (patch(&cast.member, &with, op, name).await, patch(&cast.member, &without, op, name).await);
            assert_eq!(answers.0, answers.1, "{op} {name}");
        }
    }

    async fn a_figure_does_not_count_what_is_not_shown(db: TestDb) {
        let cast = Cast::with(db, RULES).await;
        let secrets: Vec<String> = (0..100).map(|number| format!("secret_{number}")).collect();
        let image = cast.image(&secrets.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let more: Vec<Value> = (0..50).map(|number| json!({ "op": "add", "path": format!("/free_{number}"), "value": "v" })).collect();
        let member = cast.member.clone().header("content-type", PATCH);
        let refused = member.send("PATCH", &image, json!(more).to_string()).await;
        assert_eq!(refused.status, 413);
        assert!(refused.message().starts_with("129 "), "{}", refused.message());
    }

    async fn what_tells_of_unreadable_properties_alone_is_no_event(db: TestDb) {
        let cast = Cast::with(db, RULES).await;
        let image = cast.image(&["secret"]).await;
        assert_eq!(patch(&cast.admin, &image, "replace", "secret").await, 200);
        let id = image.rsplit('/').next().expect("an id");
        let updates = async |who: &Client| {
            let list = who.get(&format!("/api/v1/activity?image={id}&action=image.update")).await.json();
            list["activity"].as_array().map(Vec::len)
        };
        assert_eq!(updates(&cast.admin).await, Some(1));
        assert_eq!(updates(&cast.member).await, Some(0));
    }

    async fn a_rule_may_ask_a_policy(db: TestDb) {
        let rules = "
            [policy]
            owns_licences = \"role:licensor and project_id:%(project_id)s\"
            [property_protection]
            format = \"policies\"
            [[property_protection.rule]]
            property = \"licence\"
            create = \"owns_licences\"
            read = \"get_images\"
            [[property_protection.rule]]
            property = \".*\"
            create = \"@\"
            read = \"@\"
            update = \"@\"
            delete = \"@\"
        ";
        let cast = Cast::with(db, rules).await;
        let body = json!({ "licence": "GPL" });
        assert_eq!(cast.member.post_json("/image/v2/images", &body).await.status, 403);
        let licensor = cast.app.colleague(&cast.member, "lea", Role::Member).await;
        let root = cast.app.admin_called("root").await;
        let role = root.post_json("/identity/v3/roles", &json!({ "role": { "name": "licensor" } })).await.json();
        let (lea, role) = (&licensor.person().caller, role["role"]["id"].as_str().expect("an id").to_owned());
        let grant = format!("/identity/v3/projects/{}/users/{}/roles/{role}", lea.project, lea.user);
        assert_eq!(root.send("PUT", &grant, "").await.status, 204);
        let licensor = cast.app.again(&licensor).await;
        let made = licensor.post_json("/image/v2/images", &body).await;
        assert_eq!(made.status, 201, "{}", made.text());
        assert_eq!(made.json()["licence"], "GPL");
        let path = format!("/image/v2/images/{}", made.json()["id"].as_str().expect("an id"));
        assert_eq!(cast.reader.get(&path).await.json()["licence"], "GPL");
        assert_eq!(patch(&licensor, &path, "remove", "licence").await, 403);
    }

    async fn what_the_server_notes_is_shown_whatever_the_rules_say(db: TestDb) {
        let cast = Cast::with(db, RULES).await;
        let image = cast.image(&["os_glance_import_task"]).await;
        assert_eq!(cast.reader.get(&image).await.json()["os_glance_import_task"], "before");
        assert_eq!(patch(&cast.admin, &image, "replace", "os_glance_import_task").await, 403);
    }
}
