use leptos::prelude::*;
use metadefs::{Definitions, NewNamespace};
use model::ErrorKind;
use serde_json::Value;

use super::{flash_message, typed};
use crate::{
    request::{caller, redirect, refuse_at, registry},
    shared::{Result, paths::ProjectPaths},
    text,
};

/// Makes the namespace that a definition file describes.
#[server(prefix = "/fn", endpoint = "create_namespace")]
pub async fn create_namespace(json: String) -> Result<()> {
    typed(&[("json", &json)]);
    let (caller, registry) = (caller()?, registry());
    let definitions: Definitions<'_> = registry.definitions(&caller);
    definitions.may_edit()?;
    let new = read(&json)?;
    definitions.create_from_file(&new).await.map_err(beside)?;
    let name = new.namespace.as_str();
    flash_message((text::metadefs().created)(name));
    redirect(&ProjectPaths(&caller.project).namespace(name));
    Ok(())
}

/// Makes a namespace what a definition file says, unless somebody else changed it since its version was `seen`.
#[server(prefix = "/fn", endpoint = "save_namespace")]
pub async fn save_namespace(namespace: String, seen: String, json: String) -> Result<()> {
    typed(&[("json", &json), ("seen", &seen)]);
    let (caller, registry) = (caller()?, registry());
    let definitions: Definitions<'_> = registry.definitions(&caller);
    definitions.may_edit()?;
    let new = read(&json)?;
    definitions
        .save_file(&namespace, &new, &seen)
        .await
        .map_err(beside)?;
    flash_message((text::metadefs().saved)(&namespace));
    redirect(&ProjectPaths(&caller.project).namespace(&namespace));
    Ok(())
}

/// Deletes a namespace with what it defines.
#[server(prefix = "/fn", endpoint = "delete_namespace")]
pub async fn delete_namespace(namespace: String, name: String) -> Result<()> {
    typed(&[("name", &name)]);
    let (caller, registry) = (caller()?, registry());
    // What is not theirs to see or to delete is refused first.
    registry.definitions(&caller).may_delete(&namespace).await?;
    if name.trim() != namespace {
        let message = text::admin().name_differs;
        return Err(refuse_at("name", ErrorKind::Invalid, message));
    }
    registry.definitions(&caller).delete(&namespace).await?;
    flash_message((text::metadefs().deleted)(&namespace));
    redirect(&ProjectPaths(&caller.project).definitions());
    Ok(())
}

/// The text of a form as a definition file.
fn read(json: &str) -> Result<NewNamespace> {
    let content: Value = serde_json::from_str(json).map_err(|error| {
        let message = (text::metadefs().not_json)(&error.to_string());
        refuse_at("json", ErrorKind::Invalid, message)
    })?;
    metadefs::parse(content).map_err(|error| refuse_at("json", ErrorKind::Invalid, error.0))
}

/// What is wrong with the text stands below it.
fn beside(error: metadefs::Error) -> crate::shared::Error {
    match error {
        metadefs::Error::Changed(_) => {
            refuse_at("json", ErrorKind::Conflict, text::metadefs().changed)
        }
        error @ (metadefs::Error::Invalid(_)
        | metadefs::Error::NamespaceExists(_)
        | metadefs::Error::Exists { .. }
        | metadefs::Error::Protected(_)
        | metadefs::Error::TooMany { .. }
        | metadefs::Error::TooLarge { .. }) => refuse_at("json", error.kind(), error.public()),
        error => error.into(),
    }
}
