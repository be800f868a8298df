//! What people write is text wherever it is shown: no page holds an element or an attribute that its templates do not.
//!
//! The same things are made twice, once under harmless names and once under names that end every kind of markup; then a
//! parser of HTML must find no element, with no attributes, that no harmless page holds.

use std::collections::{BTreeMap, BTreeSet};

use app::ROUTES;
use model::Role;
use scraper::{Html, Node};
use serde_json::json;
use testkit::{KeyKind, OpenSsl, TestDb};

use crate::helpers::{Answer, Client, TestApp};

/// Harmless, and nothing that a page says by itself.
const HARMLESS: Text = Text {
    short: "-qzqzqz",
    long: "-qzqzqz",
};
/// Each ends what it stands in, and begins an element that no template has.
const HOSTILE: Text = Text {
    short: "\"'></title></textarea><b-planted planted=1>",
    long: "--></script></style></noscript></option></select>\"'></title></textarea><b-planted planted=1>",
};

/// Elements with their attributes, and how often they stand on a page.
type Shape = BTreeMap<String, usize>;

/// What people write, behind a word for what it is about.
#[derive(Clone, Copy)]
struct Text {
    /// Within the 64 characters that the name of a user or a project may have.
    short: &'static str,
    long: &'static str,
}

impl Text {
    fn name(self, kind: &str) -> String {
        format!("{kind}{}", self.short)
    }

    fn of(self, kind: &str) -> String {
        format!("{kind}{}", self.long)
    }
}

/// A revoked certificate whose texts are all of a kind; tells its id.
async fn certificate(admin: &Client, text: Text) -> String {
    let at = "/api/v1/certificates";
    let signer = OpenSsl::default().self_signed(KeyKind::P384, &text.name("signer"));
    let new = json!({ "name": text.name("certificate"), "certificate": signer.pem });
    let made = admin.post_json(at, &new).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let reason = json!({ "reason": text.of("reason") });
    let revoked = admin.post_json(&format!("{at}/{id}/revoke"), &reason).await;
    assert_eq!(revoked.status, 200, "{}", revoked.text());
    id
}

