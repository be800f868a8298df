use leptos::prelude::*;
use model::{CertificateId, Image};
use registry::{Revocation, SIGNATURE_NOTE};
use serde::Deserialize;

use crate::{
    pages::current_user::CurrentUser,
    request::registry,
    shared::Icon,
    text::{certificates as words, format::moment, locale},
};

/// What is known of the signature of an image.
#[derive(Clone, Debug)]
pub enum Signature {
    /// The data was verified with it.
    Verified {
        subject: String,
        issuer: String,
        /// Whether an admin vouches for the certificate. Otherwise whoever signed chose it, and its names prove nothing.
        is_trusted: bool,
        /// The page of the certificate, for whoever may manage it.
        certificate: Option<String>,
        /// That the certificate was revoked since.
        revoked: Option<Revocation>,
    },
    /// The image has data and a signature that nothing was verified with.
    Unverified,
}

/// What the server notes when the data of an image was verified.
#[derive(Debug, Deserialize)]
struct Note {
    certificate_id: String,
    subject: String,
    issuer: String,
    #[serde(default)]
    trusted: bool,
}

impl Signature {
    /// The signature of `image`, as far as `who` may know; `None` where it has none, or no data yet.
    pub async fn of(who: &CurrentUser, image: &Image) -> Option<Self> {
        let Some(note) = image.properties.get(SIGNATURE_NOTE) else {
            let mut names = signing::PROPERTIES.iter();
            let is_signed = names.all(|name| image.properties.contains_key(*name));
            return (is_signed && image.status.has_data()).then_some(Self::Unverified);
        };
        let note: Note = serde_json::from_str(note).ok()?;
        let registry = registry();
        let certificates = registry.certificates(&who.caller);
        // One that was deleted, or that they may not see, says no more than the note does.
        let registered = match note.certificate_id.parse::<CertificateId>() {
            Ok(id) => certificates.get(id).await.ok(),
            Err(_) => None,
        };
        let manages = certificates.may_manage().is_ok();
        let page = registered.as_ref().filter(|_| manages);
        Some(Self::Verified {
            subject: note.subject,
            issuer: note.issuer,
            is_trusted: note.trusted,
            certificate: page.map(|one| who.here().certificate(one.id)),
            revoked: registered.and_then(|one| one.revoked),
        })
    }
}

/// Whether `name` is a property of the signature that the data of `image` was verified with: it stays as it is.
pub fn is_fixed(image: &Image, name: &str) -> bool {
    image.properties.contains_key(SIGNATURE_NOTE) && signing::PROPERTIES.contains(&name)
}

/// The signature, among the facts of an image.
#[component]
pub fn SignatureFact(signature: Signature) -> impl IntoView {
    let text = words();
    let told = match signature {
        Signature::Unverified => view! {
            <dd>
                {text.unverified} <span class="aside">{text.unverified_hint}</span>
            </dd>
        }
        .into_any(),
        Signature::Verified {
            subject,
            issuer,
            is_trusted,
            certificate,
            ..
        } => view! {
            <dd>
                {if is_trusted {
                    view! {
                        {(text.verified)(&subject)}
                        " "
                        <span class="aside">{(text.issued_by)(&issuer)}</span>
                    }
                        .into_any()
                } else {
                    view! {
                        {(text.untrusted)(&subject)}
                        " "
                        <span class="aside">{text.untrusted_hint}</span>
                    }
                        .into_any()
                }}
                {certificate
                    .map(|address| view! { <span class="aside"><a href=address>{text.show_certificate}</a></span> })}
            </dd>
        }
        .into_any(),
    };
    view! {
        <dt>{text.signature}</dt>
        {told}
    }
}

/// Warns that the certificate was revoked since the data was verified.
#[component]
pub fn RevokedNotice(signature: Signature) -> impl IntoView {
    let Signature::Verified {
        revoked: Some(revocation),
        ..
    } = signature
    else {
        return ().into_any();
    };
    let when = moment(locale(), revocation.at);
    let sentence = (words().since_revoked)(&when, &revocation.because);
    view! {
        <div class="notice" data-tone="warn" role="note">
            <Icon name="warning"/>
            <div>
                <p>{sentence}</p>
            </div>
        </div>
    }
    .into_any()
}
