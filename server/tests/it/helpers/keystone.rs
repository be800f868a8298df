use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// What a Keystone on loopback knows, and how it behaves: a stand-in for what a real one cannot be made to do at will.
#[derive(Debug, Default)]
pub struct Knowledge {
    /// By token.
    pub tokens: HashMap<String, Value>,
    /// Answers to `allow_expired` alone.
    pub expired: HashMap<String, Value>,
    /// How often it was asked about a token.
    pub asked: u32,
    /// How often it was asked for a token.
    pub issued: u32,
    /// Answers every question with that status.
    pub broken: Option<StatusCode>,
    /// How many questions it has at once, and had at most.
    pub at_once: u32,
    pub most_at_once: u32,
    /// How long it thinks.
    pub slow: Duration,
    /// Tokens of ours that it does not know any more.
    pub forgotten: Vec<String>,
    /// How many images every project may have, and single ones.
    pub images: i64,
    pub images_of: Vec<(&'static str, i64)>,
    /// Whether our service user has no role in the system, and may not see limits.
    pub limited: bool,
    /// What a Barbican at the same address has: for which token, under which id, as PEM.
    pub secrets: Vec<(String, String, String)>,
    pub broken_secrets: bool,
    /// Where people are members beside the project that is theirs.
    pub projects: Vec<(&'static str, &'static str)>,
}

/// A Keystone that is not one.
pub struct FakeKeystone {
    pub url: String,
    knowledge: Arc<Mutex<Knowledge>>,
    serving: JoinHandle<()>,
}

impl Drop for FakeKeystone {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl FakeKeystone {
    pub async fn new() -> Self {
        let knowledge = Arc::new(Mutex::new(Knowledge::default()));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new()
            .route("/v3/auth/tokens", post(issue))
            .route("/v3/auth/tokens", get(show))
            .route("/v3/auth/tokens", delete(revoke))
            .route("/v3/auth/projects", get(projects))
            .route("/v3/auth/catalog", get(catalog))
            .route("/v3/registered_limits", get(rules))
            .route("/v3/limits", get(limits))
            .route("/v1/secrets/{id}", get(secret))
            .route("/v1/secrets/{id}/payload", get(payload))
            .with_state(knowledge.clone());
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("it serves");
        });
        Self {
            url: format!("http://{address}/v3"),
            knowledge,
            serving,
        }
    }

    pub fn knows(&self) -> MutexGuard<'_, Knowledge> {
        self.knowledge.lock().expect("nobody panicked")
    }

    /// How often it was asked about a token, and for one.
    pub fn count(&self) -> (u32, u32) {
        let knows = self.knows();
        (knows.asked, knows.issued)
    }

    /// Makes `token` good, for `user` with `role` in the project of the same name.
    pub fn give(&self, token: &str, user: &str, role: &str) {
        self.knows().tokens.insert(
            token.to_owned(),
            content(user, role, "2099-01-01T00:00:00.000000Z"),
        );
    }

    /// What the server needs to know of it.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("VITRINE_IDENTITY", "keystone".into()),
            ("VITRINE_KEYSTONE_AUTH_URL", self.url.clone()),
            ("VITRINE_KEYSTONE_USERNAME", "vitrine".into()),
            ("VITRINE_KEYSTONE_PASSWORD", "vitrine-vitrine".into()),
            ("VITRINE_KEYSTONE_CACHE_SECONDS", "1".into()),
        ]
    }
}

/// What a token says.
pub fn content(user: &str, role: &str, expires_at: &str) -> Value {
    let domain = json!({ "id": "default", "name": "Default" });
    json!({ "token": {
        "user": { "id": format!("id-of-{user}"), "name": user, "domain": domain },
        "project": { "id": format!("project-of-{user}"), "name": format!("{user}s-project"), "domain": domain },
        "roles": [{ "id": "r", "name": role }],
        "expires_at": expires_at,
        "methods": ["password"],
    } })
}

type SharedKnowledge = State<Arc<Mutex<Knowledge>>>;

async fn broken(knowledge: &Mutex<Knowledge>) -> Option<Response> {
    let (slow, status) = {
        let mut knows = knowledge.lock().expect("nobody panicked");
        knows.at_once += 1;
        knows.most_at_once = knows.most_at_once.max(knows.at_once);
        (knows.slow, knows.broken)
    };
    tokio::time::sleep(slow).await;
    knowledge.lock().expect("nobody panicked").at_once -= 1;
    status.map(IntoResponse::into_response)
}

