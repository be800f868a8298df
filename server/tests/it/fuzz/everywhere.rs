//! One kind of malformed input in every field of every form and every parameter of every page: a character that PostgreSQL cannot keep.

use testkit::TestDb;

use super::{
    browser,
    forms::{self, FORMS},
    request::Ask,
    target::{FuzzTarget, Side},
};

const NUL: &str = "a%00b";

/// Asks as an admin, who gets furthest.
async fn ask(target: &mut FuzzTarget, uri: String, body: Option<String>) -> Option<String> {
    let (method, media) = match body {
        Some(_) => ("POST", vec![("content-type", forms::FORM.to_owned())]),
        None => ("GET", Vec::new()),
    };
    let ask = Ask {
        method: method.to_owned(),
        uri,
        headers: media,
        body: body.unwrap_or_default().into_bytes(),
    };
    let answer = ask.send(target.client(FuzzTarget::ADMIN)).await?;
    if browser::is_shown_the_way_in(&answer) {
        target.sign_in_again(FuzzTarget::ADMIN).await;
    }
    let failed = answer.status.is_server_error() || browser::hides_a_failure(&answer);
    failed.then(|| format!("{} to {ask}", answer.status))
}

pub async fn nul(db: TestDb) {
    let mut target = FuzzTarget::new(db, Side::Dashboard).await;
    let home = target.home(FuzzTarget::ADMIN).to_owned();
    let mut found = Vec::new();
    for (endpoint, fields) in FORMS {
        for spoilt in *fields {
            let value = |name: &&str| match *name {
                name if name == *spoilt => NUL.to_owned(),
                "id" | "ids" => target.one_of(endpoint),
                name => forms::fitting(name).unwrap_or("x").to_owned(),
            };
            let pairs = fields.iter().map(|name| format!("{name}={}", value(name)));
            let body = pairs.collect::<Vec<_>>().join("&");
            found.extend(
                ask(
                    &mut target,
                    format!("/fn/{endpoint}?project={home}"),
                    Some(body),
                )
                .await,
            );
        }
    }
    for path in target.paths("GET") {
        let path = path.replace("{project}", &home);
        for name in browser::NAMES {
            let (uri, id) = (format!("{path}?{name}={NUL}"), target.one_of(&path));
            found.extend(ask(&mut target, uri.replace("{id}", &id), None).await);
        }
        found.extend(ask(&mut target, path.replace("{id}", NUL), None).await);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