/// What the shape of each page is, by who asks, in which language, and for what.
async fn shapes(db: TestDb, text: Text) -> BTreeMap<String, Shape> {
    let app = TestApp::new(db).await;
    let fixtures = &app.fixtures;
    let hall = fixtures.project(&text.name("hall")).await;
    let root_name = text.name("root");
    let root = fixtures.user(&root_name, &hall, Role::Admin).await;
    fixtures
        .identity
        .assign_system(&root.caller.user, Role::Admin)
        .await
        .expect("a role");
    let member_name = text.name("member");
    let member = fixtures.user(&member_name, &hall, Role::Member).await;
    let other = fixtures.project(&text.name("other")).await;
    let other_name = text.name("outsider");
    fixtures.user(&other_name, &other, Role::Member).await;

    let admin = signed_in(&app, &root_name, text).await;
    let mine = signed_in(&app, &member_name, text).await;
    let theirs = signed_in(&app, &other_name, text).await;
    let json = |client: &Client| client.clone().header("accept", "application/json");
    let body = |name: String, visibility: &str| {
        json!({
            "name": name, "visibility": visibility, "disk_format": "raw", "container_format": "bare",
            "tags": [text.of("tag")], text.of("key"): text.of("value"), "lines": format!("\n{}\n", text.of("line")),
        })
    };
    let here = format!("?project={}", hall.0);
    let mut images = Vec::new();
    for (client, visibility) in [
        (&mine, "shared"),
        (&theirs, "community"),
        (&theirs, "shared"),
    ] {
        let made = json(client)
            .post_json("/image/v2/images", &body(text.of("image"), visibility))
            .await;
        assert_eq!(made.status, 201, "{}", made.text());
        images.push(made.json()["id"].as_str().expect("an id").to_owned());
    }
    let data = json(&mine)
        .header("content-type", "application/octet-stream")
        .send(
            "PUT",
            &format!("/image/v2/images/{}/file", images[0]),
            "data",
        )
        .await;
    assert_eq!(data.status, 204, "{}", data.text());
    let shared = json(&theirs)
        .post_json(
            &format!("/image/v2/images/{}/members", images[2]),
            &json!({ "member": hall.0 }),
        )
        .await;
    assert_eq!(shared.status, 200, "{}", shared.text());
    let role = json(&admin)
        .post_json(
            "/identity/v3/roles",
            &json!({ "role": { "name": text.name("role") } }),
        )
        .await;
    assert_eq!(role.status, 201, "{}", role.text());
    let property = json!({ "title": text.of("title"), "type": "string", "description": text.of("help"), "enum": [text.of("value")] });
    let namespace = json!({
        "namespace": text.name("namespace"), "display_name": text.name("shown"), "description": text.of("words"), "visibility": "public",
        "resource_type_associations": [{ "name": "OS::Glance::Image" }, { "name": text.name("type"), "prefix": text.name("prefix") }],
        "properties": { text.name("key"): property, text.name("other"): property }, "tags": [{ "name": text.name("tag") }],
        "objects": [{ "name": text.name("object"), "properties": { text.name("part"): property } }],
    });
    let namespace_made = json(&admin)
        .post_json("/image/v2/metadefs/namespaces", &namespace)
        .await;
    assert_eq!(namespace_made.status, 201, "{}", namespace_made.text());
    let namespace = encoded(&text.name("namespace"));
    let certificate = certificate(&json(&admin), text).await;
    for (function, form) in [
        (
            "create_project",
            vec![
                ("name", text.name("new")),
                ("description", text.of("words")),
            ],
        ),
        (
            "create_credential",
            vec![
                ("name", text.name("key")),
                ("role", "member".into()),
                ("days", String::new()),
            ],
        ),
    ] {
        let path = format!("/fn/{function}{here}");
        let done = admin.post_form(&path, &written(&form)).await;
        assert_eq!(done.status, 302, "{}", done.text());
    }

    let mut shapes = BTreeMap::new();
    let found = encoded(&text.name(""));
    for (who, client) in [
        ("admin", &admin),
        ("member", &mine),
        ("nobody", &app.anonymous()),
    ] {
        for language in ["en", "zh-Hans"] {
            let reader = client
                .clone()
                .header("accept", "text/html")
                .cookie(&format!("locale={language}"));
            for route in ROUTES {
                let path = route.path.replace("{project}", hall.0.as_str());
                let ids: Vec<&str> = match route.path {
                    path if path.contains("/admin/projects/") => vec![other.0.as_str()],
                    path if path.contains("/admin/definitions/") => vec![&namespace],
                    path if path.contains("/admin/certificates/") => vec![&certificate],
                    path if path.contains("/admin/users/") => vec![member.caller.user.as_str()],
                    path if path.contains("{id}") => images.iter().map(String::as_str).collect(),
                    _ => vec![images[0].as_str()],
                };
                for (at, id) in ids.iter().enumerate() {
                    let path = path.replace("{id}", id);
                    let queries = [
                        format!("?q={found}&next={found}&tab=mine"),
                        format!(
                            "?tab=community&id={id}&kind=&from={found}&actor={found}&target={found}"
                        ),
                        format!("?id={id}"),
                    ];
                    for (which, query) in queries.iter().enumerate() {
                        let page = reader.get(&format!("{path}{query}")).await;
                        let name = format!("{who} {language} {} {at} {which}", route.path);
                        shapes.insert(name, shape(&page));
                    }
                }
            }
            // Forms that come back with what was typed, and pages that say what was done.
            for (page, function, form) in [
                (
                    "/login",
                    "sign_in",
                    vec![
                        ("name", text.of("typed")),
                        ("password", "wrong".into()),
                        ("domain", text.of("domain")),
                        ("next", text.of("")),
                    ],
                ),
                (
                    "admin/projects",
                    "create_project",
                    vec![("name", text.of("new")), ("description", text.of("words"))],
                ),
                (
                    "admin/users",
                    "create_user",
                    vec![
                        ("name", text.of(&"x".repeat(300))),
                        ("password", String::new()),
                        ("project", String::new()),
                        ("role", text.name("role")),
                    ],
                ),
                (
                    "account",
                    "create_credential",
                    vec![
                        ("name", text.name("key")),
                        ("role", "member".into()),
                        ("days", text.of("days")),
                    ],
                ),
                (
                    "images/0",
                    "share_image",
                    vec![("id", images[0].clone()), ("with", text.of("nobody"))],
                ),
                (
                    "images/0",
                    "turn_image",
                    vec![("id", images[0].clone()), ("active", text.of("maybe"))],
                ),
                (
                    "images/0",
                    "change_image",
                    vec![
                        ("id", images[0].clone()),
                        ("seen", "0".into()),
                        ("name", text.of("typed")),
                        ("tags[]", text.of("tag2")),
                        ("properties[0][name]", text.of("key2")),
                        ("properties[0][value]", text.of("value2")),
                    ],
                ),
                (
                    "images/0",
                    "change_image",
                    vec![
                        ("id", images[0].clone()),
                        ("seen", "0".into()),
                        ("min_disk", text.of("many")),
                    ],
                ),
            ] {
                let page = match page {
                    "/login" => page.to_owned(),
                    page => format!(
                        "/projects/{}/{}",
                        hall.0,
                        page.replace("images/0", &format!("images/{}", images[0]))
                    ),
                };
                let path = format!("/fn/{function}{here}");
                let from = reader
                    .clone()
                    .header("referer", &format!("http://vitrine.test{page}"));
                let answer = from.post_form(&path, &written(&form)).await;
                let cookies = answer.cookies();
                let next = if cookies.is_empty() {
                    from
                } else {
                    from.cookie(&cookies)
                };
                if answer.status.is_redirection() {
                    let shown = next.get(answer.header("location")).await;
                    shapes.insert(
                        format!("{who} {language} after {function} {}", form.len()),
                        shape(&shown),
                    );
                }
            }
        }
    }
    shapes
}

