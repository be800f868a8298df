//! Takes up again what a page left unfinished that is gone: reloaded, closed, or ended with its browser.

use std::{cell::RefCell, collections::HashSet};

use leptos::{prelude::*, task::spawn_local};

use super::{
    Uploads,
    item::Item,
    owner::user_here,
    storage::{self, Claim, Record},
};
use crate::browser::navigation;

thread_local! {
    /// The uploads that are being looked at just now.
    static LOOKED_AT: RefCell<HashSet<String>> = RefCell::default();
}

/// Looks for them now, on every page that comes, and when another tab begins one.
pub fn install(uploads: Uploads) {
    Effect::new(move || {
        navigation::when_page_arrives(move || refresh_list(uploads));
        storage::when_others_begin(move || refresh_list(uploads));
        refresh_list(uploads);
    });
}

fn refresh_list(uploads: Uploads) {
    let user = user_here();
    uploads.seen(user.clone());
    let Some(user) = user else { return };
    spawn_local(async move {
        for record in storage::all().await {
            let theirs = record.owner.user == user;
            let new = !uploads.knows(&record.location)
                && LOOKED_AT.with_borrow_mut(|looked| looked.insert(record.location.clone()));
            if theirs && new {
                spawn_local(take_up(uploads, record));
            } else if new {
                LOOKED_AT.with_borrow_mut(|looked| looked.remove(&record.location));
            }
        }
    });
}

/// Goes on with one of them, if need be once the tab is gone that is at it.
async fn take_up(uploads: Uploads, record: Record) {
    let location = record.location.clone();
    let at_once = Claim::take(&location, false).await;
    // Another tab may have finished it between two looks.
    if storage::keeps(&location).await {
        let item = uploads.adopt(&record);
        match at_once {
            Some(claim) => item.engine.take_over(claim).await,
            None => wait(uploads, &location, item).await,
        }
    }
    LOOKED_AT.with_borrow_mut(|looked| looked.remove(&location));
}

async fn wait(uploads: Uploads, location: &str, item: Item) {
    let Some(claim) = Claim::take(location, true).await else {
        return;
    };
    if storage::keeps(location).await {
        item.engine.take_over(claim).await;
    } else {
        // The other tab brought it to its end.
        uploads.drop(item.key);
        navigation::refresh();
    }
}
