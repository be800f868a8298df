//! A file that comes with a form: one request, no second try. Its bytes go the way of all others.

mod form;

use std::{io, pin::pin, time::Duration};

use futures::{
    SinkExt, StreamExt,
    channel::{mpsc, oneshot},
    future::{Either, select},
    stream,
};
use http::{Response, StatusCode, header, request::Parts};
use inspect::{inspect, promised};
use leptos::{
    prelude::{Owner, provide_context},
    reactive::computed::ScopedFuture,
};
use leptos_axum::ResponseOptions;
use model::{
    Caller, Change, ContainerFormat, DiskFormat, ErrorKind, Image, ImageId, ImageName, NewImage,
};
use multer::{Field, bytes::Bytes};
use registry::{Reauthenticator, Registry};

use self::form::{Form, FormError};
use super::flash_message;
use crate::{
    request::{caller, redirect, refuse, registry, typed},
    shared::{Error, Result, paths::ProjectPaths},
    text::plain_upload as words,
};

/// What the inspector gets to see before the image is made.
const HEAD: usize = 1 << 20;
/// A name is shorter than this in any case.
const LONGEST_FIELD: usize = 4096;
/// Pieces of the file on their way at once.
const PIECES: usize = 4;
/// How long what is left of a refused form is read, so that the browser comes to show why: what 20 GiB take at 34 MB/s.
const DRAIN: Duration = Duration::from_secs(600);

type Bytestream = stream::BoxStream<'static, io::Result<Bytes>>;

