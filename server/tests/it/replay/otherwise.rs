//! What is answered otherwise than Glance and Keystone did, and why. Each reason is a row of `docs/api.md`, named by its first column.

use super::exchange::Exchange;

/// Differences that any exchange may have, by the row that gives the reason.
pub const EVERYWHERE: [(&str, &[&str]); 4] = [
    (
        "no header against misuse by browsers",
        &[
            "has header x-content-type-options",
            "has header referrer-policy",
            "has header x-frame-options",
            "has header content-security-policy",
        ],
    ),
    (
        "versions and 401 carry no request id",
        &["has header x-openstack-request-id"],
    ),
    (
        "`locations`, `direct_url` and `stores` are shown",
        &[
            "no field locations",
            "no field direct_url",
            "no field stores",
        ],
    ),
    (
        "202 and 204 have a `Content-Type`, and `Content-Length` now and then",
        &[
            "no content, no header content-type",
            "no content, has header content-length",
        ],
    ),
];

/// Exchanges of which every difference begins with one of these, by the row that gives the reason.
pub struct Otherwise {
    pub row: &'static str,
    pub exchanges: &'static [u32],
    pub differences: &'static [&'static str],
}

const fn otherwise(
    row: &'static str,
    exchanges: &'static [u32],
    differences: &'static [&'static str],
) -> Otherwise {
    Otherwise {
        row,
        exchanges,
        differences,
    }
}

pub const OTHERWISE: [Otherwise; 28] = [
    otherwise(
        "`/v2/` without a token is 401",
        &[5],
        &[
            "status 200, not 401",
            "no header www-authenticate",
            "no .",
            "has .versions",
        ],
    ),
    otherwise(
        "`302` from `/v2` says `text/html` of nothing",
        &[6],
        &["no header content-type", "has header content-length"],
    ),
    otherwise(
        "`OPTIONS`, and another method at `/`, name no method",
        &[14, 15, 16],
        &["has header allow"],
    ),
    otherwise(
        "a request id over 64 characters is 500",
        &[25],
        &["status 200, not 500", "no .", "has ."],
    ),
    otherwise(
        "`Accept: application/json, */*` gets errors in HTML",
        &[82, 83, 84, 86, 87, 88],
        &[" is {code message title}, not html"],
    ),
    otherwise(
        "`min_disk` and `min_ram` may be negative in places",
        &[90],
        &[
            "has .properties.min_disk.minimum",
            "has .properties.min_ram.minimum",
        ],
    ),
    otherwise(
        "`min_disk` and `min_ram` may be negative in places",
        &[91],
        &["has .properties.images.items.properties.min_"],
    ),
    otherwise(
        "three stores are listed",
        &[110, 111, 113],
        &["status 404, not 200", "has ."],
    ),
    otherwise(
        "a reserved property with a value that is no text is 400",
        &[139],
        &["status 403, not 400"],
    ),
    otherwise(
        "four-byte characters in names are refused",
        &[153],
        &["status 201, not 400", "has ", "no ."],
    ),
    otherwise("NUL in a name is 500", &[154], &["status 400, not 500"]),
    otherwise(
        "`os_hash_algo` and `os_hash_value` in a create are passed over",
        &[164],
        &["status 403, not 201", "no ", "has ."],
    ),
    otherwise(
        "a JSON list as body of a create is 500",
        &[165],
        &["status 400, not 500"],
    ),
    otherwise(
        "a marker of another project's image is 403, an unknown one 400",
        &[188],
        &["status 400, not 403"],
    ),
    otherwise("`size=foo:1` is 500", &[234], &["status 400, not 500"]),
    otherwise(
        "`Allow` misspells a method for tags",
        &[249, 250, 251],
        &["allow DELETE, GET, PATCH, not GET, PATCH, DELETE"],
    ),
    otherwise(
        "`Allow` misspells a method for tags",
        &[398],
        &["allow DELETE, PUT, not PUT, DELETE"],
    ),
    otherwise(
        "`Allow` misspells a method for tags",
        &[552],
        &["allow DELETE, GET, not GET, DELETE"],
    ),
    otherwise(
        "import `method` given as a string is 500; `stores` that is no list is read letter by letter, 409",
        &[452],
        &["status 400, not 500"],
    ),
    otherwise(
        "import `method` given as a string is 500; `stores` that is no list is read letter by letter, 409",
        &[455],
        &["status 400, not 409"],
    ),
    otherwise(
        "a download through the cache may lack `Content-Length`",
        &[331, 382, 423],
        &["has header content-length"],
    ),
    otherwise(
        "416 does not tell the size",
        &[342, 343, 345, 346, 349],
        &["has header content-range"],
    ),
    otherwise(
        "a qcow2 that is declared raw is taken",
        &[366],
        &[
            "status 415, not 204",
            " is {code message title}, not nothing",
        ],
    ),
    otherwise(
        "`POST …/file` is 400",
        &[369],
        &["status 405, not 400", "has header allow"],
    ),
    otherwise(
        "a tag that contains `/` cannot be put or deleted by path",
        &[394],
        &[
            "status 204, not 404",
            " is nothing, not {code message title}",
        ],
    ),
    otherwise(
        "a member id over 255 characters is 500; any text is one",
        &[410],
        &["status 400, not 500"],
    ),
    otherwise(
        "roles that come with it have no description",
        &[673],
        &[".roles[].description is text, not null"],
    ),
    otherwise(
        "a path that is not served answers HTML",
        &[679],
        &["no header vary", " is {code message title}, not html"],
    ),
];

