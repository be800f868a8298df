//! Bodies for the endpoints of certificates: a certificate in which bytes are often others.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use signing::{Certificate, pem};

use super::{bodies::value, paths::Ids, rng::Rng};

pub fn body(rng: &mut Rng, path: &str, ids: &Ids) -> Value {
    if path.ends_with("/revoke") {
        return json!({ "reason": value(rng, ids, 1) });
    }
    if path.ends_with("/signatures") {
        return json!({ "required": value(rng, ids, 1) });
    }
    let mut body = json!({ "name": "A name", "certificate": certificate(rng) });
    if rng.once_in(2) {
        body["project_id"] = json!(ids.any(rng));
    }
    if rng.once_in(4) {
        let field = rng.pick(&["name", "certificate", "project_id", "colour"]);
        body[field] = value(rng, ids, 2);
    }
    body
}

/// One that is good, or damaged in its ASN.1, its base64 or its frame.
fn certificate(rng: &mut Rng) -> String {
    let good = include_str!("../dashboard/acme.pem");
    let mut der = Certificate::from_pem(good).expect("reads").der;
    for _ in 0..rng.below(4) {
        let at = rng.below(der.len().max(1));
        match rng.below(4) {
            0 => der.truncate(at),
            1 => der.insert(at, 0xff),
            2 => {
                der.remove(at.min(der.len().saturating_sub(1)));
            }
            _ => der[at] ^= 1 << rng.below(8),
        }
        if der.is_empty() {
            break;
        }
    }
    match rng.below(8) {
        0 => good.to_owned(),
        1 => STANDARD.encode(&der),
        2 => pem(&der).repeat(rng.below(3)),
        3 => pem(&der).replace('\n', ""),
        4 => pem(&der).replace("END", "BEGIN"),
        _ => pem(&der),
    }
}
