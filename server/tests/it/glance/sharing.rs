use super::{ERROR, Exchange};

const MEMBERS: &str = "/v2/images/{active}/members";
const BOB: &str = "/v2/images/{active}/members/{bob}";
const MEMBER: &str = "created_at image_id member_id schema status updated_at";

pub const EXCHANGES: &[Exchange] = &[
    Exchange("alice", "GET", MEMBERS, "", 200, "members schema"),
    Exchange("bob", "GET", MEMBERS, "", 404, ERROR),
    Exchange("alice", "POST", MEMBERS, r#"{"member": "{bob}"}"#, 200, MEMBER),
    Exchange("alice", "POST", MEMBERS, r#"{"member": "{bob}"}"#, 409, ERROR),
    Exchange("alice", "POST", MEMBERS, r#"{"foo": "{bob}"}"#, 400, ERROR),
    Exchange("alice", "POST", MEMBERS, r#"{"member": ""}"#, 400, ERROR),
    Exchange("alice", "POST", MEMBERS, "{nope", 400, ERROR),
    Exchange("alice", "POST", MEMBERS, r#"["{bob}"]"#, 400, ERROR),
    Exchange("rita", "POST", MEMBERS, r#"{"member": "x"}"#, 403, ERROR),
    Exchange("bob", "GET", MEMBERS, "", 200, "members schema"),
    Exchange("alice", "GET", BOB, "", 200, MEMBER),
    Exchange("bob", "GET", BOB, "", 200, MEMBER),
    Exchange("alice", "GET", "/v2/images/{active}/members/ffff", "", 404, ERROR),
    Exchange("alice", "PUT", BOB, r#"{"status": "accepted"}"#, 403, ERROR),
    Exchange("bob", "PUT", BOB, r#"{"status": "maybe"}"#, 400, ERROR),
    Exchange("bob", "PUT", BOB, "{}", 400, ERROR),
    Exchange("bob", "PUT", BOB, r#"{"status": "accepted"}"#, 200, MEMBER),
    Exchange("bob", "PATCH", "/v2/images/{active}", r#"[{"op": "replace", "path": "/name", "value": "x"}]"#, 403, ERROR),
    Exchange("bob", "DELETE", "/v2/images/{active}", "", 403, ERROR),
    Exchange("bob", "PUT", BOB, r#"{"status": "rejected"}"#, 200, MEMBER),
    Exchange("alice", "DELETE", BOB, "", 204, ""),
    Exchange("alice", "DELETE", BOB, "", 404, ERROR),
    Exchange("alice", "POST", "/v2/images/{private}/members", r#"{"member": "{bob}"}"#, 403, ERROR),
    Exchange("alice", "GET", "/v2/images/{private}/members", "", 403, ERROR),
    Exchange("alice", "GET", "/v2/images/{public}/members", "", 403, ERROR),
    Exchange("root", "POST", "/v2/images/{public}/members", r#"{"member": "x"}"#, 403, ERROR),
    Exchange("alice", "GET", "/v2/images/{none}/members", "", 404, ERROR),
    Exchange("alice", "PUT", MEMBERS, "{}", 405, ERROR),
];
