use model::{Change, Condition, Property};

use super::{Format, parse};

fn refusal(format: Format, body: &str) -> String {
    let problem = parse(format, body.as_bytes()).expect_err(body);
    format!("{} {}", problem.status().as_u16(), problem.message)
}

fn property(name: &str, condition: Condition) -> Change {
    Change::Property(Property {
        name: name.into(),
        value: "x".into(),
        condition,
    })
}

#[test]
fn both_formats_say_the_same() {
    let body = br#"[{"op": "replace", "path": "/name", "value": "n"}, {"op": "add", "path": "/a~1b~0c", "value": "x"},
        {"op": "replace", "path": "/p", "value": "x"}, {"op": "remove", "path": "/q"}]"#;
    let name = || Change::Name(Some("n".parse().expect("a name")));
    assert_eq!(
        parse(Format::Final, body).expect("fine"),
        [
            name(),
            property("a/b~c", Condition::Always),
            property("p", Condition::Present),
            Change::RemoveProperty("q".into())
        ]
    );
    let body =
        br#"[{"replace": "/name", "value": "n"}, {"add": "/p", "value": "x"}, {"remove": "/q"}]"#;
    assert_eq!(
        parse(Format::Draft4, body).expect("fine"),
        [
            name(),
            property("p", Condition::Absent),
            Change::RemoveProperty("q".into())
        ]
    );
    assert_eq!(parse(Format::Final, b"[]").expect("fine"), []);
}

#[test]
fn what_is_no_patch_is_refused_with_its_reason() {
    for (body, expected) in [
        (
            r#"{"op": "add"}"#,
            "400 The body is not a list of operations.",
        ),
        (r#"["x"]"#, "400 An operation is not an object."),
        (
            r#"[{"path": "/name", "value": "x"}]"#,
            "400 op is missing; it is one of add, replace, remove",
        ),
        (
            r#"[{"replace": "/name", "value": "x"}]"#,
            "400 op is missing; it is one of add, replace, remove",
        ),
        (
            r#"[{"op": "move", "from": "/a", "path": "/b"}]"#,
            "400 op `move` is not one of add, replace, remove",
        ),
        (r#"[{"op": "add", "value": "x"}]"#, "400 path is missing"),
        (
            r#"[{"op": "add", "path": 7, "value": "x"}]"#,
            "400 path is not a string",
        ),
        (
            r#"[{"op": "add", "path": "", "value": "x"}]"#,
            "400 path `` does not begin with a slash",
        ),
        (
            r#"[{"op": "add", "path": "/", "value": "x"}]"#,
            "400 path `/` ends with a slash",
        ),
        (
            r#"[{"op": "add", "path": "/a/b", "value": "x"}]"#,
            "400 path `/a/b` leads into a property; properties have no parts",
        ),
        (
            r#"[{"op": "add", "path": "//a", "value": "x"}]"#,
            "400 path `//a` leads into a property; properties have no parts",
        ),
        (
            r#"[{"op": "add", "path": "/name/", "value": "x"}]"#,
            "400 path `/name/` ends with a slash",
        ),
        (
            r#"[{"op": "add", "path": "/a~2", "value": "x"}]"#,
            "400 path `/a~2` holds a `~` that is followed by neither 0 nor 1",
        ),
        (
            r#"[{"op": "replace", "path": "/name"}]"#,
            "400 value is missing at `/name`",
        ),
        (
            r#"[{"op": "add", "path": "/n", "value": 5}]"#,
            "400 n is not a string",
        ),
        (
            r#"[{"op": "replace", "path": "/min_disk", "value": -1}]"#,
            "400 min_disk is not a whole number from 0 to 2147483647",
        ),
        (
            r#"[{"op": "replace", "path": "/status", "value": "active"}]"#,
            "403 Attribute 'status' is read-only.",
        ),
        (
            r#"[{"op": "replace", "path": "/id", "value": "x"}]"#,
            "403 Attribute 'id' is read-only.",
        ),
        (
            r#"[{"op": "add", "path": "/os_glance_x", "value": "x"}]"#,
            "403 Attribute 'os_glance_x' is reserved.",
        ),
        (
            r#"[{"op": "add", "path": "/locations/-", "value": {"url": "http://a/b", "metadata": {}}}]"#,
            "403 Attribute 'locations' is reserved.",
        ),
        (
            r#"[{"op": "remove", "path": "/locations/0"}]"#,
            "403 Attribute 'locations' is reserved.",
        ),
        (
            r#"[{"op": "add", "path": "/locations/-/url", "value": "http://a/b"}]"#,
            "400 path `/locations/-/url` leads into a property; properties have no parts",
        ),
        (
            r#"[{"op": "remove", "path": "/name"}]"#,
            "403 Every image has a property `name`; it cannot be removed.",
        ),
    ] {
        assert_eq!(refusal(Format::Final, body), expected, "{body}");
    }
    assert_eq!(
        refusal(Format::Draft4, r#"[{"add": "/a", "remove": "/b"}]"#),
        "400 An operation holds exactly one of add, replace and remove."
    );
    assert_eq!(
        refusal(Format::Draft4, r#"[{"add": "/name", "value": "x"}]"#),
        "409 Every image has a property `name` already."
    );
}

#[test]
fn no_body_makes_it_panic() {
    for body in [
        "",
        "null",
        "[null]",
        "[[]]",
        "[{}]",
        r#"[{"op":{},"path":[],"value":{}}]"#,
        "\u{0}",
        r#"[{"remove":null}]"#,
    ] {
        for format in [Format::Draft4, Format::Final] {
            drop(parse(format, body.as_bytes()));
        }
    }
}
