//! What is listed, shown, created, updated and deleted in one way: the file of each type says what is particular to it.

use std::fmt::Display;

use ::identity::{Directory, Identity};
use axum::{Json, extract::State, handler::Handler};
use http::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::extract::{Params, PathIds, RequestUrl, RequirePrincipal, part};
use crate::{AppState, endpoints::Endpoints, extract::Buffered, problem::Result};

/// A type of resource: how clients name and write it, and which functions of the directory serve it.
pub trait Resource: Sized + Send + Sync + 'static {
    /// What a body with one of them wraps it in: `{"domain": {…}}`.
    const NAME: &'static str;
    /// The same for several of them. It is their path below `/v3`, too.
    const COLLECTION: &'static str;

    type Id: DeserializeOwned + Display + Send + Sync + 'static;
    /// What a client sends to have one created.
    type New: DeserializeOwned + Send + Sync;
    /// What a client sends to have one updated.
    type Change: DeserializeOwned + Send + Sync;

    /// Those that match the parameters.
    fn list(directory: &Directory<'_>, params: &Params) -> impl Answer<Vec<Self>>;

    fn show(directory: &Directory<'_>, id: &Self::Id) -> impl Answer<Self>;

    fn update(directory: &Directory<'_>, id: &Self::Id, change: &Self::Change)
    -> impl Answer<Self>;

    fn delete(directory: &Directory<'_>, id: &Self::Id) -> impl Answer<()>;

    fn id(&self) -> &Self::Id;

    /// What clients read of it, without its links.
    fn body(&self) -> Value;
}

/// A type of which one is created by a request.
pub trait CreateOne: Resource {
    fn create(directory: &Directory<'_>, new: &Self::New) -> impl Answer<Self>;
}

/// A type of which several are created by a request: all of them, or none.
pub trait CreateSeveral: Resource {
    fn create(directory: &Directory<'_>, new: &[Self::New]) -> impl Answer<Vec<Self>>;
}

/// What a function of the directory returns.
pub trait Answer<T>: Future<Output = ::identity::Result<T>> + Send {}

impl<T, F: Future<Output = ::identity::Result<T>> + Send> Answer<T> for F {}

impl Endpoints {
    /// Adds those of a type; `create` is [`create`] or [`create_several`] of it.
    #[must_use]
    pub fn resource<R: Resource, Inputs: 'static>(
        self,
        create: impl Handler<Inputs, AppState>,
    ) -> Self {
        let all = format!("/v3/{}", R::COLLECTION);
        let one = format!("{all}/{{id}}");
        self.endpoint(&Method::GET, &all, list::<R>)
            .endpoint(&Method::POST, &all, create)
            .endpoint(&Method::GET, &one, show::<R>)
            .endpoint(&Method::PATCH, &one, update::<R>)
            .endpoint(&Method::DELETE, &one, delete::<R>)
    }
}

/// Lists those that match the parameters.
async fn list<R: Resource>(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    params: Params,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = R::list(&identity.directory(&principal), &params).await?;
    Ok(several(&found, &here))
}

/// Shows one.
async fn show<R: Resource>(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<R::Id>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = R::show(&identity.directory(&principal), &id).await?;
    Ok(one(&found, &here))
}

/// Creates one: `201`.
pub async fn create<R: CreateOne>(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new: R::New = part(&body, R::NAME)?;
    let created = R::create(&identity.directory(&principal), &new).await?;
    Ok((StatusCode::CREATED, one(&created, &here)))
}

/// Creates several, all of them or none: `201`.
pub async fn create_several<R: CreateSeveral>(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new: Vec<R::New> = part(&body, R::COLLECTION)?;
    let created = R::create(&identity.directory(&principal), &new).await?;
    Ok((StatusCode::CREATED, several(&created, &here)))
}

/// Updates one.
async fn update<R: Resource>(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<R::Id>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let change: R::Change = part(&body, R::NAME)?;
    let updated = R::update(&identity.directory(&principal), &id, &change).await?;
    Ok(one(&updated, &here))
}

/// Deletes one: `204`.
async fn delete<R: Resource>(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<R::Id>,
) -> Result<StatusCode> {
    R::delete(&identity.directory(&principal), &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A body with several.
pub fn several<R: Resource>(found: &[R], here: &RequestUrl) -> Json<Value> {
    let items = found.iter().map(|one| linked(one, here)).collect();
    Json(here.list(R::COLLECTION, items))
}

fn one<R: Resource>(found: &R, here: &RequestUrl) -> Json<Value> {
    Json(json!({ R::NAME: linked(found, here) }))
}

fn linked<R: Resource>(found: &R, here: &RequestUrl) -> Value {
    let mut body = found.body();
    body["links"] = here.link(format_args!("{}/{}", R::COLLECTION, found.id()));
    body
}
