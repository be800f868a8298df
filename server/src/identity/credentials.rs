use ::identity::{CreatedCredential, Identity, NewCredential};
use axum::{Json, extract::State};
use http::StatusCode;
use model::{CredentialId, Invalid, OffsetDateTime, Password, UserId};
use serde::Deserialize;
use serde_json::{Value, json};
use time::{PrimitiveDateTime, format_description::well_known::Iso8601};

use super::{
    extract::{Params, PathIds, RequestUrl, RequirePrincipal, part},
    wire,
};
use crate::{extract::Buffered, problem::Result};

#[derive(Debug, Deserialize)]
struct CredentialWire {
    name: String,
    description: Option<String>,
    secret: Option<Password>,
    expires_at: Option<String>,
    roles: Option<Vec<RoleWire>>,
    unrestricted: Option<bool>,
    access_rules: Option<Vec<Value>>,
}

#[derive(Debug, Deserialize)]
struct RoleWire {
    id: Option<String>,
    name: Option<String>,
}

impl CredentialWire {
    fn credential(self) -> Result<NewCredential> {
        // Not kept would mean not enforced: better no credential than one that may do more than was said.
        if self.access_rules.is_some_and(|rules| !rules.is_empty()) {
            return Err(
                Invalid::new("application_credential.access_rules", "are not served").into(),
            );
        }
        let unnamed = || {
            Invalid::new(
                "application_credential.roles",
                "names a role by neither id nor name",
            )
        };
        let roles = self.roles.filter(|roles| !roles.is_empty());
        let roles = roles.map(|roles| {
            let named = roles
                .into_iter()
                .map(|role| role.id.or(role.name).ok_or_else(unnamed));
            named.collect::<std::result::Result<Vec<_>, _>>()
        });
        Ok(NewCredential {
            name: self.name,
            description: self.description.unwrap_or_default(),
            roles: roles.transpose()?,
            unrestricted: self.unrestricted.unwrap_or(false),
            expires_at: self.expires_at.as_deref().map(moment).transpose()?,
            secret: self.secret,
        })
    }
}

/// Makes an application credential for oneself: `201`, with the secret, this once.
pub async fn create(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(user): PathIds<UserId>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new: CredentialWire = part(&body, "application_credential")?;
    let directory = identity.directory(&principal);
    let CreatedCredential { credential, secret } =
        directory.add_credential(&user, new.credential()?).await?;
    let mut body = wire::credential(&credential, &directory.all_roles().await?, &here);
    body["secret"] = json!(String::from(secret));
    Ok((
        StatusCode::CREATED,
        Json(json!({ "application_credential": body })),
    ))
}

/// Lists a user's application credentials, or the one of that `name`.
pub async fn list(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(user): PathIds<UserId>,
    params: Params,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let directory = identity.directory(&principal);
    let found = directory
        .credentials(&user, params.text("name").as_deref())
        .await?;
    let roles = directory.all_roles().await?;
    let items = found
        .iter()
        .map(|one| wire::credential(one, &roles, &here))
        .collect();
    Ok(Json(here.list("application_credentials", items)))
}

/// Shows an application credential, without its secret.
pub async fn show(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds((user, id)): PathIds<(UserId, CredentialId)>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let directory = identity.directory(&principal);
    let found = directory.credential(&user, &id).await?;
    let body = wire::credential(&found, &directory.all_roles().await?, &here);
    Ok(Json(json!({ "application_credential": body })))
}

/// Deletes an application credential: `204`. Its tokens end with it.
pub async fn delete(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds((user, id)): PathIds<(UserId, CredentialId)>,
) -> Result<StatusCode> {
    identity
        .directory(&principal)
        .delete_credential(&user, &id)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A moment as Keystone's clients write it: in UTC, whether or not it says so.
fn moment(text: &str) -> Result<OffsetDateTime> {
    let with_zone = OffsetDateTime::parse(text, &Iso8601::DEFAULT);
    let without =
        || PrimitiveDateTime::parse(text, &Iso8601::DEFAULT).map(PrimitiveDateTime::assume_utc);
    let moment = with_zone.or_else(|_| without()).ok();
    let wrong = || {
        Invalid::new(
            "application_credential.expires_at",
            "is not a time in RFC 3339",
        )
        .into()
    };
    moment.and_then(model::utc).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_without_a_zone_is_utc() {
        let read = |text| moment(text).expect("a moment");
        assert_eq!(
            read("2030-01-01T00:00:00.000000"),
            read("2030-01-01T00:00:00Z")
        );
        for wrong in [
            "tomorrow",
            "9999-12-31T23:59:59-23:59",
            "9999-01-01T00:00:00Z",
        ] {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
    }
}
