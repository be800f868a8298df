use leptos::prelude::*;
use model::Image;

use crate::{pages::ui::Copy, text::images};

/// The hashes of the data, to be copied and compared; the one that counts first.
#[component]
pub fn Checksums(image: Image) -> impl IntoView {
    let text = images();
    let hashes = [
        ("SHA-512", image.sha512),
        ("SHA-256", image.sha256),
        ("MD5", image.checksum),
    ];
    let known: Vec<_> = hashes
        .into_iter()
        .filter_map(|(name, hash)| Some((name, hash?)))
        .collect();
    let body = if known.is_empty() {
        view! { <p class="aside">{text.checksums_pending}</p> }.into_any()
    } else {
        view! {
            <dl class="hashes">
                {known.into_iter().map(|(name, hash)| view! { <Hash name hash/> }).collect_view()}
            </dl>
            <p class="aside">{text.md5_note}</p>
        }
        .into_any()
    };
    view! {
        <section class="panel">
            <h2>{text.checksums}</h2>
            {body}
        </section>
    }
}

#[component]
fn Hash(name: &'static str, hash: String) -> impl IntoView {
    view! {
        <dt>
            {name}
            <Copy what=name value=hash.clone()/>
        </dt>
        <dd>
            <code>{hash}</code>
        </dd>
    }
}
