//! One kind of nonsense in every field of every form and every parameter of every page: a character that PostgreSQL cannot keep.

use testkit::TestDb;

use super::{
    browser,
    forms::{self, FORMS},
    house::{House, Side},
    request::Ask,
};

const NUL: &str = "a%00b";

/// Asks as an admin, who gets furthest.
async fn ask(house: &mut House, uri: String, body: Option<String>) -> Option<String> {
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
    let answer = ask.send(house.client(House::ADMIN)).await?;
    if browser::is_shown_the_way_in(&answer) {
        house.sign_in_again(House::ADMIN).await;
    }
    let failed = answer.status.is_server_error() || browser::hides_a_failure(&answer);
    failed.then(|| format!("{} to {ask}", answer.status))
}

pub async fn nul(db: TestDb) {
    let mut house = House::new(db, Side::Dashboard).await;
    let home = house.home(House::ADMIN).to_owned();
    let mut found = Vec::new();
    for (door, fields) in FORMS {
        for spoilt in *fields {
            let value = |name: &&str| match *name {
                name if name == *spoilt => NUL.to_owned(),
                "id" | "ids" => house.one_of(door),
                name => forms::fitting(name).unwrap_or("x").to_owned(),
            };
            let pairs = fields.iter().map(|name| format!("{name}={}", value(name)));
            let body = pairs.collect::<Vec<_>>().join("&");
            found.extend(ask(&mut house, format!("/fn/{door}?project={home}"), Some(body)).await);
        }
    }
    for path in house.paths("GET") {
        let path = path.replace("{project}", &home);
        for name in browser::NAMES {
            let (uri, id) = (format!("{path}?{name}={NUL}"), house.one_of(&path));
            found.extend(ask(&mut house, uri.replace("{id}", &id), None).await);
        }
        found.extend(ask(&mut house, path.replace("{id}", NUL), None).await);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
