use serde_json::{Map, Value, json};

use super::{certificates, definitions, paths::Ids, queries, rng::Rng};

const FIELDS: &[&str] = &[
    "id",
    "name",
    "visibility",
    "protected",
    "os_hidden",
    "disk_format",
    "container_format",
    "min_disk",
    "min_ram",
    "tags",
    "owner",
    "status",
    "size",
    "virtual_size",
    "checksum",
    "created_at",
    "locations",
    "self",
    "schema",
    "os_hash_algo",
    "deleted",
    "os_glance_import_task",
    "colour",
    "kernel_id",
    "img_signature",
    "img_signature_hash_method",
    "os_glance_signature",
    "",
    "a/b",
    "a~b",
    "\u{e4}",
    "\0",
];

const IDENTITY_FIELDS: &[&str] = &[
    "id",
    "name",
    "domain_id",
    "enabled",
    "description",
    "parent_id",
    "is_domain",
    "tags",
    "options",
    "password",
    "original_password",
    "default_project_id",
    "email",
    "roles",
    "secret",
    "expires_at",
    "unrestricted",
    "access_rules",
    "service_id",
    "region_id",
    "resource_name",
    "default_limit",
    "resource_limit",
    "project_id",
    "extra",
];

const PATHS: &[&str] = &[
    "/name",
    "/tags",
    "/tags/-",
    "/tags/0",
    "/colour",
    "/img_signature",
    "/os_glance_signature",
    "/visibility",
    "/protected",
    "/owner",
    "/disk_format",
    "/min_disk",
    "/status",
    "/id",
    "/locations",
    "/locations/-",
    "/a~1b",
    "/a~0b",
    "/a~2b",
    "/a~",
    "",
    "/",
    "//",
    "name",
    "/name/",
    "/a/b/c",
    "/os_hidden",
    "/deleted",
    "/os_glance_x",
    "/\0",
    "/\u{e4}",
];

/// A body for `path`: near to what its endpoint wants, or far from it.
pub fn any(rng: &mut Rng, path: &str, ids: &Ids) -> Vec<u8> {
    let body = match path {
        _ if rng.once_in(12) => value(rng, ids, 4),
        _ if path.contains("/metadefs/") => definitions::body(rng, path, ids),
        _ if path.contains("/certificates") || path.ends_with("/signatures") => {
            certificates::body(rng, path, ids)
        }
        _ if path.ends_with("/auth/tokens") => auth(rng, ids),
        _ if path.starts_with("/identity") => identity(rng, path, ids),
        _ if path.ends_with("/members") => json!({ "member": text_or_any(rng, ids) }),
        _ if path.contains("/members/") => json!({ "status": text_or_any(rng, ids) }),
        _ if path.ends_with("/import") => json!({ "method": {
            "name": rng.pick(&["glance-direct", "web-download", "copy-image", "nope"]),
            "uri": text_or_any(rng, ids),
        }, rng.pick(&["stores", "all_stores", "all_stores_must_succeed"]): value(rng, ids, 2) }),
        _ if path.ends_with("/images") => object(rng, FIELDS, ids),
        _ => patch(rng, ids),
    };
    spoilt(rng, body.to_string().into_bytes())
}

/// Once in a while a body is cut short, or one byte of it is another.
fn spoilt(rng: &mut Rng, mut body: Vec<u8>) -> Vec<u8> {
    let at = rng.below(body.len().max(1));
    match rng.below(25) {
        0 => body.truncate(at),
        1 => body[at] = 0xff,
        2 => body.insert(at, b'"'),
        3 => body = "[".repeat(3000).into_bytes(),
        _ => {}
    }
    body
}

fn patch(rng: &mut Rng, ids: &Ids) -> Value {
    let operations = (0..rng.below(5)).map(|_| {
        let path = rng.pick(PATHS);
        let verb = rng.pick(&["add", "replace", "remove", "test", "move", ""]);
        let value = value(rng, ids, 3);
        match rng.below(4) {
            // The older format.
            0 => json!({ verb: path, "value": value }),
            1 => json!({ "op": verb, "path": path }),
            _ => json!({ "op": verb, "path": path, "value": value }),
        }
    });
    operations.collect()
}

