use leptos::{prelude::*, server_fn::ServerFn};
use model::SortKey;

use crate::{
    forms::SetColumns,
    request::{Column, Columns},
    text::{images, list},
};

/// Which columns the list has, to be chosen for this browser.
#[component]
pub fn ColumnsForm(shown: Columns) -> impl IntoView {
    let text = list();
    let tick = |column: Column| {
        view! {
            <label class="tick">
                <input type="checkbox" name=column.word() checked=shown.show(column) autocomplete="off"/>
                {name(column)}
            </label>
        }
    };
    view! {
        <details class="fold columns">
            <summary>{text.columns}</summary>
            <form class="columns-form panel" method="post" action=SetColumns::PATH>
                <fieldset class="options">
                    <legend class="visually-hidden">{text.columns}</legend>
                    {Column::ALL.map(tick).collect_view()}
                </fieldset>
                <button class="button" data-size="small">{text.apply}</button>
            </form>
        </details>
    }
}

/// The head of a column.
pub fn name(column: Column) -> &'static str {
    let text = images();
    match column {
        Column::Status => text.status,
        Column::Size => text.size,
        Column::Format => text.format,
        Column::Visibility => text.visibility,
        Column::Tags => text.tags,
        Column::MinDisk => text.min_disk,
        Column::Created => text.created,
        Column::Updated => text.updated,
        Column::Id => text.id,
    }
}

/// By what a column orders the list, if it does.
pub fn key(column: Column) -> Option<SortKey> {
    match column {
        Column::Status => Some(SortKey::Status),
        Column::Size => Some(SortKey::Size),
        Column::Format => Some(SortKey::DiskFormat),
        Column::Created => Some(SortKey::CreatedAt),
        Column::Updated => Some(SortKey::UpdatedAt),
        Column::Id => Some(SortKey::Id),
        Column::Visibility | Column::Tags | Column::MinDisk => None,
    }
}
