use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

use crate::{App, host, preferences::Preferences};

/// Where the browser's half is served: paths that carry a hash of what they serve.
#[derive(Clone, Debug)]
pub struct Assets {
    pub js: String,
    pub wasm: String,
    pub css: String,
}

/// The HTML document around the dashboard. `dev` turns on live reload.
///
/// Leptos' own hydration script looks for a file of hashes beside the executable; ours is told the paths.
pub fn shell(assets: Assets, dev: Option<LeptosOptions>) -> impl IntoView {
    let Preferences { locale, theme } = Preferences::read();
    let Assets { js, wasm, css } = assets;
    let nonce = use_nonce();
    let start = format!(
        "import start, {{ hydrate }} from {js:?};\nawait start({{ module_or_path: {wasm:?} }});\nhydrate();"
    );
    host::page_headers(locale, dev.as_ref().map(|options| options.reload_port));

    view! {
        <!DOCTYPE html>
        <html lang=locale.tag() data-theme=theme.word()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content=theme.color_scheme()/>
                <link rel="icon" href="/favicon.ico" sizes="32x32"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=css/>
                <link rel="modulepreload" href=js nonce=nonce.clone()/>
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                <script type="module" nonce=nonce>{start}</script>
                {dev.map(|options| view! { <AutoReload options/> })}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
