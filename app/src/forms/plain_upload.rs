//! A file that comes with a form: one request, no second try. Its bytes go the way of all others.

mod file_format;
mod form;
mod keep;

use std::{io, pin::pin, time::Duration};

use futures::{
    SinkExt,
    channel::{mpsc, oneshot},
    future::{Either, select},
    stream::BoxStream,
};
use model::{ContainerFormat, ErrorKind, Image, ImageId, ImageName, NewImage};
use multer::{Field, bytes::Bytes, parse_boundary};
use registry::Reauthenticator;

use self::{
    file_format::{disk_format, stem},
    form::{Form, FormError},
    keep::{Sender, fill, keep, whole},
};
use super::{flash_message, typed};
use crate::{
    request::{caller, redirect, refuse, registry},
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

type Bytestream = BoxStream<'static, io::Result<Bytes>>;

/// Takes the file in a form of the media type `media`, and goes on to the list, which says so. It streams, so it is no
/// server function.
///
/// `reauthenticator` tells whether the sender still may.
pub async fn plain_upload(
    media: Option<&str>,
    reauthenticator: Reauthenticator,
    body: Bytestream,
) -> Result<()> {
    let boundary = media.and_then(|media| parse_boundary(media).ok());
    let boundary = boundary.ok_or_else(broken)?;
    let (caller, registry) = (caller()?, registry());
    let form = Form::new(body, boundary, registry.pace());
    let sender = Sender {
        registry,
        caller: caller.clone(),
        reauthenticator,
    };
    let image = read_out(sender, form).await?;
    flash_message((words().done)(&image.title()));
    redirect(&ProjectPaths(&caller.project).images());
    Ok(())
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

fn stopped(why: FormError) -> Error {
    match why {
        FormError::Broken => broken(),
        FormError::TooSlow => refuse(ErrorKind::Invalid, words().too_slow.to_owned()),
    }
}

fn broken() -> Error {
    refuse(ErrorKind::Invalid, words().broken.to_owned())
}