fn identity(rng: &mut Rng, path: &str, ids: &Ids) -> Value {
    let fields = object(rng, IDENTITY_FIELDS, ids);
    let kinds: &[(&str, &str)] = &[
        ("/password", "user"),
        ("application_credentials", "application_credential"),
        ("registered_limits", "registered_limit"),
        ("limits", "limit"),
        ("projects", "project"),
        ("users", "user"),
        ("domains", "domain"),
        ("roles", "role"),
    ];
    let kind = kinds
        .iter()
        .find(|(part, _)| path.contains(part))
        .map_or("user", |(_, kind)| *kind);
    if path.ends_with("limits") {
        let all: Vec<Value> = (0..rng.below(4)).map(|_| limit(rng, ids)).collect();
        return json!({ format!("{kind}s"): all });
    }
    json!({ kind: fields })
}

/// A limit that is often right.
fn limit(rng: &mut Rng, ids: &Ids) -> Value {
    let mut limit = json!({
        "service_id": "image", "resource_name": rng.pick(&["image_count_total", "image_size_total", "x"]),
        "default_limit": rng.below(100), "resource_limit": rng.below(100), "project_id": ids.any(rng),
    });
    if rng.once_in(3) {
        limit[rng.pick(IDENTITY_FIELDS)] = value(rng, ids, 2);
    }
    limit
}

fn auth(rng: &mut Rng, ids: &Ids) -> Value {
    let mut body = json!({ "auth": {
        "identity": {
            "methods": [rng.pick(&["password", "token", "application_credential", "totp"])],
            "password": { "user": { "name": "victim", "domain": { "id": "default" }, "password": "wrong" } },
            "token": { "id": queries::value(rng) },
            "application_credential": { "id": ids.any(rng), "secret": "x" },
        },
        "scope": { rng.pick(&["project", "domain", "system", "OS-TRUST:trust", "unscoped"]): { "id": ids.any(rng) } },
    } });
    let places = [
        "/auth",
        "/auth/identity",
        "/auth/identity/methods",
        "/auth/identity/password/user",
        "/auth/identity/password/user/domain",
        "/auth/scope",
    ];
    let place = places[rng.below(places.len())];
    if let Some(part) = body.pointer_mut(place) {
        *part = value(rng, ids, 2);
    }
    body
}

fn object(rng: &mut Rng, fields: &[&str], ids: &Ids) -> Value {
    let count = rng.below(6);
    let fields: Map<String, Value> = (0..count)
        .map(|_| (rng.pick(fields).to_owned(), value(rng, ids, 3)))
        .collect();
    Value::Object(fields)
}

fn text_or_any(rng: &mut Rng, ids: &Ids) -> Value {
    match rng.below(4) {
        0 => value(rng, ids, 2),
        1 => json!(rng.pick(&[
            "accepted",
            "rejected",
            "pending",
            "http://127.0.0.1:1/x",
            "file:///etc/passwd",
            "http://[::1]/",
            "http://0x7f.1/"
        ])),
        _ => json!(ids.any(rng)),
    }
}

/// Any JSON at all, at most `depth` deep.
pub fn value(rng: &mut Rng, ids: &Ids, depth: usize) -> Value {
    match rng.below(if depth == 0 { 9 } else { 11 }) {
        0 => Value::Null,
        1 => json!(rng.once_in(2)),
        2 => json!([0, 1, -1, i64::from(i32::MAX), 1 << 31, i64::MAX, i64::MIN][rng.below(7)]),
        3 => json!([0.5, -1e300, 1e19][rng.below(3)]),
        4 => json!(u64::MAX),
        5 => json!(ids.any(rng)),
        6 => json!("x".repeat([1, 255, 256, 65_536][rng.below(4)])),
        7 | 8 => json!(queries::value(rng)),
        9 => {
            let most = if rng.once_in(8) { 130 } else { 3 };
            let count = rng.below(most);
            (0..count).map(|_| value(rng, ids, depth - 1)).collect()
        }
        _ => object(rng, FIELDS, ids),
    }
}
