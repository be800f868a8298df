#![allow(
    clippy::too_many_arguments,
    reason = "a form has as many boxes as it has; what the macro writes does not hear of an attribute of one function"
)]

use leptos::prelude::*;

use super::flash_message;
use crate::{
    request::{Column, Columns, Preferences, Theme, redirect_back},
    shared::{Locale, Result},
    text,
};

/// Keeps the appearance and language of the dashboard for a year, in cookies. Open to everybody: the sign-in page has
/// switches too.
#[server(prefix = "/fn", endpoint = "set_preferences")]
pub async fn set_preferences(
    locale: Option<Locale>,
    theme: Option<Theme>,
    /// Whether keys alone do something.
    shortcuts: Option<bool>,
    /// Whether the page that comes next says so.
    told: Option<bool>,
) -> Result<()> {
    let chosen = Preferences::here().choose(locale, theme, shortcuts);
    if told == Some(true) {
        // In the language that was just chosen.
        chosen.provide();
        flash_message(text::account().preferences_saved.to_owned());
    }
    redirect_back();
    Ok(())
}

/// Keeps for a year which columns the list of images has.
#[server(prefix = "/fn", endpoint = "set_columns")]
pub async fn set_columns(
    status: Option<String>,
    size: Option<String>,
    format: Option<String>,
    visibility: Option<String>,
    tags: Option<String>,
    min_disk: Option<String>,
    created: Option<String>,
    updated: Option<String>,
    id: Option<String>,
) -> Result<()> {
    let ticked: [_; Column::ALL.len()] = [
        (Column::Status, status),
        (Column::Size, size),
        (Column::Format, format),
        (Column::Visibility, visibility),
        (Column::Tags, tags),
        (Column::MinDisk, min_disk),
        (Column::Created, created),
        (Column::Updated, updated),
        (Column::Id, id),
    ];
    let chosen = ticked.into_iter();
    let chosen = chosen.filter_map(|(column, ticked)| ticked.map(|_| column));
    Preferences::choose_columns(Columns::of(chosen));
    redirect_back();
    Ok(())
}
