//! A file that comes with a form: one request, no second try. Its bytes go the way of all others.

use std::io;

use futures::{
    SinkExt, StreamExt,
    channel::{mpsc, oneshot},
    stream,
};
use http::{Response, StatusCode, header, request::Parts};
use inspect::{inspect, promised};
use leptos::{
    prelude::{Owner, provide_context},
    reactive::computed::ScopedFuture,
};
use leptos_axum::ResponseOptions;
use model::{Caller, ContainerFormat, DiskFormat, ErrorKind, Image, ImageName, NewImage};
use multer::{Field, Multipart, bytes::Bytes};
use registry::Registry;

use super::{caller, redirect, refusal::refuse, registry, say, typed};
use crate::{Error, error::Result, pages::text::plain_upload as words, paths::In};

/// What the inspector gets to see before the image is made.
const HEAD: usize = 1 << 20;
/// A name is shorter than this in any case.
const LONGEST_FIELD: usize = 4096;
/// Pieces of the file on their way at once.
const PIECES: usize = 4;

type Bytestream = stream::BoxStream<'static, io::Result<Bytes>>;

/// Takes the file in a form, and goes back to the list, which says so; or to the form, which says why not.
///
/// `provide` puts into the context what server functions find there.
pub async fn plain_upload(
    provide: impl FnOnce() + Send + 'static,
    parts: Parts,
    body: Bytestream,
) -> Response<String> {
    let owner = Owner::new();
    let answering = owner.with(|| {
        ScopedFuture::new(async move {
            provide();
            let media = parts.headers.get(header::CONTENT_TYPE);
            let form = media
                .and_then(|value| multer::parse_boundary(value.to_str().ok()?).ok())
                .map(|boundary| Multipart::new(body, boundary));
            provide_context(parts);
            let options = ResponseOptions::default();
            provide_context(options.clone());
            let outcome = match form {
                Some(form) => take(form).await,
                None => Err(broken()),
            };
            answer(&options, outcome)
        })
    });
    answering.await
}

fn answer(options: &ResponseOptions, outcome: Result<()>) -> Response<String> {
    let said = outcome.map_or_else(|error| error.to_string(), |()| String::new());
    let mut answer = Response::new(said);
    if let Ok(mut options) = options.0.write() {
        let headers = std::mem::take(&mut options.headers);
        answer.headers_mut().extend(headers);
        if let Some(status) = options.status {
            *answer.status_mut() = status;
        }
    }
    if answer.headers().contains_key(header::LOCATION) {
        *answer.status_mut() = StatusCode::SEE_OTHER;
    }
    answer
}

async fn take(form: Multipart<'static>) -> Result<()> {
    let caller = caller()?;
    let image = read_out(registry(), caller.clone(), form).await?;
    say((words().done)(&image.title()));
    redirect(&In(&caller.project).images());
    Ok(())
}

/// Makes an image of the file in `form`, or leaves nothing behind.
///
/// A browser shows an answer only once it has sent everything, so what is not wanted is read to its end all the same.
async fn read_out(
    registry: Registry,
    caller: Caller,
    mut form: Multipart<'static>,
) -> Result<Image> {
    let outcome = receive(registry, caller, &mut form).await;
    while let Ok(Some(mut field)) = form.next_field().await {
        while let Ok(Some(_)) = field.chunk().await {}
    }
    outcome
}

async fn receive(
    registry: Registry,
    caller: Caller,
    form: &mut Multipart<'static>,
) -> Result<Image> {
    let mut name = String::new();
    while let Some(mut field) = form.next_field().await.map_err(|_| broken())? {
        match field.name() {
            Some("name") => {
                name = text(&mut field).await?;
                typed(&[("name", &name)]);
            }
            Some("file") => return file(registry, caller, name.trim(), field).await,
            _ => {}
        }
    }
    Err(refuse(ErrorKind::Invalid, words().no_file.to_owned()))
}

async fn text(field: &mut Field<'static>) -> Result<String> {
    let mut text = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|_| broken())? {
        if text.len() + piece.len() <= LONGEST_FIELD {
            text.extend_from_slice(&piece);
        }
    }
    String::from_utf8(text).map_err(|_| broken())
}

