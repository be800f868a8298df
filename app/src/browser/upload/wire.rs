//! The tus protocol, as far as a browser speaks it: <https://tus.io/protocols/resumable-upload>

use std::ops::Range;

use js_sys::{JSON, Reflect, Uint8Array};
use leptos::prelude::window;
use model::{ContainerFormat, ProjectId};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, XmlHttpRequest};

use super::{
    exchange::{TransportError, exchange, whole},
    plan::Plan,
    state::{Answer, Event},
};

const UPLOADS: &str = "/uploads";
const SECOND: f64 = 1000.0;
/// Milliseconds that a small answer may take.
const ANSWER_TIMEOUT: f64 = 60.0 * SECOND;
/// Milliseconds that it may take once every byte is there: the server completes the whole image before it answers.
const COMPLETION_TIMEOUT: f64 = 600.0 * SECOND;

/// A sentence from the server is not longer than this.
const LONGEST_MESSAGE: usize = 500;

/// The bytes of `file` in `range`, for the inspector. Nothing else of it ever enters this program's memory.
pub async fn read(file: &File, range: Range<u64>) -> Option<Vec<u8>> {
    let blob = slice(file, range)?;
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// The size of `file`.
pub fn length(file: &File) -> u64 {
    whole(file.size())
}

/// One request about an upload into `project`.
#[derive(Clone, Debug)]
pub struct Wire<'a> {
    pub request: &'a XmlHttpRequest,
    pub project: &'a ProjectId,
}

impl Wire<'_> {
    /// Creates the upload, and its image.
    pub async fn create(self, plan: &Plan, length: u64) -> Event {
        let min_disk = plan.min_disk.to_string();
        let metadata = [
            ("name", plan.name.as_str()),
            ("disk_format", plan.disk_format.as_str()),
            ("container_format", ContainerFormat::Bare.as_str()),
            ("min_disk", min_disk.as_str()),
        ]
        .map(|(key, value)| format!("{key} {}", base64(value)))
        .join(",");
        let headers = [
            ("Upload-Length", length.to_string()),
            ("Upload-Metadata", metadata),
        ];
        self.ask("POST", UPLOADS, &headers, ANSWER_TIMEOUT).await
    }

    /// Asks how much arrived. `all_out` is whether that may be everything.
    pub async fn ask_offset(self, location: &str, all_out: bool) -> Event {
        let timeout = if all_out {
            COMPLETION_TIMEOUT
        } else {
            ANSWER_TIMEOUT
        };
        self.ask("HEAD", location, &[], timeout).await
    }

    /// Ends the upload and takes its image away.
    pub async fn cancel(self, location: &str) -> Event {
        self.ask("DELETE", location, &[], ANSWER_TIMEOUT).await
    }

    /// Sends the bytes of `file` in `range`. `on_progress` hears how many of them are out.
    pub async fn send(
        self,
        location: &str,
        file: &File,
        range: Range<u64>,
        on_progress: impl Fn(u64) + 'static,
    ) -> Event {
        let timeout = if range.end == length(file) {
            COMPLETION_TIMEOUT
        } else {
            ANSWER_TIMEOUT
        };
        let headers = [
            ("Content-Type", "application/offset+octet-stream".to_owned()),
            ("Upload-Offset", range.start.to_string()),
        ];
        let Some(piece) = slice(file, range.clone()) else {
            return Event::Unreadable;
        };
        if self.open("PATCH", location, &headers).is_err() {
            return Event::Lost;
        }
        match exchange(self.request, Some(&piece), timeout, on_progress).await {
            // The browser reports a file that vanished exactly as it reports a lost connection.
            Err(TransportError::Lost) if !readable(file, range.start).await => Event::Unreadable,
            outcome => heard(self.request, outcome),
        }
    }

    /// The answer to a question about the project, in JSON.
    pub async fn look_up(self, path: &str) -> Option<JsValue> {
        self.open("GET", path, &[]).ok()?;
        exchange(self.request, None, ANSWER_TIMEOUT, |_| ())
            .await
            .ok()?;
        if self.request.status().ok()? != 200 {
            return None;
        }
        JSON::parse(&self.request.response_text().ok()??).ok()
    }

    async fn ask(
        self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        timeout: f64,
    ) -> Event {
        if self.open(method, path, headers).is_err() {
            return Event::Lost;
        }
        let outcome = exchange(self.request, None, timeout, |_| ()).await;
        heard(self.request, outcome)
    }

    fn open(&self, method: &str, path: &str, headers: &[(&str, String)]) -> Result<(), JsValue> {
        let request = self.request;
        request.open_with_async(method, path, true)?;
        request.set_request_header("Tus-Resumable", "1.0.0")?;
        // The session alone does not say: two tabs may be in two projects.
        request.set_request_header("Vitrine-Project", &self.project.to_string())?;
        headers
            .iter()
            .try_for_each(|(name, value)| request.set_request_header(name, value))
    }
}

fn heard(request: &XmlHttpRequest, outcome: Result<(), TransportError>) -> Event {
    match outcome {
        Ok(()) => Event::Answered(answer(request)),
        Err(TransportError::Lost) => Event::Lost,
        Err(TransportError::TimedOut) => Event::TimedOut,
    }
}

fn answer(request: &XmlHttpRequest) -> Answer {
    let header = |name| request.get_response_header(name).ok().flatten();
    let status = request.status().unwrap_or_default();
    Answer {
        status,
        offset: header("Upload-Offset").and_then(|offset| offset.trim().parse().ok()),
        location: header("Location"),
        image: header("Vitrine-Image-Id").and_then(|id| id.parse().ok()),
        message: if status < 400 { None } else { message(request) },
    }
}

/// The server's sentence, if its answer has one.
fn message(request: &XmlHttpRequest) -> Option<String> {
    let body = JSON::parse(&request.response_text().ok()??).ok()?;
    let message = Reflect::get(&body, &"message".into()).ok()?.as_string()?;
    (!message.is_empty()).then(|| message.chars().take(LONGEST_MESSAGE).collect())
}

#[allow(
    clippy::cast_precision_loss,
    reason = "JavaScript counts in floats, exact to 8 PiB"
)]
fn slice(file: &File, range: Range<u64>) -> Option<Blob> {
    file.slice_with_f64_and_f64(range.start as f64, range.end as f64)
        .ok()
}

async fn readable(file: &File, at: u64) -> bool {
    match slice(file, at..at + 1) {
        Some(byte) => JsFuture::from(byte.array_buffer()).await.is_ok(),
        None => false,
    }
}

/// Base64 of the UTF-8 bytes. The browser's own wants each byte as one character.
fn base64(text: &str) -> String {
    let bytes: String = text.bytes().map(char::from).collect();
    window().btoa(&bytes).unwrap_or_default()
}
