use leptos::prelude::*;
use model::OffsetDateTime;
use registry::RegisteredCertificate;

use crate::{pages::ui::Badge, text::certificates as words};

/// Whether images can be verified with a certificate, or why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateState {
    Valid,
    Revoked,
    Expired,
    NotYetValid,
    /// Its issuer is not registered, or is expired or revoked.
    NoIssuer,
}

impl CertificateState {
    /// The state of `one` at `now`, where these certificates are `registered`.
    pub fn of(
        one: &RegisteredCertificate,
        registered: &[RegisteredCertificate],
        now: OffsetDateTime,
    ) -> Self {
        if one.revoked.is_some() {
            return Self::Revoked;
        }
        let certificate = &one.certificate;
        if now > certificate.not_after {
            return Self::Expired;
        }
        if now < certificate.not_before {
            return Self::NotYetValid;
        }
        // An authority is looked at with the chain of what it issued, and a copy of one in Barbican needs no issuer.
        if certificate.is_self_signed || certificate.is_authority || one.barbican_id.is_some() {
            return Self::Valid;
        }
        let usable = registered.iter().filter(|each| {
            let for_it = each.project.is_none() || each.project == one.project;
            for_it
                && each.revoked.is_none()
                && each.barbican_id.is_none()
                && each.certificate.is_authority
        });
        let issuers: Vec<_> = usable.map(|each| each.certificate.clone()).collect();
        match certificate.check(&issuers, now) {
            Ok(()) => Self::Valid,
            Err(_) => Self::NoIssuer,
        }
    }
}

#[component]
pub fn StateBadge(state: CertificateState) -> impl IntoView {
    let text = words();
    let (tone, icon, word) = match state {
        CertificateState::Valid => ("good", "check", text.valid),
        CertificateState::Revoked => ("bad", "close", text.revoked),
        CertificateState::Expired => ("warn", "warning", text.expired),
        CertificateState::NotYetValid => ("idle", "clock", text.not_yet_valid),
        CertificateState::NoIssuer => ("warn", "warning", text.no_issuer),
    };
    view! { <Badge tone icon word/> }
}

/// That a certificate may issue others.
#[component]
pub fn AuthorityBadge() -> impl IntoView {
    view! { <Badge tone="idle" icon="key" word=words().authority/> }
}
