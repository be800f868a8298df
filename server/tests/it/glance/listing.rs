use super::{ERROR, Exchange, IMAGE};

const LIST: &str = "first images schema";
const MORE: &str = "first images next schema";

pub const EXCHANGES: &[Exchange] = &[
    Exchange("alice", "GET", "/v2/images", "", 200, LIST),
    Exchange("alice", "GET", "/v2/images?limit=1", "", 200, MORE),
    Exchange("alice", "GET", "/v2/images?limit=0", "", 200, LIST),
    Exchange("alice", "GET", "/v2/images?limit=100000", "", 200, LIST),
    Exchange("alice", "GET", "/v2/images?limit=-1", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?limit=abc", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?marker={none}", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?marker=xyz", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?sort=size:desc,name", "", 200, LIST),
    Exchange("alice", "GET", "/v2/images?sort=name&sort_key=size", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?sort=foo", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?sort=name:up", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?sort_key=foo", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?sort_dir=up", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?name=neq:x", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?name=in:%22abc", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?status=foo", "", 200, LIST),
    Exchange("alice", "GET", "/v2/images?visibility=secret", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?member_status=foo", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?size_min=abc", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?created_at=gte:yesterday", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?os_hidden=maybe", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?protected=maybe", "", 400, ERROR),
    Exchange("alice", "GET", "/v2/images?nosuchprop=1", "", 200, LIST),
    Exchange("rita", "GET", "/v2/images", "", 200, LIST),
    Exchange("-", "GET", "/v2/images", "", 401, ERROR),
    Exchange("alice", "GET", "/v2/images/{queued}", "", 200, IMAGE),
    Exchange("root", "GET", "/v2/images/{private}", "", 200, IMAGE),
    Exchange("bob", "GET", "/v2/images/{private}", "", 404, ERROR),
    Exchange("alice", "GET", "/v2/images/not-a-uuid", "", 404, ERROR),
];