/// Rows of `docs/api.md` about what no exchange shows, and the test that does.
pub const SHOWN_ELSEWHERE: [(&str, &str); 29] = [
    (
        "staging and imports ask the policy `modify_image`",
        "no_way_in_passes_by_the_policy_of_uploads",
    ),
    (
        "a page of a list of which every image is refused by policy ends the list",
        "an_image_that_a_rule_refuses_is_as_none_and_ends_no_list",
    ),
    (
        "quotas are soft: uploads of unknown length pass `image_size_total`",
        "uploads_of_any_size_never_pass_the_limit_by_a_byte",
    ),
    (
        "use in `info/usage` leaves out what uploads under way will bring",
        "what_is_under_way_counts_as_used",
    ),
    (
        "a required property can be taken away after the create",
        "properties_that_the_operator_requires_are_required",
    ),
    (
        "a refused upload leaves checksum and hash behind",
        "a_size_that_does_not_agree_is_refused_and_changes_nothing",
    ),
    (
        "a marker that was deleted meanwhile is 400",
        "a_page_goes_on_after_an_image_that_was_deleted",
    ),
    (
        "`next` is there whenever a page is full",
        "the_next_page_is_of_the_same_list_and_never_empty",
    ),
    (
        "`first` and `next` keep one of several `tag`, `sort_key`, `sort_dir`",
        "the_next_page_is_of_the_same_list_and_never_empty",
    ),
    (
        "moments are compared to the microsecond, and shown to the second",
        "a_list_is_filtered_by_every_field",
    ),
    (
        "`add` sets formats and owner where `replace` may not",
        "what_may_not_be_changed_is_named",
    ),
    (
        "an image can be staged before its formats are set, and never imported then",
        "staging_is_refused_as_in_glance",
    ),
    (
        "staged data stays for ever",
        "staged_bytes_that_nobody_imports_go_after_a_day",
    ),
    (
        "staged data is inspected when it is imported",
        "what_is_refused_while_it_is_staged_leaves_nothing",
    ),
    (
        "whoever sees an image sees its tasks",
        "a_member_sees_an_image_and_not_how_it_came",
    ),
    (
        "a task with incomplete `input` is 201, and fails",
        "a_task_makes_an_image",
    ),
    ("tasks convert formats", "a_task_makes_an_image"),
    (
        "an address is filtered by its text; a name may stand for anything",
        "a_name_that_stands_for_the_neighbourhood_is_refused",
    ),
    (
        "a failed task says \"internal error\"",
        "what_goes_wrong_leaves_nothing_and_says_why",
    ),
    (
        "data can be put to an image whose import waits",
        "nothing_else_comes_to_an_image_whose_import_waits",
    ),
    (
        "tags in the order given",
        "tags_are_shown_in_alphabetical_order",
    ),
    (
        "services, endpoints and regions are rows",
        "services_endpoints_and_the_region_come_from_the_configuration",
    ),
    (
        "ids of services and endpoints are 32 hex digits",
        "services_endpoints_and_the_region_come_from_the_configuration",
    ),
    (
        "the own password can be changed without a token",
        "everyone_is_asked_who_they_are",
    ),
    (
        "projects nest, and may be domains",
        "what_is_not_enforced_is_not_accepted",
    ),
    ("limits of domains", "what_is_not_enforced_is_not_accepted"),
    (
        "`access_rules` of application credentials",
        "what_is_not_enforced_is_not_accepted",
    ),
    (
        "there are a role `manager` and implied roles as rows",
        "four_roles_are_there_and_stay",
    ),
    (
        "groups, trusts, federation, OAuth, EC2",
        "what_is_not_enforced_is_not_accepted",
    ),
];

/// Sections of the recording that are not asked again, and why.
pub const OUT_OF_SCOPE: [(&str, &str); 3] = [
    ("cache", "no cache of images is served yet"),
    (
        "locations",
        "locations are not shown, and none is taken from outside",
    ),
    ("metadefs", "no catalogue of metadata is served yet"),
];

/// The same of single exchanges.
pub const EACH_OUT_OF_SCOPE: [(&[u32], &str); 6] = [
    (
        &[29, 37, 45, 53, 61, 69, 77, 85],
        "no cache of images is served yet",
    ),
    (
        &[318, 320],
        "locations are not shown, and none is taken from outside",
    ),
    (&[360, 361], "there is one store"),
    (
        &[467, 468, 469, 470, 471, 476, 477, 478, 479, 480, 481],
        "there is one store",
    ),
    (&[542], "a task that cannot be done is not taken"),
    (&[545, 549], "the recorded task failed, ours is done"),
];

/// What is being built just now: sections, and single exchanges. Empty when it is done.
pub const NOT_YET: [&str; 1] = ["limits"];
pub const EACH_NOT_YET: [u32; 8] = [176, 207, 209, 211, 212, 215, 364, 365];
/// Ends of differences that go away with it.
pub const DIFFERENCES_NOT_YET: [&str; 1] = ["virtual_size is null, not number"];

/// Why an exchange is not asked again, if it is not.
pub fn passed_over(exchange: &Exchange) -> Option<&'static str> {
    let section = OUT_OF_SCOPE
        .iter()
        .find(|(section, _)| *section == exchange.section);
    let each = EACH_OUT_OF_SCOPE
        .iter()
        .find(|(each, _)| each.contains(&exchange.n));
    section.map(|(_, why)| *why).or(each.map(|(_, why)| *why))
}

/// Whether an exchange has to wait.
pub fn not_yet(exchange: &Exchange) -> bool {
    NOT_YET.contains(&exchange.section.as_str()) || EACH_NOT_YET.contains(&exchange.n)
}
