use std::{cell::Cell, rc::Rc};

use gloo_timers::callback::Interval;
use js_sys::{Date, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ProgressEvent, XmlHttpRequest};

/// How long, in milliseconds, not a byte may move while a body goes out.
const STALLED: f64 = 60_000.0;
/// How often that is looked at.
const POLL_INTERVAL: u32 = 5_000;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportError {
    Lost,
    TimedOut,
}

/// Sends `request`, which is open and has its headers, and waits until it was answered or failed.
///
/// `answer_timeout` is how long, in milliseconds, the answer may take once everything is out. `on_progress` hears how
/// many bytes of the body are out.
pub async fn exchange(
    request: &XmlHttpRequest,
    body: Option<&Blob>,
    answer_timeout: f64,
    on_progress: impl Fn(u64) + 'static,
) -> Result<(), TransportError> {
    let timeout = Rc::new(ProgressTimeout {
        moved: Cell::new(Date::now()),
        allowed: Cell::new(answer_timeout),
        timed_out: Cell::new(false),
    });
    if body.is_some() {
        timeout.allowed.set(STALLED);
    }

    // The closures live until the end of this function: the browser calls them until then.
    let progress = Closure::<dyn Fn(ProgressEvent)>::new({
        let timeout = timeout.clone();
        move |event: ProgressEvent| {
            timeout.moved.set(Date::now());
            on_progress(whole(event.loaded()));
        }
    });
    let all_out = Closure::<dyn Fn()>::new({
        let timeout = timeout.clone();
        move || {
            timeout.moved.set(Date::now());
            timeout.allowed.set(answer_timeout);
        }
    });
    if body.is_some()
        && let Ok(upload) = request.upload()
    {
        upload.set_onprogress(Some(progress.as_ref().unchecked_ref()));
        upload.set_onload(Some(all_out.as_ref().unchecked_ref()));
    }
    let ended = Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    let watching = Interval::new(POLL_INTERVAL, {
        let (timeout, request) = (timeout.clone(), request.clone());
        move || timeout.check_progress(&request)
    });

    let begun = match body {
        Some(blob) => request.send_with_opt_blob(Some(blob)),
        None => request.send(),
    };
    if begun.is_ok() {
        // The promise is only ever resolved.
        let _ = JsFuture::from(ended).await;
    }
    drop(watching);
    request.set_onloadend(None);
    if let Ok(upload) = request.upload() {
        upload.set_onprogress(None);
        upload.set_onload(None);
    }

    match request.status() {
        Ok(1..) => Ok(()),
        _ if timeout.timed_out.get() => Err(TransportError::TimedOut),
        _ => Err(TransportError::Lost),
    }
}

/// Ends a request that makes no progress. The browser's own time-out would count a large body on a slow line as
/// stalled.
struct ProgressTimeout {
    moved: Cell<f64>,
    allowed: Cell<f64>,
    timed_out: Cell<bool>,
}

impl ProgressTimeout {
    fn check_progress(&self, request: &XmlHttpRequest) {
        if Date::now() - self.moved.get() > self.allowed.get() {
            self.timed_out.set(true);
            // It ends with `loadend`, like every other end; there is nothing more to do if it had ended already.
            let _: Result<(), JsValue> = request.abort();
        }
    }
}

/// A count that JavaScript holds as a float.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size in bytes is whole and positive"
)]
pub fn whole(number: f64) -> u64 {
    number as u64
}
