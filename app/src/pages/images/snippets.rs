use leptos::prelude::*;
use model::Image;

use crate::{pages::ui::Copy, request::public_url, shared::paths, text::change};

/// How the image is used from elsewhere, to be copied.
#[component]
pub fn Snippets(image: Image) -> impl IntoView {
    let text = change();
    let base = public_url();
    let id = image.id;
    let file = image.file_name();
    let data = format!("{base}{}", paths::image_data(id));
    let snippets = [
        (
            text.boot,
            "openstack",
            format!(
                "openstack server create --image {id} --flavor m1.small --network private {file}-1"
            ),
        ),
        (
            text.download,
            "openstack",
            format!("openstack image save --file {file} {id}"),
        ),
        (
            text.download,
            "curl",
            format!("curl -H \"X-Auth-Token: $OS_TOKEN\" -o {file} {data}"),
        ),
        (
            text.boot,
            "Terraform",
            format!("data \"openstack_images_image_v2\" \"base\" {{\n  image_id = \"{id}\"\n}}"),
        ),
        (
            text.download,
            "Python",
            format!(
                "import openstack\n\ncloud = openstack.connect()\nimage = cloud.image.get_image(\"{id}\")\ncloud.image.download_image(image, output=\"{file}\")"
            ),
        ),
    ];
    let verify = image.sha512.map(|hash| {
        (
            text.verify,
            "sha512sum",
            format!("echo \"{hash}  {file}\" | sha512sum --check"),
        )
    });
    let item = |(what, tool, code): (&'static str, &'static str, String)| {
        let name = format!("{what} ({tool})");
        view! {
            <div class="snippet">
                <p class="snippet-name">{name.clone()} <Copy what=name value=code.clone()/></p>
                <pre tabindex="0">
                    <code>{code}</code>
                </pre>
            </div>
        }
    };
    view! {
        <section class="panel">
            <h2>{text.use_it}</h2>
            <p class="aside">{text.use_hint}</p>
            {snippets.into_iter().chain(verify).map(item).collect_view()}
        </section>
    }
}
