//! What is answered otherwise than Glance and Keystone did, and why. Each reason is a row of `docs/api.md`, named by its first column.

/// Differences that any exchange may have, by the row that gives the reason.
pub const EVERYWHERE: [(&str, &[&str]); 7] = [
    (
        "data is refused without a code for programs",
        &["has header vitrine-reason"],
    ),
    (
        "nothing is noted of data that is odd but taken",
        &["has field os_glance_inspection"],
    ),
    (
        "no header against misuse by browsers",
        &[
            "has header x-content-type-options",
            "has header referrer-policy",
            "has header x-frame-options",
            "has header content-security-policy",
            "has header cache-control",
        ],
    ),
    (
        "errors are HTML for `*/*`, and text for an empty `Accept` or none",
        &[
            " is {error}, not html",
            " is {code message title}, not plain",
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
pub struct Deviation {
    pub row: &'static str,
    pub exchanges: &'static [u32],
    pub differences: &'static [&'static str],
}

const fn otherwise(
    row: &'static str,
    exchanges: &'static [u32],
    differences: &'static [&'static str],
) -> Deviation {
    Deviation {
        row,
        exchanges,
        differences,
    }
}

pub const OTHERWISE: [Deviation; 38] = [
    otherwise(
        "Glance's definition files are loaded",
        &[576, 577, 578],
        &[".namespaces"],
    ),
    otherwise(
        "Glance's definition files are loaded",
        &[580],
        &["has .properties.watchdog_action.default"],
    ),
    otherwise(
        "Glance's definition files are loaded",
        &[596],
        &[".resource_types is"],
    ),
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
    otherwise(
        "a colon in the `name`, `id`, `status` or format that is filtered by begins an operator, or is 400",
        &[200],
        &["status 200, not 400", "no ", "has "],
    ),
    otherwise("`size=foo:1` is 500", &[234], &["status 400, not 500"]),
    otherwise(
        "`Allow` misspells a method for tags",
        &[249, 250, 251],
        &["allow DELETE, GET, PATCH, not GET, PATCH, DELETE"],
    ),
    otherwise(
        "`locations` are added and removed by a patch",
        &[318, 320],
        &["status 403, not 200", "no .", "has ."],
    ),
    otherwise(
        "`locations` are added and removed by a patch",
        &[319],
        &["status 403, not 400"],
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
        "a refused upload leaves checksum and hash behind",
        &[365],
        &[
            ".checksum is null",
            ".os_hash_algo is null",
            ".os_hash_value is null",
        ],
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
        "a task with incomplete `input` is 201, and fails",
        &[542],
        &["status 400, not 201", "no ", "has ."],
    ),
    otherwise(
        "an import by `POST /v2/tasks` failed",
        &[545],
        &[".tasks is "],
    ),
    otherwise(
        "an import by `POST /v2/tasks` failed",
        &[549],
        &[".result is "],
    ),
    otherwise(
        "roles that come with it have no description",
        &[673],
        &[".roles[].description is text, not null"],
    ),
    otherwise(
        "a path that is not served answers HTML",
        &[679],
        &[" is {error}, not html"],
    ),
];
