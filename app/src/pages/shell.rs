use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::*};
use leptos_meta::{MetaTags, provide_meta_context};

use super::{
    Page, PageRequest, Route, current_user::CurrentUser, frame::Frame, problem, ui::WindowTitle,
};
use crate::{
    browser::{App, MOUNT_ID},
    request::{self, Preferences},
    text::{PRODUCT, upload},
};

/// Where the browser's half is served: paths that carry a hash of what they serve.
#[derive(Clone, Debug)]
pub struct Assets {
    pub js: String,
    pub wasm: String,
    pub css: String,
}

/// The whole document of the page at `route`, or of an address that is none. `dev` turns on live reload.
///
/// Leptos' own hydration script looks for a file of hashes beside the executable; ours is told the paths.
pub fn shell(
    assets: Assets,
    dev: Option<LeptosOptions>,
    route: Option<&'static Route>,
    path: Vec<(String, String)>,
) -> impl IntoView {
    provide_meta_context();
    let preferences = Preferences::here();
    let Preferences {
        locale,
        theme,
        shortcuts,
        ..
    } = preferences;
    let shortcuts = (!shortcuts).then_some("off");
    let Assets { js, wasm, css } = assets;
    let nonce = use_nonce();
    let start = format!(
        "import start, {{ hydrate }} from {js:?};\nawait start({{ module_or_path: {wasm:?} }});\nhydrate();"
    );
    let build = wasm.clone();
    let uploads = upload().tray;
    request::page_headers(locale, dev.as_ref().map(|options| options.reload_port));

    view! {
        <!DOCTYPE html>
        <html lang=locale.tag() data-theme=theme.word() data-shortcuts=shortcuts data-build=build>
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
                <Suspense>
                    {Suspend::new(async move { document(route, path).await })}
                </Suspense>
                <section id=MOUNT_ID aria-label=uploads>
                    <App/>
                </section>
            </body>
        </html>
    }
}

/// The page in its frame.
async fn document(route: Option<&'static Route>, path: Vec<(String, String)>) -> AnyView {
    let who = CurrentUser::find().await;
    let made = match route {
        Some(route) => {
            let who = who.clone();
            (route.make)(PageRequest { path, who }).await
        }
        None => Err(problem::nothing_here()),
    };
    let refusal = who.as_ref().err().cloned();
    let page = match made {
        Ok(page) => page,
        Err(error) => problem::page(error).await,
    };
    let who = who.ok();
    let title = title(&page, who.as_ref());
    view! {
        <WindowTitle text=title/>
        <Frame who refusal page/>
    }
    .into_any()
}

/// The window's title: object · project · product.
fn title(page: &Page, who: Option<&CurrentUser>) -> String {
    let project = who
        .filter(|_| page.section.is_some())
        .map(|who| who.caller.project_name.as_str());
    [Some(page.title.as_str()), project, Some(PRODUCT)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}
