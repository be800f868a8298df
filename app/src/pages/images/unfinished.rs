use leptos::prelude::*;
use model::ImageId;

use crate::{
    pages::{current_user::CurrentUser, ui::Copy},
    request::public_url,
    shared::paths::{self, PLAIN_UPLOAD},
    text::images,
};

/// What to do about an image without data: upload the file again, or delete it.
#[component]
pub fn Unfinished(who: CurrentUser, id: ImageId) -> impl IntoView {
    let text = images();
    let address = format!("{}{}", public_url(), paths::image_data(id));
    let command = format!(
        "curl -X PUT -H \"X-Auth-Token: $OS_TOKEN\" -H \"Content-Type: application/octet-stream\" \
         --data-binary @disk.img {address}"
    );
    // The image comes first: it has to be known when the file's bytes begin.
    view! {
        <section class="panel" aria-labelledby="unfinished">
            <h2 id="unfinished">{text.unfinished}</h2>
            <p>{text.unfinished_hint}</p>
            <form
                class="form"
                method="post"
                enctype="multipart/form-data"
                action=who.here().action(PLAIN_UPLOAD)
                data-plain=""
            >
                <input type="hidden" name="image" value=id.to_string()/>
                <input type="file" name="file" required aria-label=text.unfinished_submit/>
                <button class="button" data-kind="primary">{text.unfinished_submit}</button>
            </form>
            <div class="snippet">
                <p class="snippet-name">
                    {text.unfinished_command} <Copy what=text.unfinished_command value=command.clone()/>
                </p>
                <pre tabindex="0">
                    <code>{command}</code>
                </pre>
            </div>
        </section>
    }
}
