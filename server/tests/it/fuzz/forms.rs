//! Forms, filled in well, badly, or with something else.

use super::{
    paths::Ids,
    queries::{self, encoded},
    rng::Rng,
};

pub const FORM: &str = "application/x-www-form-urlencoded";

/// What each form asks for.
pub const FORMS: &[(&str, &[&str])] = &[
    ("set_preferences", &["locale", "theme", "shortcuts", "told"]),
    (
        "set_columns",
        &["status", "size", "format", "visibility", "tags", "id"],
    ),
    ("change_password", &["old", "new"]),
    ("create_credential", &["name", "role", "days"]),
    ("set_default_project", &["usual"]),
    ("create_user", &["name", "password", "project", "role"]),
    ("turn_user", &["id", "enabled"]),
    ("turn_project", &["id", "enabled"]),
    ("delete_user", &["id", "name"]),
    ("delete_project", &["id", "name"]),
    ("create_project", &["name", "description"]),
    (
        "set_quota",
        &["id", "size", "staged", "images", "uploading"],
    ),
    ("give_role", &["id", "user", "role"]),
    ("take_role", &["id", "user", "role"]),
    ("turn_image", &["id", "active"]),
    ("change_images", &["ids", "deed", "value", "was"]),
    (
        "change_image",
        &[
            "id",
            "seen",
            "name",
            "visibility",
            "protected",
            "hidden",
            "min_disk",
            "min_ram",
            "tags[]",
            "untag[]",
            "properties[0][key]",
            "properties[0][name]",
            "properties[0][value]",
            "properties[0][remove]",
            "properties[7][value]",
            "was",
            "undo",
        ],
    ),
    ("create_namespace", &["json"]),
    ("save_namespace", &["namespace", "seen", "json"]),
    ("delete_namespace", &["namespace", "name"]),
    ("create_certificate", &["name", "project", "pem"]),
    ("revoke_certificate", &["id", "reason"]),
    ("delete_certificate", &["id", "name"]),
    ("require_signatures", &["id", "required"]),
    ("share_image", &["id", "with"]),
    ("unshare_image", &["id", "with"]),
    ("answer_image", &["id", "status"]),
    ("sign_in", &["name", "password", "domain", "next"]),
    ("enter_project", &["project", "to"]),
];

/// What fits into a field.
const FITTING: &[(&str, &[&str])] = &[
    ("enabled", &["true", "false", "1", "on"]),
    ("namespace", &["Paint", "OS::X", "nothing"]),
    (
        "json",
        &[
            "{}",
            "[",
            "{\"namespace\":\"Paint\"}",
            "{\"namespace\":\"New\",\"tags\":[{\"name\":\"a\"},{\"name\":\"a\"}]}",
        ],
    ),
    (
        "pem",
        &[
            include_str!("../dashboard/acme.pem"),
            "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----",
            "x",
        ],
    ),
    ("required", &["on", "", "false"]),
    ("active", &["true", "false", "TRUE", ""]),
    ("told", &["true", "false", "yes"]),
    ("shortcuts", &["true", "false", "on"]),
    ("locale", &["en", "zh-Hans", "En", "tlh"]),
    ("theme", &["light", "dark", "auto", "Light"]),
    ("role", &["member", "reader", "admin", "victim", "manager"]),
    ("user", &["alice", "bob", "victim", "nobody"]),
    ("name", &["alice", "victim", "there", "new", " "]),
    ("old", &["alice-alice", "bob-bob", "reader-reader"]),
    ("new", &["alice-alice", "short", "long enough, it seems"]),
    ("password", &["alice-alice", "", "long enough, it seems"]),
    ("domain", &["default", "Default", "victim"]),
    ("next", &["/images", "//evil.example", "/login?next=/login"]),
    ("to", &["sharing", "account", "projects", "users"]),
    ("days", &["7", "0", "65535", "65536", "-1", " 1 "]),
    (
        "seen",
        &[
            "0",
            "-1",
            "1764403200000000",
            "9223372036854775807",
            "-9223372036854775808",
            "253402300800000000",
            "-377705116800000001",
        ],
    ),
    ("visibility", &["public", "private", "shared", "community"]),
    ("status", &["accepted", "rejected", "pending", "on"]),
    (
        "deed",
        &[
            "delete",
            "deactivate",
            "reactivate",
            "protect",
            "unprotect",
            "hide",
            "unhide",
            "visibility",
            "tag",
            "untag",
        ],
    ),
    ("value", &["public", "shared", "a", "a, b", " "]),
    (
        "was",
        &["private", "community", "x", "{}", "{\"name\":\"00\"}"],
    ),
    (
        "undo",
        &[
            "{}",
            "{\"name\":\"old\"}",
            "{\"tags\":[\"\"]}",
            "{\"properties\":{\"a\":null}}",
            "[",
        ],
    ),
    ("tags[]", &["a, b", ",", " ", "x"]),
    ("untag[]", &["a", "%", "%ff"]),
    ("properties[0][key]", &["os_distro", "%00", "%ff", "owner"]),
    ("properties[0][name]", &["a", "", "owner", "os_hidden"]),
    ("properties[0][value]", &["b", "b\r\nc", "", "\0"]),
    ("properties[0][remove]", &["on", ""]),
    ("properties[7][value]", &["b", ""]),
    ("min_disk", NUMBERS),
    ("min_ram", NUMBERS),
    ("size", NUMBERS),
    ("staged", NUMBERS),
    ("images", NUMBERS),
    ("uploading", NUMBERS),
];

