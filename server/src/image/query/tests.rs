use form_urlencoded::Serializer;
use model::{Direction, SortKey};
use registry::{Filter, TextField};

use super::{ImageQuery, MemberStatus, SharedFilter, VisibilityFilter, operator, parse};

fn query(raw: &str) -> ImageQuery {
    parse(raw).expect(raw).query
}

fn sentence(raw: &str) -> String {
    parse(raw).expect_err(raw).to_string()
}

#[test]
fn a_wrong_parameter_is_named() {
    for (raw, expected) in [
        ("limit=abc", "limit is not a whole number"),
        ("limit=-1", "limit is negative"),
        ("marker=x", "marker names no image: x"),
        (
            "visibility=secret",
            "visibility `secret` is not one of private, shared, community, public",
        ),
        (
            "member_status=foo",
            "member_status `foo` is not one of pending, accepted, rejected, all",
        ),
        (
            "protected=True",
            "protected `True` is neither true nor false",
        ),
        (
            "os_hidden=maybe",
            "os_hidden `maybe` is neither true nor false",
        ),
        (
            "sort=name&sort_key=size",
            "sort cannot be combined with sort_key and sort_dir",
        ),
        ("sort=name:up", "sort_dir `up` is not one of asc, desc"),
        (
            "sort_key=foo",
            "sort_key `foo` is not one of name, status, container_format, disk_format, size, id, created_at, updated_at",
        ),
        (
            "sort_key=name&sort_dir=asc&sort_dir=desc",
            "sort_dir is given 2 times for 1 keys",
        ),
        ("size_min=abc", "size_min is not a whole number"),
        ("size=foo:1", "size is not a whole number"),
        (
            "created_at=gte:yesterday",
            "created_at is not compared with a time in ISO 8601, such as gte:2026-01-31T12:00:00Z",
        ),
        (
            "created_at=near:2026-01-31",
            "created_at is compared by `near:`, which is not among eq, neq, gt, gte, lt and lte",
        ),
        (
            "created_at=gte:2020-01-01T00:00:00+02:00",
            "created_at has a space where its zone begins: a plus sign stands for a space in a query, so write it as %2B, such as gte:2026-01-31T12:00:00%2B02:00",
        ),
        ("name=in:%22abc", "name has a quote that is not closed"),
        (
            "changes-since=2020-01-01",
            "changes-since belongs to the first version of this API; filter by updated_at",
        ),
        ("name=a%00b", "query contains a NUL character"),
    ] {
        assert_eq!(sentence(raw), expected, "{raw}");
    }
}

#[test]
fn the_links_of_a_page_keep_the_rest_of_the_query() {
    let marker = "4f026aa2-9073-4fac-b0bc-e60a8077a160";
    let params = parse(&format!(
        "tag=a&tag=b&limit=2&marker={marker}&sort=name:asc&os_distro=a%20b"
    ));
    assert_eq!(
        params.expect("a query").kept,
        "tag=a&tag=b&limit=2&sort=name%3Aasc&os_distro=a+b"
    );
}

#[test]
fn both_spellings_of_an_order_mean_the_same() {
    let expected = [
        (SortKey::Status, Direction::Ascending),
        (SortKey::Size, Direction::Descending),
    ];
    assert_eq!(query("sort=status:asc,size").sort, expected);
    assert_eq!(
        query("sort_key=status&sort_key=size&sort_dir=asc&sort_dir=desc").sort,
        expected
    );
    assert_eq!(
        query("sort_key=name&sort_key=id&sort_dir=asc").sort,
        [
            (SortKey::Name, Direction::Ascending),
            (SortKey::Id, Direction::Ascending)
        ]
    );
    assert_eq!(
        query("sort_dir=asc").sort,
        [(SortKey::CreatedAt, Direction::Ascending)]
    );
}

#[test]
fn what_is_no_field_is_a_property() {
    assert_eq!(
        query("os_distro=debian&tag=x&tag=y").filters,
        [
            Filter::Tag("x".into()),
            Filter::Tag("y".into()),
            Filter::Property("os_distro".into(), "debian".into())
        ]
    );
}

#[test]
fn of_one_parameter_given_twice_the_last_counts() {
    assert_eq!(
        query("name=a&name=b").filters,
        [Filter::Text(TextField::Name, vec!["b".into()])]
    );
}

#[test]
fn only_eq_and_in_are_operators_of_texts() {
    for name in ["ubuntu:24.04", "C:\\vm", "http://x/y", "gt:5", ":", "IN:a"] {
        let raw = Serializer::new(String::new())
            .append_pair("name", name)
            .finish();
        let same = |filters: Vec<Filter>| {
            assert_eq!(filters, [Filter::Text(TextField::Name, vec![name.into()])]);
        };
        same(query(&raw).filters);
        let raw = Serializer::new(String::new())
            .append_pair("name", &format!("eq:{name}"))
            .finish();
        same(query(&raw).filters);
    }
}

#[test]
fn words_of_their_own_choose_whose_images_are_listed() {
    assert_eq!(query("visibility=all").listed, VisibilityFilter::All);
    assert_eq!(query("").shared, SharedFilter::Only(MemberStatus::Accepted));
    assert_eq!(query("member_status=all").shared, SharedFilter::All);
    assert!(query("os_hidden=TRUE").hidden);
}

#[test]
fn a_value_with_a_comma_stands_in_quotes() {
    let list = |text: &str| operator::list("name", text).map_err(|error| error.to_string());
    let values = |words: &[&str]| Ok(words.iter().map(ToString::to_string).collect());
    assert_eq!(list("a,b"), values(&["a", "b"]));
    assert_eq!(list(r#""a,b",c"#), values(&["a,b", "c"]));
    assert_eq!(list(r#""a \"b\"""#), values(&["a \"b\""]));
    assert_eq!(list(""), values(&[]));
    assert_eq!(
        list(r#""a"b"#),
        Err("name has a closing quote that no comma follows".into())
    );
    assert_eq!(
        list(r#"a"b""#),
        Err("name has a quote that follows no comma".into())
    );
}

#[test]
fn a_moment_is_read_in_every_usual_spelling() {
    for text in [
        "2020-01-01T00:00:00Z",
        "2020-01-01T00:00:00",
        "2020-01-01T02:00:00+02:00",
        "2020-01-01",
        "2020-01-01T00:00:00.000000Z",
    ] {
        let moment = operator::moment(text).expect(text);
        assert_eq!(moment.unix_timestamp(), 1_577_836_800, "{text}");
    }
    assert_eq!(operator::moment("yesterday"), None);
    // The colons of a time are no operator's.
    assert!(parse("created_at=2020-01-01T00:00:00Z").is_ok());
}

#[test]
fn no_query_makes_it_panic() {
    for raw in [
        "=",
        "&&",
        "%",
        "%zz",
        "a=%ff",
        "sort=",
        "sort=,",
        "sort=:",
        "tag",
        "size_min",
        "name=in:",
        "name=in:,",
        "name=in:\\",
        "name=in:\"\\",
        "created_at=:",
        "created_at=9999-12-31T23:59:59Z",
        "limit=99999999999999999999",
        "size=9223372036854775808",
        "id=in:\"",
        "é=é",
    ] {
        drop(parse(raw));
    }
}