async fn signed_in(app: &TestApp, name: &str, text: Text) -> Client {
    let browser = app
        .anonymous()
        .header("accept", "text/html")
        .header("sec-fetch-site", "same-origin")
        .header(
            "user-agent",
            &text.of("browser").replace(|c: char| !c.is_ascii(), ""),
        );
    let password = format!("{name}-{name}");
    let form = [
        ("name", name.to_owned()),
        ("password", password),
        ("domain", String::new()),
        ("next", String::new()),
    ];
    let answer = browser.post_form("/fn/sign_in", &written(&form)).await;
    assert_eq!(answer.header("location"), "/images", "{}", answer.text());
    browser.header("cookie", &answer.cookies())
}

fn written(form: &[(&str, String)]) -> String {
    let fields = form
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    fields.collect::<Vec<_>>().join("&")
}

fn encoded(text: &str) -> String {
    app::paths::encode(text)
}

/// The elements of a page, each with the names of its attributes.
fn shape(page: &Answer) -> Shape {
    let text = page.text();
    assert!(page.status.as_u16() < 500, "{text}");
    let mut shape = Shape::new();
    for node in Html::parse_document(&text).tree.nodes() {
        let name = match node.value() {
            Node::Element(element) => {
                let mut attributes: Vec<&str> = element.attrs().map(|(name, _)| name).collect();
                attributes.sort_unstable();
                format!("{} {}", element.name(), attributes.join(" "))
            }
            Node::Comment(_) => "comment".to_owned(),
            Node::ProcessingInstruction(_) => "instruction".to_owned(),
            _ => continue,
        };
        assert!(!name.contains("planted"), "{name}: {text}");
        *shape.entry(name).or_default() += 1;
    }
    shape
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_of_a_user_is_markup_on_any_page() {
    let harmless = Box::pin(shapes(TestDb::sqlite().await, HARMLESS)).await;
    let hostile = Box::pin(shapes(TestDb::sqlite().await, HOSTILE)).await;
    compare(&harmless, &hostile);
}

/// Fails for each kind of element, with its attributes, that only pages with hostile texts hold.
fn compare(harmless: &BTreeMap<String, Shape>, hostile: &BTreeMap<String, Shape>) {
    assert!(harmless.len() > 100, "{} pages", harmless.len());
    assert_eq!(harmless.len(), hostile.len(), "the same pages");
    let known: BTreeSet<&String> = harmless.values().flat_map(BTreeMap::keys).collect();
    for (page, shape) in hostile {
        let new: Vec<&String> = shape.keys().filter(|kind| !known.contains(kind)).collect();
        assert!(new.is_empty(), "{page} holds what no template has: {new:?}");
    }
}