const NUMBERS: &[&str] = &[
    "",
    "0",
    "1",
    "10",
    "-1",
    "-2",
    "2147483647",
    "2147483648",
    "8796093022208",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "0.5",
    "1e300",
    "NaN",
    " 7 ",
];

/// What fits into that field, if anything is known to.
pub fn fitting(name: &str) -> Option<&'static str> {
    let fitting = FITTING.iter().find(|(field, _)| *field == name);
    fitting.map(|(_, words)| words[0])
}

/// A form for the endpoint at `path`, and what it is said to be, if anything.
pub fn any(rng: &mut Rng, path: &str, ids: &Ids) -> (Option<String>, Vec<u8>) {
    let (media, body) = if path.ends_with("/upload_image") {
        ("multipart/form-data; boundary=x", parts(rng, ids))
    } else {
        (FORM, fields(rng, path, ids))
    };
    let media = match rng.below(25) {
        0 => None,
        1 => Some(rng.pick(&[
            "",
            ";;;",
            "text/plain",
            "application/json",
            "application/cbor",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "application/x-www-form-urlencoded; charset=utf-16",
            FORM,
        ])),
        _ => Some(media),
    };
    (media.map(str::to_owned), spoilt(rng, body))
}

fn fields(rng: &mut Rng, path: &str, ids: &Ids) -> Vec<u8> {
    let endpoint = path.trim_start_matches("/fn/");
    let known = FORMS.iter().find(|(name, _)| *name == endpoint);
    let asked = known.map_or(&["id"][..], |(_, fields)| fields);
    let mut fields = Vec::new();
    for name in asked {
        let times = match rng.below(20) {
            0 => 0,
            1 => 2,
            _ => 1,
        };
        fields.extend((0..times).map(|_| field(rng, name, ids)));
    }
    if rng.once_in(10) {
        let name = rng.pick(&[
            "project",
            "id",
            "x",
            "",
            "__proto__",
            "[",
            "a[b][c][d][e][f][g]",
        ]);
        fields.push(field(rng, name, ids));
    }
    fields.join("&").into_bytes()
}

fn field(rng: &mut Rng, name: &str, ids: &Ids) -> String {
    let value = encoded(&value(rng, name, ids));
    match rng.below(60) {
        0 => format!("{name}={value}%zz"),
        1 => format!("{name}={value}%ff%fe"),
        2 => name.to_owned(),
        3 => format!("{name}[]={value}"),
        4 => format!("{name}[0]={value}"),
        5 => format!("{name}[x]={value}"),
        6 => format!("{name}[={value}"),
        7 => format!("{name}{}={value}", "[x]".repeat(1 + rng.below(400))),
        8 => format!("{name}[99999999999]={value}"),
        _ => format!("{name}={value}"),
    }
}

fn value(rng: &mut Rng, name: &str, ids: &Ids) -> String {
    let fitting = FITTING.iter().find(|(field, _)| *field == name);
    match (rng.below(10), fitting) {
        (0..=5, Some((_, words))) => rng.pick(words).to_owned(),
        (0..=5, None) if name == "ids" => {
            let most = if rng.once_in(20) { 300 } else { 4 };
            let several: Vec<String> = (0..=rng.below(most)).map(|_| ids.any(rng)).collect();
            several.join(",")
        }
        (0..=6, _) => ids.any(rng),
        (7, _) if rng.once_in(3) => {
            let letter = rng.pick(&["x", "\u{9519}", "%", ",", "a=b\n"]);
            letter.repeat([255, 256, 501, 5000, 70_000][rng.below(5)])
        }
        _ => queries::value(rng).to_owned(),
    }
}

/// A form in parts, with a file or without.
fn parts(rng: &mut Rng, ids: &Ids) -> Vec<u8> {
    let mut body: String = (0..rng.below(4)).map(|_| part(rng, ids)).collect();
    if !rng.once_in(10) {
        body.push_str("--x--\r\n");
    }
    body.into_bytes()
}

fn part(rng: &mut Rng, ids: &Ids) -> String {
    let name = rng.pick(&["name", "file", "file", "x", ""]);
    let file_name = match rng.below(3) {
        0 => String::new(),
        1 => format!(
            "; filename=\"{}\"",
            rng.pick(&["a.qcow2", "", "../x", ".raw", "\u{e4}.iso"])
        ),
        _ => format!("; filename={}", queries::value(rng)),
    };
    let head = match rng.below(12) {
        0 => String::new(),
        1 => format!("x: {}\r\n", "y".repeat(rng.below(20_000))),
        2 => "content-disposition\r\n".to_owned(),
        _ => format!("content-disposition: form-data; name=\"{name}\"{file_name}\r\n"),
    };
    let content = match rng.below(4) {
        0 => "QFI\u{1}".to_owned(),
        1 => "x".repeat(rng.below(70_000)),
        _ => value(rng, name, ids),
    };
    format!("--x\r\n{head}\r\n{content}\r\n")
}

/// Once in a while a body is cut short, or one byte of it is another, or it is something else.
fn spoilt(rng: &mut Rng, mut body: Vec<u8>) -> Vec<u8> {
    let at = rng.below(body.len().max(1));
    match rng.below(40) {
        0 => body.truncate(at),
        1 => body.insert(at, 0xff),
        2 => body.insert(at, b"&=[]%\0;"[rng.below(7)]),
        3 => {
            body = (0..rng.below(300))
                .map(|_| rng.roll().to_le_bytes()[0])
                .collect();
        }
        4 => body = br#"{"id":[]}"#.to_vec(),
        5 => body = "&".repeat(rng.below(5000)).into_bytes(),
        _ => {}
    }
    body
}