async fn file(
    registry: Registry,
    caller: Caller,
    name: &str,
    mut field: Field<'static>,
) -> Result<Image> {
    let file_name = field.file_name().unwrap_or_default().to_owned();
    let (mut head, mut pieces) = (Vec::new(), Vec::new());
    while head.len() < HEAD
        && let Some(piece) = field.chunk().await.map_err(|_| broken())?
    {
        head.extend_from_slice(&piece);
        pieces.push(piece);
    }
    if head.is_empty() {
        return Err(refuse(ErrorKind::Invalid, words().no_file.to_owned()));
    }
    let name = if name.is_empty() {
        stem(&file_name)
    } else {
        name
    };
    let new = NewImage {
        name: Some(name.parse::<ImageName>()?),
        disk_format: Some(disk_format(&head, &file_name)),
        container_format: Some(ContainerFormat::Bare),
        ..NewImage::default()
    };
    drop(head);

    let (mut into, out) = mpsc::channel(PIECES);
    let (tell, told) = oneshot::channel();
    // A task of its own: when the browser goes away, the image is taken away again.
    leptos::task::spawn(async move {
        // Whoever asked may be gone.
        let _ = tell.send(keep(&registry, &caller, &new, whole(out)).await);
    });
    let pump = async {
        for piece in pieces {
            let _ = into.send(Some(piece)).await;
        }
        // Once nobody takes them any more, the rest goes nowhere.
        while let Ok(piece) = field.chunk().await {
            let last = piece.is_none();
            let _ = into.send(piece).await;
            if last {
                break;
            }
        }
        drop(into);
    };
    let ((), outcome) = futures::join!(pump, told);
    Ok(outcome.map_err(|_| broken())??)
}

async fn keep(
    registry: &Registry,
    caller: &Caller,
    new: &NewImage,
    bytes: Bytestream,
) -> registry::Result<Image> {
    let image = registry.images(caller).create(new).await?;
    match registry.uploads(caller).put(image.id, None, bytes).await {
        Ok(()) => registry.images(caller).get(image.id).await,
        Err(error) => {
            if let Err(error) = registry.images(caller).delete(image.id).await {
                tracing::warn!(%error, image = %image.id, "an image without data stays");
            }
            Err(error)
        }
    }
}

/// The pieces until the empty one that says that it was the last. A stream that merely stops was cut off.
fn whole(pieces: mpsc::Receiver<Option<Bytes>>) -> Bytestream {
    stream::unfold(Some(pieces), |pieces| async {
        let mut pieces = pieces?;
        match pieces.next().await {
            Some(Some(piece)) => Some((Ok(piece), Some(pieces))),
            Some(None) => None,
            None => Some((Err(io::ErrorKind::UnexpectedEof.into()), None)),
        }
    })
    .boxed()
}

/// The word for what a file is, as its beginning tells. Whether that is true of all of it is found out on the way.
fn disk_format(head: &[u8], file_name: &str) -> DiskFormat {
    let found = inspect(head);
    let promised = promised(file_name);
    let word = match found.format {
        Some(format) => Some(format.as_str()),
        // It is marked at its end.
        None if promised == Some("vhd") => promised,
        // It is no disk, whatever its name says: the registry says so when it is asked to take it as that.
        None if found.looks.is_some() => promised,
        None => None,
    };
    word.and_then(|word| word.parse().ok())
        .unwrap_or(DiskFormat::Raw)
}

/// A file's name without its extension.
fn stem(file_name: &str) -> &str {
    match file_name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 5 => stem,
        _ => file_name,
    }
}

fn broken() -> Error {
    refuse(ErrorKind::Invalid, words().broken.to_owned())
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[test]
    fn a_stream_that_stops_without_its_end_is_cut_off() {
        let outcome = |pieces: Vec<Option<&'static str>>| {
            let (mut into, out) = mpsc::channel(8);
            for piece in pieces {
                let piece = piece.map(|text| Bytes::from_static(text.as_bytes()));
                into.try_send(piece).expect("there is room");
            }
            drop(into);
            let read = whole(out).collect::<Vec<_>>().now_or_never();
            read.expect("all is there")
        };
        assert!(
            outcome(vec![Some("a"), Some("b"), None])
                .iter()
                .all(io::Result::is_ok)
        );
        assert!(
            outcome(vec![Some("a")])
                .last()
                .is_some_and(io::Result::is_err)
        );
    }
}
