use model::OffsetDateTime;
use registry::RegisteredCertificate;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

/// A certificate as JSON.
pub fn certificate(registered: &RegisteredCertificate) -> Value {
    let certificate = &registered.certificate;
    let revoked = registered.revoked.as_ref();
    json!({
        "id": registered.id,
        "name": registered.name,
        "project_id": registered.project,
        "barbican_id": registered.barbican_id,
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "serial": certificate.serial,
        "fingerprint_sha256": certificate.fingerprint,
        "not_before": moment(certificate.not_before),
        "not_after": moment(certificate.not_after),
        "key_type": certificate.key_type().map(signing::KeyType::as_str),
        "authority": certificate.is_authority,
        "self_signed": certificate.is_self_signed,
        "created_at": moment(registered.created_at),
        "created_by": registered.created_by,
        "revoked_at": revoked.map(|revoked| moment(revoked.at)),
        "revoked_because": revoked.map(|revoked| &revoked.because),
        "certificate": certificate.to_pem(),
    })
}

/// A moment in RFC 3339, in UTC.
fn moment(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}
