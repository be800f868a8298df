//! What a browser might send, or who wants to be taken for one.

use server::Endpoint;

use super::{
    forms,
    paths::Ids,
    queries::{self, encoded},
    request::Ask,
    rng::Rng,
};
use crate::helpers::{Answer, Client, TestApp};

/// What the queries of pages are read for.
pub const NAMES: &[&str] = &[
    "q",
    "tab",
    "sort",
    "status",
    "format",
    "visibility",
    "hidden",
    "marker",
    "kind",
    "from",
    "next",
    "id",
    "project",
    "x",
    "",
];

const VALUES: &[&str] = &[
    "mine",
    "shared",
    "community",
    "public",
    "all",
    "name:asc",
    "size:desc",
    "created_at:up",
    "size",
    ":",
    "active",
    "qcow2",
    "on",
    "projects",
    "//evil.example",
    "/\\evil.example",
    "/images?next=/login",
    "there",
    "100%_",
];

/// A browser without a session, on our own site.
pub fn of(app: &TestApp) -> Client {
    app.anonymous()
        .header("accept", "text/html")
        .header("sec-fetch-site", "same-origin")
}

/// The browser of `name`, unless they may not sign in any more.
pub async fn signed_in(app: &TestApp, name: &str) -> Option<Client> {
    let form = format!("name={name}&password={name}-{name}&domain=&next=");
    let answer = of(app).post_form("/fn/sign_in", &form).await;
    let cookies = answer.cookies();
    (!is_sent_back(&answer) && !cookies.is_empty()).then(|| of(app).header("cookie", &cookies))
}

/// Whether a form was refused, which its page is going to say.
pub fn is_sent_back(answer: &Answer) -> bool {
    !answer.header("vitrine-refused").is_empty()
}

/// Whether a session is none any more, or never was.
pub fn is_shown_the_way_in(answer: &Answer) -> bool {
    answer.status == 401 || answer.header("location").starts_with("/login")
}

/// Whether the answer is no 5xx and reports a failure of ours all the same.
pub fn hides_a_failure(answer: &Answer) -> bool {
    answer.text().contains("something went wrong on our side")
        || answer.header("vitrine-refused") == "Internal Server Error"
}

/// Something at one of `endpoints`, by who works in the project `home`.
pub fn any(rng: &mut Rng, endpoints: &[Endpoint], home: &str, ids: &Ids) -> Ask {
    let endpoint = if rng.once_in(6) {
        // Where most is parsed.
        Endpoint {
            method: "GET",
            path: "/projects/{project}/images".to_owned(),
        }
    } else {
        endpoints[rng.below(endpoints.len())].clone()
    };
    let method = if rng.once_in(40) {
        rng.pick(&["GET", "POST", "PUT", "HEAD", "DELETE", "BREW"])
    } else {
        endpoint.method
    };
    let mut headers = headers(rng, home);
    let mut body = Vec::new();
    if method == "POST" {
        let (media, form) = forms::any(rng, &endpoint.path, ids);
        body = form;
        headers.extend(media.map(|media| ("content-type", media)));
    }
    Ask {
        method: method.to_owned(),
        uri: address(rng, &endpoint, home, ids),
        headers,
        body,
    }
}

fn address(rng: &mut Rng, endpoint: &Endpoint, home: &str, ids: &Ids) -> String {
    let project = project(rng, home, ids);
    let parts = endpoint.path.split('/').map(|part| match part {
        "{project}" => encoded(&project),
        part if part.starts_with('{') => encoded(&ids.any(rng)),
        part => part.to_owned(),
    });
    let mut path = parts.collect::<Vec<_>>().join("/");
    match rng.below(60) {
        0 => path.push('/'),
        1 => path.push_str("%ff%fe"),
        2 => path.push_str("/%00"),
        3 => path.push_str("/..%2f..%2fetc"),
        _ => {}
    }
    let mut fields: Vec<String> = (0..rng.below(4)).map(|_| field(rng, ids)).collect();
    if endpoint.path.starts_with("/fn/") && !rng.once_in(20) {
        fields.insert(0, format!("project={}", encoded(&project)));
    }
    if fields.is_empty() {
        path
    } else {
        format!("{path}?{}", fields.join("&"))
    }
}

/// Mostly their own.
fn project(rng: &mut Rng, home: &str, ids: &Ids) -> String {
    if rng.once_in(6) {
        ids.any(rng)
    } else {
        home.to_owned()
    }
}

fn field(rng: &mut Rng, ids: &Ids) -> String {
    let name = rng.pick(NAMES);
    let value = match rng.below(5) {
        0 => ids.any(rng),
        1 | 2 => rng.pick(VALUES).to_owned(),
        _ => queries::value(rng).to_owned(),
    };
    match rng.below(25) {
        0 => format!("{name}={}%zz", encoded(&value)),
        1 => format!("{name}={}%ff%fe", encoded(&value)),
        2 => format!("{name}={}", "x".repeat(1 + rng.below(6000))),
        3 => name.to_owned(),
        4 => format!("{name}[{}]={}", rng.below(3), encoded(&value)),
        _ => format!("{name}={}", encoded(&value)),
    }
}

fn headers(rng: &mut Rng, home: &str) -> Vec<(&'static str, String)> {
    let referer = match rng.below(12) {
        0 => rng
            .pick(&[
                "",
                "x",
                "://",
                "http://vitrine.test",
                "http://vitrine.test//x",
            ])
            .to_owned(),
        1 => format!("http://vitrine.test/{}", "x".repeat(rng.below(9000))),
        2 => "http://vitrine.test/%00%ff?#".to_owned(),
        _ => format!("http://vitrine.test/projects/{home}/images"),
    };
    let mut headers = vec![("referer", referer)];
    if rng.once_in(3) {
        // A script asks, not a form.
        let media = ["application/json", "*/*", ";q=", "text/html;q=0"];
        headers.push(("accept", rng.pick(&media).to_owned()));
    }
    if rng.once_in(20) {
        let sites = ["cross-site", "same-site", "none", "x"];
        headers.push(("sec-fetch-site", rng.pick(&sites).to_owned()));
    }
    if rng.once_in(20) {
        let languages = ["de", "zh;q=x", ",,;", "*", "en-GB;q=9", "-"];
        headers.push(("accept-language", rng.pick(&languages).to_owned()));
    }
    if rng.once_in(4) {
        headers.push(("cookie", cookie(rng)));
    }
    headers
}

fn cookie(rng: &mut Rng) -> String {
    let name = rng.pick(&[
        "flash",
        "said",
        "locale",
        "theme",
        "shortcuts",
        "columns",
        "vitrine",
        "x",
    ]);
    let value = match rng.below(4) {
        0 => hex::encode(rng.pick(&[
            r#"{"door":"/fn/sign_in","returned":{"error":{"kind":"internal","message":""},"typed":[["name","\u0000"]]}}"#,
            r#"{"partly":true,"lines":["<script>"],"secret":"x"}"#,
            r#"{"partly":false,"lines":[],"undo":{"Turn":{"id":"x","active":1}}}"#,
            r#"{"partly":false,"lines":[""],"undo":{"Images":{"ids":",","deed":"\n","value":"","was":""}}}"#,
            "[",
            "",
        ])),
        1 => "x".repeat(rng.below(5000)),
        2 => "zz".to_owned(),
        _ => encoded(queries::value(rng)),
    };
    format!("{name}={value}")
}
