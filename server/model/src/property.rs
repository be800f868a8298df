//! Names that properties of an image cannot have.

/// Fields that every image has. A client sets them as fields, and cannot remove them.
pub const BASE: [&str; 11] = [
    "id",
    "name",
    "visibility",
    "owner",
    "protected",
    "os_hidden",
    "disk_format",
    "container_format",
    "min_disk",
    "min_ram",
    "tags",
];

/// Fields that the server alone sets.
const READ_ONLY: [&str; 12] = [
    "status",
    "size",
    "virtual_size",
    "checksum",
    "os_hash_algo",
    "os_hash_value",
    "created_at",
    "updated_at",
    "direct_url",
    "self",
    "file",
    "schema",
];

/// Words that Glance keeps for itself.
const RESERVED: [&str; 5] = ["stores", "location", "locations", "deleted", "deleted_at"];

/// Properties that the server sets begin with this, in any case: some clients compare without case.
const OF_SERVER: &str = "os_glance";

/// Whether the server sets the property of that name, and no client may.
pub fn is_of_server(name: &str) -> bool {
    // Clients show a name with invisible characters before it as if they were not there.
    let shown = name.trim_start_matches(|one: char| {
        one.is_whitespace() || one.is_control() || matches!(one, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    });
    shown
        .get(..OF_SERVER.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(OF_SERVER))
}

/// Why no client may set the field or property of that name: it is `read-only` or `reserved`. `None` if they may.
pub fn forbidden_field(name: &str) -> Option<&'static str> {
    if READ_ONLY.contains(&name) {
        Some("read-only")
    } else if RESERVED.contains(&name) || is_of_server(name) {
        Some("reserved")
    } else {
        None
    }
}

/// The same for a property, which has no name of a field either: clients could not tell them apart.
pub fn forbidden_property(name: &str) -> Option<&'static str> {
    let field = BASE.contains(&name).then_some("a field of every image");
    forbidden_field(name).or(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_has_no_name_that_an_answer_has_for_something_else() {
        for name in [
            "status",
            "checksum",
            "self",
            "locations",
            "OS_GLANCE_x",
            "\u{200b}os_glance_signature",
            "name",
            "tags",
        ] {
            assert!(forbidden_property(name).is_some(), "{name}");
        }
        for name in ["os_distro", "Status", "os_glanc", "é", ""] {
            assert_eq!(forbidden_property(name), None, "{name}");
        }
        assert_eq!(forbidden_field("name"), None, "is set as a field");
    }
}
