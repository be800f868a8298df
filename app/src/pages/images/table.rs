use std::collections::BTreeMap;

use leptos::prelude::*;
use model::{Direction, DiskFormat, Image, ImageAction, OffsetDateTime, ProjectId, SortKey, now};

use super::{
    columns::{key, name},
    pointer::is_pointer,
    view::{Tab, View},
};
use crate::{
    pages::{
        current_user::CurrentUser,
        ui::{StatusBadge, When},
    },
    request::{Column, Columns},
    shared::{Icon, paths},
    text::{format, images as words_of_images, list, words},
};

/// The images as rows; on a narrow screen the style sheet turns each row into a card.
///
/// The roles are written out because a table whose `display` is changed is no table to a screen reader any more.
#[component]
pub fn ImageTable(
    who: CurrentUser,
    view: View,
    images: Vec<Image>,
    /// What the images' projects are called.
    names: BTreeMap<ProjectId, String>,
    /// The columns beside the name.
    shown: Columns,
) -> impl IntoView {
    let now = now();
    let (text, words) = (words_of_images(), list());
    let writes = who.caller.can_write();
    let owners = view.tab != Tab::Mine;
    // Whose it is stands where it is not known, before the dates.
    let owner = owners.then_some((words.owner, None));
    let (early, late): (Vec<Column>, Vec<Column>) =
        shown.iter().partition(|each| comes_early(*each));
    let column = |each: &Column| (name(*each), key(*each));
    let heads = [(text.name, Some(SortKey::Name))]
        .into_iter()
        .chain(early.iter().map(column))
        .chain(owner)
        .chain(late.iter().map(column));
    let head = |(name, key)| view! { <Head who=who.clone() view=view.clone() name key/> };
    let heads = heads.map(head).collect_view();
    let selected = who.here().selected();
    let rows = images
        .into_iter()
        .map(|image| {
            let owner = owners.then(|| {
                let name = names.get(&image.owner);
                name.cloned().unwrap_or_else(|| image.owner.to_string())
            });
            view! { <Row who=who.clone() image now writes owner columns=(early.clone(), late.clone())/> }
        })
        .collect_view();
    view! {
        <form method="get" action=selected>
            <table class="images" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        {writes.then(|| {
                            view! {
                                <th scope="col" role="columnheader" class="row-tick">
                                    <input
                                        type="checkbox"
                                        aria-label=words.tick_all
                                        autocomplete="off"
                                        data-tick-all="id"
                                        data-scripted-only=""
                                    />
                                </th>
                            }
                        })}
                        {heads}
                        <th scope="col" role="columnheader">
                            <span class="visually-hidden">{text.actions}</span>
                        </th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            {writes.then(|| view! { <button class="button with-selected">{words.with_selected}</button> })}
        </form>
    }
}

/// The head of a column, which orders the list by it.
#[component]
fn Head(who: CurrentUser, view: View, name: &'static str, key: Option<SortKey>) -> impl IntoView {
    let Some(key) = key else {
        return view! { <th scope="col" role="columnheader">{name}</th> }.into_any();
    };
    let (present, way) = view.sort;
    let (order, icon) = match way {
        _ if present != key => (None, None),
        Direction::Ascending => (Some("ascending"), Some("up")),
        Direction::Descending => (Some("descending"), Some("down")),
    };
    let address = view.sorted_by(key).address(&who);
    view! {
        <th scope="col" role="columnheader" aria-sort=order>
            <a class="sort" href=address title=(list().sorted_by)(name)>
                {name}
                {icon.map(|name| view! { <Icon name/> })}
            </a>
        </th>
    }
    .into_any()
}

#[component]
fn Row(
    who: CurrentUser,
    image: Image,
    now: OffsetDateTime,
    /// Whether rows can be ticked.
    writes: bool,
    /// Whose it is, where that is said.
    owner: Option<String>,
    /// The columns before, and after, whose it is.
    columns: (Vec<Column>, Vec<Column>),
) -> impl IntoView {
    let text = words_of_images();
    let Image { id, protected, .. } = image;
    let title = image.title();
    let owner = owner.map(|owner| {
        view! { <td role="cell" data-label=list().owner>{owner}</td> }
    });
    let cell = |column: Column| view! { <Cell column image=image.clone() now/> };
    let early = columns.0.into_iter().map(cell).collect_view();
    let late = columns.1.into_iter().map(cell).collect_view();
    let tick = (list().tick)(&title);
    view! {
        <tr role="row" data-image=id.to_string() data-key=id.to_string()>
            {writes.then(|| {
                view! {
                    <td role="cell" class="row-tick">
                        <input type="checkbox" name="id" value=id.to_string() aria-label=tick autocomplete="off"/>
                    </td>
                }
            })}
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
            {early}
            {owner}
            {late}
            <td role="cell" class="row-actions">
                <Actions who image/>
            </td>
        </tr>
    }
}

/// What one column says of an image.
#[component]
fn Cell(column: Column, image: Image, now: OffsetDateTime) -> impl IntoView {
    let text = words_of_images();
    let none = || text.none.to_owned();
    let said = match column {
        Column::Status => view! { <StatusBadge status=image.status/> }.into_any(),
        Column::Created => view! { <When at=image.created_at now/> }.into_any(),
        Column::Updated => view! { <When at=image.updated_at now/> }.into_any(),
        Column::Size => image.size.map_or_else(none, format::size).into_any(),
        Column::Format => image
            .disk_format
            .map_or(text.none, DiskFormat::as_str)
            .into_any(),
        Column::Visibility => (words().visibility)(image.visibility).into_any(),
        Column::MinDisk if image.min_disk == 0 => text.none.into_any(),
        Column::MinDisk => format!("{} GiB", image.min_disk).into_any(),
        Column::Tags if image.tags.is_empty() => text.none.into_any(),
        Column::Tags => {
            let tags = image.tags.join(", ");
            view! { <span class="cut" title=tags.clone()>{tags.clone()}</span> }.into_any()
        }
        Column::Id => view! { <code>{image.id.to_string()}</code> }.into_any(),
    };
    view! { <td role="cell" data-label=name(column)>{said}</td> }
}

/// Whether a column stands before that of whose an image is.
fn comes_early(column: Column) -> bool {
    !matches!(column, Column::Created | Column::Updated | Column::Id)
}

/// What this person can do with this image: controls that would only be refused are not there.
#[component]
fn Actions(who: CurrentUser, image: Image) -> impl IntoView {
    let text = words_of_images();
    let title = image.title();
    let (download, delete) = ((text.download_named)(&title), (text.delete_named)(&title));
    let can_download = who.may(ImageAction::Download, &image) && !is_pointer(&image);
    let can_delete = who.sees_deletion(&image);
    view! {
        {can_download.then(|| {
            view! {
                <a
                    class="tool"
                    href=paths::image_data(image.id)
                    download=image.download_name()
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
