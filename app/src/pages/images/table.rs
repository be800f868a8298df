use leptos::prelude::*;
use model::{DiskFormat, Image, OffsetDateTime};

use crate::{
    pages::{
        text::{format, images as words_of_images, words},
        ui::{StatusBadge, When},
        who::SignedIn,
    },
    paths,
    ui::Icon,
};

/// The images as rows; on a narrow screen the style sheet turns each row into a card.
///
/// The roles are written out because a table whose `display` is changed is no table to a screen reader any more.
#[component]
pub fn ImageTable(who: SignedIn, images: Vec<Image>, now: OffsetDateTime) -> impl IntoView {
    let text = words_of_images();
    let heads = [
        text.name,
        text.status,
        text.size,
        text.format,
        text.visibility,
        text.created,
    ];
    view! {
        <table class="images" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    {heads.map(|head| view! { <th scope="col" role="columnheader">{head}</th> }).collect_view()}
                    <th scope="col" role="columnheader">
                        <span class="visually-hidden">{text.actions}</span>
                    </th>
                </tr>
            </thead>
            <tbody role="rowgroup">
                {images.into_iter().map(move |image| view! { <Row who=who.clone() image now/> }).collect_view()}
            </tbody>
        </table>
    }
}

#[component]
fn Row(who: SignedIn, image: Image, now: OffsetDateTime) -> impl IntoView {
    let words = words();
    let text = words_of_images();
    let Image {
        id,
        status,
        protected,
        created_at,
        ..
    } = image;
    let title = image.title();
    let cells = [
        (
            text.size,
            image
                .size
                .map_or_else(|| text.none.to_owned(), format::size),
        ),
        (
            text.format,
            image
                .disk_format
                .map_or(text.none, DiskFormat::as_str)
                .to_owned(),
        ),
        (
            text.visibility,
            (words.visibility)(image.visibility).to_owned(),
        ),
    ];
    view! {
        <tr role="row" data-image=id.to_string() data-key=id.to_string()>
            <th scope="row" role="rowheader">
                <a href=who.here().image(id)>{title}</a>
                {protected.then(|| {
                    view! {
                        <span class="lock" title=text.protected>
                            <Icon name="lock"/>
                            <span class="visually-hidden">{text.protected}</span>
                        </span>
                    }
                })}
            </th>
            <td role="cell" data-label=text.status>
                <StatusBadge status/>
            </td>
            {cells
                .map(|(label, value)| view! { <td role="cell" data-label=label>{value}</td> })
                .collect_view()}
            <td role="cell" data-label=text.created>
                <When at=created_at now/>
            </td>
            <td role="cell" class="row-actions">
                <Actions who image/>
            </td>
        </tr>
    }
}

/// What this person can do with this image: controls that would only be refused are not there.
#[component]
fn Actions(who: SignedIn, image: Image) -> impl IntoView {
    let text = words_of_images();
    let title = image.title();
    let (download, delete) = ((text.download_named)(&title), (text.delete_named)(&title));
    let can_download = who.can_download(&image);
    let can_delete = who.can_delete(&image);
    view! {
        {can_download.then(|| {
            view! {
                <a
                    class="tool"
                    href=paths::image_data(image.id)
                    download=image.file_name()
                    title=text.download
                    aria-label=download
                >
                    <Icon name="download"/>
                </a>
            }
        })}
        {can_delete.then(|| {
            view! {
                <a
                    class="tool"
                    data-kind="danger"
                    href=who.here().image_deletion(image.id)
                    title=text.delete
                    aria-label=delete
                >
                    <Icon name="bin"/>
                </a>
            }
        })}
    }
}
