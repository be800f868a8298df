use super::{paths::Ids, rng::Rng};

const NAMES: &[&str] = &[
    "limit",
    "marker",
    "sort",
    "sort_key",
    "sort_dir",
    "id",
    "name",
    "status",
    "visibility",
    "member_status",
    "owner",
    "container_format",
    "disk_format",
    "checksum",
    "os_hash_algo",
    "os_hash_value",
    "protected",
    "os_hidden",
    "size",
    "size_min",
    "size_max",
    "virtual_size",
    "virtual_size_min",
    "min_disk",
    "min_disk_min",
    "min_ram",
    "min_ram_max",
    "created_at",
    "updated_at",
    "tag",
    "changes-since",
    "is_public",
    "colour",
    "scope",
    "image",
    "action",
    "actor",
    "target",
    "since",
    "until",
    "after",
    "project",
    "type",
    "resource_type",
    "resource_types",
    "domain_id",
    "enabled",
    "user.id",
    "role.id",
    "scope.project.id",
    "scope.domain.id",
    "scope.system",
    "include_names",
    "effective",
    "service_id",
    "region_id",
    "resource_name",
    "project_id",
    "nocatalog",
    "allow_expired",
    "name__contains",
    "",
    "%00",
    "\u{e4}",
];

const VALUES: &[&str] = &[
    "",
    "0",
    "1",
    "2",
    "-1",
    "25",
    "1000",
    "1001",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999999",
    "1e9",
    "0x10",
    "abc",
    "image.create",
    "member",
    "all",
    "9999-12-31",
    "2026-02-30",
    "name",
    "name:asc",
    "name:desc",
    "name:up",
    "size:desc,name",
    "id,id,id",
    ":",
    ",",
    "asc",
    "desc",
    "active",
    "queued",
    "in:active,queued",
    "in:",
    "in:,",
    "in:\"a,b\",c",
    "in:\"a",
    "in:\"\"",
    "in:\\\"",
    "neq:a",
    "gt:5",
    "foo:1",
    "all",
    "public",
    "private",
    "shared",
    "community",
    "secret",
    "accepted",
    "true",
    "True",
    "false",
    "maybe",
    "gte:2020-01-01T00:00:00Z",
    "lt:yesterday",
    "eq:9999-12-31T23:59:59Z",
    "gt:0000-01-01T00:00:00Z",
    "2020-01-01T00:00:00+99:00",
    "eq:+262142-01-01T00:00:00Z",
    "2020-02-30T00:00:00Z",
    "lte:-0001-12-31T00:00:00Z",
    "default",
    "image",
    "\0",
    "a\0b",
    "\u{1f4a9}",
    "\u{e4}",
    "%",
    "_",
    "' or 1=1 --",
    "\"; drop table image; --",
    "$1",
    "?",
    "\\",
    "NaN",
    "null",
    "[]",
    "{}",
    "..",
    "/",
];

/// A query string with some parameters, well written or not.
pub fn any(rng: &mut Rng, ids: &Ids) -> String {
    let parts: Vec<String> = (0..rng.below(5)).map(|_| parameter(rng, ids)).collect();
    parts.join(if rng.once_in(30) { "&&" } else { "&" })
}

fn parameter(rng: &mut Rng, ids: &Ids) -> String {
    let name = rng.pick(NAMES);
    if rng.once_in(15) {
        return name.replace('\u{e4}', "%C3%A4");
    }
    let value = match rng.below(6) {
        0 => ids.any(rng),
        1 => format!("in:{},{}", ids.any(rng), rng.pick(VALUES)),
        2 => format!(
            "{}:{}",
            rng.pick(&["eq", "neq", "gt", "gte", "lt", "lte", "in", "x"]),
            rng.pick(VALUES)
        ),
        _ => rng.pick(VALUES).to_owned(),
    };
    let value = match rng.below(20) {
        // Written wrongly: a stray per cent, bytes that are no UTF-8.
        0 => format!("{}%zz", encoded(&value)),
        1 => format!("{}%ff%fe", encoded(&value)),
        2 => "x".repeat(1 + rng.below(4000)),
        _ => encoded(&value),
    };
    format!(
        "{}={value}",
        if name.starts_with('%') {
            name.to_owned()
        } else {
            encoded(name)
        }
    )
}

/// A text as it stands in a URI.
pub fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

/// Any of the values.
pub fn value(rng: &mut Rng) -> &'static str {
    rng.pick(VALUES)
}
