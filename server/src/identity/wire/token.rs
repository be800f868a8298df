use ::identity::{Token, TokenScope, records::Role};
use model::OffsetDateTime;
use serde_json::{Value, json};
use time::format_description::well_known::{Iso8601, iso8601};

/// A token's content, with its roles and the domain of its project. `catalog` is left out where it is not wanted.
pub fn token(token: &Token, roles: &[Role], project_domain: &str, catalog: Option<Value>) -> Value {
    let mut body = json!({
        "methods": token.methods,
        "user": {
            "id": token.user.as_str(),
            "name": token.user_name,
            "domain": { "id": token.user_domain.as_str(), "name": token.user_domain_name },
            "password_expires_at": null,
        },
        "audit_ids": token.audit_ids,
        "issued_at": moment(token.issued_at),
        "expires_at": moment(token.expires_at),
    });
    match &token.scope {
        TokenScope::Nothing => return json!({ "token": body }),
        TokenScope::Project(caller) => {
            body["is_domain"] = json!(false);
            body["project"] = json!({
                "id": caller.project.as_str(),
                "name": caller.project_name,
                "domain": { "id": caller.domain.as_str(), "name": project_domain },
            });
        }
        TokenScope::Domain { id, name, .. } => body["domain"] = json!({ "id": id, "name": name }),
        TokenScope::System { .. } => body["system"] = json!({ "all": true }),
    }
    body["roles"] = roles
        .iter()
        .map(|role| json!({ "id": role.id, "name": role.name }))
        .collect();
    if let Some(used) = &token.credential {
        body["application_credential"] =
            json!({ "id": used.id, "name": used.name, "restricted": !used.unrestricted });
    }
    if let Some(catalog) = catalog {
        body["catalog"] = catalog;
    }
    json!({ "token": body })
}

/// A moment to the microsecond, in UTC.
pub fn moment(at: OffsetDateTime) -> String {
    const MICROSECONDS: iso8601::EncodedConfig = iso8601::Config::DEFAULT
        .set_time_precision(iso8601::TimePrecision::Second {
            decimal_digits: std::num::NonZero::new(6),
        })
        .encode();
    at.format(&Iso8601::<MICROSECONDS>).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_to_the_microsecond() {
        let at = OffsetDateTime::from_unix_timestamp(1_700_000_000).expect("a moment");
        assert_eq!(moment(at), "2023-11-14T22:13:20.000000Z");
    }
}