/// Takes the file in a form, and goes back to the list, which says so; or to the form, which says why not.
///
/// `provide` puts into the context what server functions find there; `reauthenticator` tells whether the sender still may.
pub async fn plain_upload(
    provide: impl FnOnce() + Send + 'static,
    parts: Parts,
    reauthenticator: Reauthenticator,
    body: Bytestream,
) -> Response<String> {
    let owner = Owner::new();
    let answering = owner.with(|| {
        ScopedFuture::new(async move {
            provide();
            let media = parts.headers.get(header::CONTENT_TYPE);
            let boundary =
                media.and_then(|value| multer::parse_boundary(value.to_str().ok()?).ok());
            provide_context(parts);
            let options = ResponseOptions::default();
            provide_context(options.clone());
            let outcome = match boundary {
                Some(boundary) => {
                    let form = Form::new(body, boundary, registry().pace());
                    take(form, reauthenticator).await
                }
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

async fn take(form: Form, reauthenticator: Reauthenticator) -> Result<()> {
    let caller = caller()?;
    let sender = Sender {
        registry: registry(),
        caller: caller.clone(),
        reauthenticator,
    };
    let image = read_out(sender, form).await?;
    flash_message((words().done)(&image.title()));
    redirect(&ProjectPaths(&caller.project).images());
    Ok(())
}

/// Who sends the form, and where to.
struct Sender {
    registry: Registry,
    caller: Caller,
    /// Asked again while the file arrives, and before it becomes an image.
    reauthenticator: Reauthenticator,
}

/// Makes an image of the file in `form`, or leaves nothing behind.
///
/// A browser shows an answer only once it has sent everything, so what is not wanted is read to its end all the same; but
/// not from somebody who has nothing to send here any more.
async fn read_out(sender: Sender, mut form: Form) -> Result<Image> {
    let outcome = receive(sender, &mut form).await;
    let barred = |error: &Error| {
        matches!(
            error.kind,
            ErrorKind::Unauthenticated | ErrorKind::Forbidden
        )
    };
    if !outcome.as_ref().is_err_and(barred) {
        // What comes of it changes nothing any more.
        let _ = tokio::time::timeout(DRAIN, form.drain()).await;
    }
    outcome
}

async fn receive(sender: Sender, form: &mut Form) -> Result<Image> {
    let mut name = String::new();
    let mut into = None;
    while let Some(mut field) = form.next_field().await.map_err(stopped)? {
        match field.name() {
            Some("name") => {
                name = text(form, &mut field).await?;
                typed(&[("name", &name)]);
            }
            // The file of an image that is there and has no data yet.
            Some("image") => into = Some(text(form, &mut field).await?.trim().parse::<ImageId>()?),
            Some("file") => return file(sender, into, name.trim(), form, field).await,
            // Nobody else's form has any other; what is in it goes nowhere.
            _ => while form.piece(&mut field).await.map_err(stopped)?.is_some() {},
        }
    }
    Err(refuse(ErrorKind::Invalid, words().no_file.to_owned()))
}

async fn text(form: &mut Form, field: &mut Field<'static>) -> Result<String> {
    let mut text = Vec::new();
    while let Some(piece) = form.piece(field).await.map_err(stopped)? {
        if text.len() + piece.len() > LONGEST_FIELD {
            let problem = (words().long_name)(LONGEST_FIELD);
            return Err(refuse(ErrorKind::Invalid, problem));
        }
        text.extend_from_slice(&piece);
    }
    String::from_utf8(text).map_err(|_| broken())
}

async fn file(
    sender: Sender,
    image: Option<ImageId>,
    name: &str,
    form: &mut Form,
    mut field: Field<'static>,
) -> Result<Image> {
    let file_name = field.file_name().unwrap_or_default().to_owned();
    let (mut head, mut pieces) = (Vec::new(), Vec::new());
    while head.len() < HEAD
        && let Some(piece) = form.piece(&mut field).await.map_err(stopped)?
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

    let (into, out) = mpsc::channel(PIECES);
    let (tell, told) = oneshot::channel();
    // A task of its own: when the browser goes away, the image is taken away again.
    leptos::task::spawn(async move {
        // Whoever asked may be gone.
        let kept = match image {
            Some(id) => fill(&sender, id, &new, whole(out)).await,
            None => keep(&sender, &new, whole(out)).await,
        };
        let _ = tell.send(kept);
    });
    let field = &mut field;
    // When it is done, its end of the channel is closed.
    let pump = async move {
        let mut into = into;
        for piece in pieces {
            let _ = into.send(Some(piece)).await;
        }
        loop {
            let piece = form.piece(field).await?;
            let last = piece.is_none();
            // Once nobody takes them any more, the rest is read by whoever reads it out.
            if into.send(piece).await.is_err() || last {
                return Ok::<(), FormError>(());
            }
        }
    };
    // A refusal does not wait for the rest of the file. And what stops the form stops the upload: without its last piece
    // it is cut off.
    let (pumped, outcome) = match select(pin!(pump), told).await {
        Either::Left((pumped, told)) => (pumped, told.await),
        Either::Right((outcome, _)) => (Ok(()), outcome),
    };
    let kept = outcome.map_err(|_| broken())?;
    match (pumped, kept) {
        (Err(why), Err(_)) => Err(stopped(why)),
        (_, kept) => Ok(kept?),
    }
}

/// Gives an image that is there its data. Its formats stay as they are; one that it lacks is that of the file.
async fn fill(
    sender: &Sender,
    id: ImageId,
    file: &NewImage,
    bytes: Bytestream,
) -> registry::Result<Image> {
    let Sender {
        registry,
        caller,
        reauthenticator,
    } = sender;
    let images = registry.images(caller);
    let image = images.get(id).await?;
    let mut missing = Vec::new();
    if image.disk_format.is_none() {
        missing.push(Change::DiskFormat(file.disk_format));
    }
    if image.container_format.is_none() {
        missing.push(Change::ContainerFormat(file.container_format));
    }
    if !missing.is_empty() {
        images.update(id, &missing).await?;
    }
    let uploads = registry.uploads(caller).under(reauthenticator);
    uploads.put(id, None, bytes).await?;
    images.get(id).await
}

async fn keep(sender: &Sender, new: &NewImage, bytes: Bytestream) -> registry::Result<Image> {
    let Sender {
        registry,
        caller,
        reauthenticator,
    } = sender;
    let image = registry.images(caller).create(new).await?;
    let uploads = registry.uploads(caller).under(reauthenticator);
    match uploads.put(image.id, None, bytes).await {
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

fn stopped(why: FormError) -> Error {
    match why {
        FormError::Broken => broken(),
        FormError::TooSlow => refuse(ErrorKind::Invalid, words().too_slow.to_owned()),
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
