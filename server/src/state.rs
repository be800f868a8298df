use std::sync::Arc;

use ::identity::Identity;
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use registry::Registry;

use crate::{
    Config,
    events::{Feed, Listeners},
    extract::BodyBudget,
    health::Readiness,
    middleware::LargeAnswers,
    serve::Connections,
    site::Site,
};

/// What handlers work with. Each part can be asked for alone.
#[derive(Clone, Debug, FromRef)]
pub struct AppState {
    pub registry: Registry,
    pub identity: Identity,
    pub feed: Feed,
    pub readiness: Readiness,
    pub listeners: Listeners,
    pub connections: Connections,
    /// What clients have asked for and not read yet.
    pub large_answers: LargeAnswers,
    pub bodies: BodyBudget,
    pub config: Arc<Config>,
    pub site: Arc<Site>,
    pub leptos: LeptosOptions,
}

impl AppState {
    pub fn new(registry: Registry, identity: Identity, config: Config) -> Self {
        let leptos = LeptosOptions::builder()
            .output_name("vitrine")
            .site_addr(config.listen)
            .build();
        Self {
            feed: Feed::new(registry.clone()),
            readiness: Readiness::new(registry.clone()),
            listeners: Listeners::new(&config.bounds),
            connections: Connections::new(&config),
            large_answers: LargeAnswers::default(),
            bodies: BodyBudget::default(),
            registry,
            identity,
            config: Arc::new(config),
            site: Arc::new(Site::find()),
            leptos,
        }
    }
}