async fn issue(State(knowledge): SharedKnowledge, Json(request): Json<Value>) -> Response {
    if let Some(broken) = broken(&knowledge).await {
        return broken;
    }
    let mut knows = knowledge.lock().expect("nobody panicked");
    knows.issued += 1;
    let identity = &request["auth"]["identity"];
    let user = if identity["methods"][0] == "password" {
        let user = &identity["password"]["user"];
        let name = user["name"].as_str().expect("a name").to_owned();
        if user["password"] != format!("{name}-{name}") {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        name
    } else {
        let token = identity["token"]["id"].as_str().expect("a token");
        let Some(found) = knows.tokens.get(token) else {
            return StatusCode::UNAUTHORIZED.into_response();
        };
        found["token"]["user"]["name"]
            .as_str()
            .expect("a name")
            .to_owned()
    };
    let mut body = content(&user, "member", "2099-01-01T00:00:00.000000Z");
    if knows.limited && request["auth"]["scope"].get("system").is_some() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let wanted = &request["auth"]["scope"]["project"]["id"];
    let token = body["token"].as_object_mut().expect("a token");
    if request["auth"]["scope"] == "unscoped" {
        token.remove("project");
        token.remove("roles");
    } else if let Some(wanted) = wanted.as_str() {
        let is_theirs = wanted == format!("project-of-{user}");
        if !is_theirs && !knows.projects.contains(&(user.as_str(), wanted)) {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        token["project"]["id"] = wanted.into();
    }
    let token = format!("token-{}-of-{user}", knows.issued);
    knows.tokens.insert(token.clone(), body.clone());
    (
        StatusCode::CREATED,
        [("x-subject-token", token)],
        Json(body),
    )
        .into_response()
}

async fn show(
    State(knowledge): SharedKnowledge,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if let Some(broken) = broken(&knowledge).await {
        return broken;
    }
    let mut knows = knowledge.lock().expect("nobody panicked");
    knows.asked += 1;
    let [own, subject] =
        ["x-auth-token", "x-subject-token"].map(|name| headers[name].to_str().expect("text"));
    if knows.forgotten.iter().any(|token| token == own) || !knows.tokens.contains_key(own) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let allowed = query.unwrap_or_default().contains("allow_expired=1");
    let found = knows.tokens.get(subject);
    match found.or(knows.expired.get(subject).filter(|_| allowed)) {
        Some(body) => Json(body.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn catalog() -> Json<Value> {
    let services =
        json!([{ "id": "k", "type": "identity" }, { "id": "glance-id", "type": "image" }]);
    Json(json!({ "catalog": services }))
}

async fn rules(State(knowledge): SharedKnowledge, RawQuery(query): RawQuery) -> Response {
    if let Some(broken) = broken(&knowledge).await {
        return broken;
    }
    assert_eq!(query.as_deref(), Some("service_id=glance-id"));
    let (images, limited) = {
        let knows = knowledge.lock().expect("nobody panicked");
        (knows.images, knows.limited)
    };
    if limited {
        return StatusCode::FORBIDDEN.into_response();
    }
    let rule = |region: Option<&str>, limit| json!({ "resource_name": "image_count_total", "region_id": region, "default_limit": limit });
    Json(json!({ "registered_limits": [rule(Some("RegionTwo"), 0), rule(None, images)] }))
        .into_response()
}

async fn limits(State(knowledge): SharedKnowledge) -> Response {
    let knows = knowledge.lock().expect("nobody panicked");
    if knows.limited {
        return StatusCode::FORBIDDEN.into_response();
    }
    let limits = knows.images_of.iter().map(|(project, most)| {
        json!({ "resource_name": "image_count_total", "region_id": "RegionOne", "project_id": project, "resource_limit": most })
    });
    Json(json!({ "limits": limits.collect::<Vec<_>>() })).into_response()
}

/// As Barbican tells of a secret: in which form it gives it out, among much else.
async fn secret(
    knowledge: SharedKnowledge,
    id: Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Response> {
    find_secret(&knowledge, &id, &headers)?;
    Ok(Json(
        json!({ "status": "ACTIVE", "content_types": { "default": "text/plain" } }),
    ))
}

async fn payload(
    knowledge: SharedKnowledge,
    id: Path<String>,
    headers: HeaderMap,
) -> Result<String, Response> {
    assert_eq!(headers["accept"], "text/plain");
    find_secret(&knowledge, &id, &headers)
}

#[allow(clippy::result_large_err, reason = "it is an answer")]
fn find_secret(
    knowledge: &Mutex<Knowledge>,
    id: &str,
    headers: &HeaderMap,
) -> Result<String, Response> {
    let token = headers["x-auth-token"].to_str().expect("text");
    let knows = knowledge.lock().expect("nobody panicked");
    if knows.broken_secrets {
        return Err(StatusCode::INTERNAL_SERVER_ERROR.into_response());
    }
    let found = knows.secrets.iter().find(|secret| secret.1 == id);
    let none = json!({ "code": 404, "title": "Not Found", "description": "Secret not found." });
    let (of, _, pem) = found.ok_or_else(|| (StatusCode::NOT_FOUND, Json(none)).into_response())?;
    (of == token)
        .then(|| pem.clone())
        .ok_or_else(|| StatusCode::FORBIDDEN.into_response())
}

async fn revoke(State(knowledge): SharedKnowledge, headers: HeaderMap) -> StatusCode {
    let subject = headers["x-subject-token"].to_str().expect("text");
    let mut knows = knowledge.lock().expect("nobody panicked");
    knows.tokens.remove(subject);
    StatusCode::NO_CONTENT
}

async fn projects(State(knowledge): SharedKnowledge, headers: HeaderMap) -> Response {
    if let Some(broken) = broken(&knowledge).await {
        return broken;
    }
    let own = headers["x-auth-token"].to_str().expect("text");
    let knows = knowledge.lock().expect("nobody panicked");
    let Some(found) = knows.tokens.get(own) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let user = found["token"]["user"]["name"].as_str().expect("a name");
    let project = json!({
        "id": format!("project-of-{user}"), "name": format!("{user}s-project"), "domain_id": "default", "enabled": true,
    });
    Json(json!({ "projects": [project], "links": {} })).into_response()
}
