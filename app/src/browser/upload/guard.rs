//! What has to be kept from being lost by accident, and shown even when nobody looks.

use leptos::{ev, leptos_dom::helpers::WindowListenerHandle, prelude::*};

use super::{Uploads, owner::user_here, state::Event, wake};

/// Between the percentage and the page's own title.
const MARK: &str = "% · ";

/// Watches over `uploads` from now on. Does nothing on the server, where effects do not run.
pub fn install(uploads: Uploads) {
    Effect::new(move || {
        window_event_listener(ev::online, move |_| uploads.tell_all(&Event::Online));
        window_event_listener(ev::offline, move |_| uploads.tell_all(&Event::Offline));
        // Whoever comes back to this tab may have signed in in another.
        window_event_listener(ev::focus, move |_| uploads.seen(user_here()));
    });

    wake::install(uploads);

    let unfinished = Memo::new(move |_| {
        uploads
            .items()
            .iter()
            .any(|item| item.shown.state.get().minds_leaving())
    });
    Effect::new(move |asking: Option<Option<WindowListenerHandle>>| {
        if let Some(asking) = asking.flatten() {
            asking.remove();
        }
        unfinished
            .get()
            .then(|| window_event_listener(ev::beforeunload, |event| event.prevent_default()))
    });

    let percent = Memo::new(move |_| overall_percent(uploads));
    Effect::new(move || {
        let title = document().title();
        let plain = without_percent(&title);
        let title = percent.get().map_or_else(
            || plain.to_owned(),
            |percent| format!("{percent}{MARK}{plain}"),
        );
        document().set_title(&title);
    });
}

/// How much of all that is on its way has gone out; `None` if nothing is.
pub fn overall_percent(uploads: Uploads) -> Option<u64> {
    let items = uploads.items();
    let open_uploads = items
        .iter()
        .filter(|item| item.shown.state.get().minds_leaving());
    let (sent, length) = open_uploads.fold((0, 0), |(sent, length), item| {
        (sent + item.shown.progress.get().sent, length + item.length)
    });
    let moving = items.iter().any(|item| item.shown.state.get().is_moving());
    moving.then(|| percent(sent, length))
}

/// `sent` of `length`, rounded down: 100 means all.
pub fn percent(sent: u64, length: u64) -> u64 {
    u64::try_from(u128::from(sent) * 100 / u128::from(length.max(1)))
        .unwrap_or(100)
        .min(100)
}

/// The title as the page wrote it.
fn without_percent(title: &str) -> &str {
    match title.split_once(MARK) {
        Some((number, plain)) if number.parse::<u64>().is_ok() => plain,
        _ => title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_only_all_when_it_is_all() {
        assert_eq!(
            [(0, 0), (0, 5), (199, 200), (200, 200)].map(|(sent, of)| percent(sent, of)),
            [0, 0, 99, 100]
        );
        assert_eq!(percent(u64::MAX, u64::MAX), 100);
    }

    #[test]
    fn the_title_comes_back_as_it_was() {
        assert_eq!(
            without_percent("42% · Images · Vitrine"),
            "Images · Vitrine"
        );
        assert_eq!(without_percent("Images · Vitrine"), "Images · Vitrine");
        assert_eq!(without_percent("half% · Vitrine"), "half% · Vitrine");
    }
}
