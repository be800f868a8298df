use std::{net::SocketAddr, sync::Arc};

use axum::Router;
use identity::{Identity, Keystone};
use model::{ProjectId, Role};
use registry::Registry;
use serde_json::{Value, json};
use server::{App, AppState, Config, Connections, Endpoint, Flags, IdentityMode};
use store::{FileStore, Stores};
use testkit::{Fixtures, Person, TestDb};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{Answer, Client, FakeKeystone};

/// The whole server on a database of its own, asked without a network.
pub struct TestApp {
    pub db: TestDb,
    pub fixtures: Fixtures,
    pub endpoints: Vec<Endpoint>,
    pub registry: Registry,
    pub identity: Identity,
    config: Arc<Config>,
    connections: Connections,
    router: Router,
}

impl TestApp {
    pub async fn new(db: TestDb) -> Self {
        Self::with(db, &[]).await
    }

    /// The server with some `VITRINE_*` variables set.
    pub async fn with(db: TestDb, variables: &[(&str, &str)]) -> Self {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let config = Config::from_layers(&Flags::default(), variables).expect("a configuration");
        Self::configured(db, config).await
    }

    /// The same, with some settings that have no variable.
    pub async fn with_config(
        db: TestDb,
        variables: &[(&str, &str)],
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut config =
            Config::from_layers(&Flags::default(), variables).expect("a configuration");
        change(&mut config);
        log_warnings();
        Self::configured(db, config).await
    }

    /// Serves it on a port of its own, as long as the test runs; its address.
    pub async fn over_tcp(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (router, config) = (self.router.clone(), self.config.clone());
        let connections = self.connections.clone();
        tokio::spawn(async move {
            let stop = CancellationToken::new();
            server::serve(listener, router, &config, &connections, stop).await;
        });
        address
    }

    /// The server with rules of its operator's.
    pub async fn with_policies(db: TestDb, rules: &[(&str, &str)]) -> Self {
        let mut config =
            Config::from_layers(&Flags::default(), std::iter::empty()).expect("a configuration");
        for (name, rule) in rules {
            config.policy.insert((*name).into(), (*rule).into());
        }
        Self::configured(db, config).await
    }

    /// The server with this text as its `vitrine.toml`.
    pub async fn with_file(db: TestDb, text: &str) -> Self {
        let table = text.parse().expect("TOML");
        Self::configured(db, Config::from_table(table).expect("a configuration")).await
    }

    async fn configured(db: TestDb, config: Config) -> Self {
        let store = FileStore::open(db.folder().join("store"))
            .await
            .expect("a store");
        let registry = config
            .registry(db.db.clone(), Stores::new("file", store))
            .expect("rules");
        let fixtures = Fixtures::new(db.db.clone()).await;
        let mut identity = fixtures
            .identity
            .clone()
            .with_sign_in_limits(config.sign_in_limits())
            .with_password_rules(config.password_rules());
        if let (Some(settings), IdentityMode::Keystone) = (&config.keystone, config.identity) {
            let keystone = Keystone::new(settings.clone(), &config.region).expect("a Keystone");
            identity = identity.with_keystone(keystone);
        }
        let mut registry = registry;
        if config.identity != IdentityMode::None {
            registry = registry.with_requesters(server::requesters(&identity));
        }
        let state = AppState::new(registry.clone(), identity.clone(), config);
        let (config, connections) = (state.config.clone(), state.connections.clone());
        let App { router, endpoints } = App::new(state);
        Self {
            db,
            fixtures,
            endpoints,
            registry,
            identity,
            config,
            connections,
            router,
        }
    }

    /// The server where `keystone` knows who somebody is.
    pub async fn by(db: TestDb, keystone: &FakeKeystone) -> Self {
        let variables = keystone.variables();
        let variables: Vec<_> = variables
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        Self::with(db, &variables).await
    }

    /// Does what the worker of a node would do: every task that is due.
    pub async fn do_tasks(&self) {
        self.registry
            .system()
            .do_tasks()
            .await
            .expect("tasks are done");
    }

    /// A client without credentials, at another node that shares database and store with this one.
    pub async fn second_node(&self) -> Client {
        let db = self.db.again().await;
        let store = FileStore::open(self.db.folder().join("store"))
            .await
            .expect("a store");
        let registry = Registry::new(db.clone(), Stores::new("file", store));
        let config = Config::from_layers(&Flags::default(), std::iter::empty());
        let identity = Identity::new(db).with_cheap_passwords();
        let state = AppState::new(registry, identity, config.expect("a configuration"));
        Client::new(App::new(state).router)
    }

    /// A new user with these roles in that project, with a token.
    pub async fn user_with_roles(
        &self,
        name: &str,
        project: &(ProjectId, String),
        roles: &[Role],
    ) -> Client {
        let mut person = self.fixtures.user(name, project, roles[0]).await;
        for role in roles {
            let done = self
                .fixtures
                .identity
                .assign(&person.caller.user, &project.0, *role);
            done.await.expect("a role");
        }
        person.caller.roles = roles.iter().copied().collect();
        self.with_token(name, person).await
    }

    /// A client without credentials.
    pub fn anonymous(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// A new member of a new project, with a token.
    pub async fn user(&self, name: &str) -> Client {
        let person = self.fixtures.member(name).await;
        self.with_token(name, person).await
    }

    /// An admin of the project `admin`, and of the whole system.
    pub async fn admin(&self) -> Client {
        self.admin_called("admin").await
    }

    /// An admin of a new project of that name, and of the whole system.
    pub async fn admin_called(&self, name: &str) -> Client {
        let project = self.fixtures.project(name).await;
        let person = self.fixtures.user(name, &project, Role::Admin).await;
        let identity = &self.fixtures.identity;
        identity
            .assign_system(&person.caller.user, Role::Admin)
            .await
            .expect("a role");
        self.with_token(name, person).await
    }

    /// Asks for a token with a password, for `scope`.
    pub async fn sign_in(&self, name: &str, password: &str, scope: Option<Value>) -> Answer {
        let user = json!({ "name": name, "domain": { "id": "default" }, "password": password });
        let mut auth =
            json!({ "identity": { "methods": ["password"], "password": { "user": user } } });
        if let Some(scope) = scope {
            auth["scope"] = scope;
        }
        self.anonymous()
            .post_json("/identity/v3/auth/tokens", &json!({ "auth": auth }))
            .await
    }

    /// A new user of `of`'s project, in another role.
    pub async fn colleague(&self, of: &Client, name: &str, role: Role) -> Client {
        let caller = &of.person().caller;
        let person = self
            .fixtures
            .user(
                name,
                &(caller.project.clone(), caller.project_name.clone()),
                role,
            )
            .await;
        self.with_token(name, person).await
    }

    /// The same person with a new token, as after a change of their roles.
    pub async fn again(&self, who: &Client) -> Client {
        let person = who.person().clone();
        let name = person.caller.user_name.clone();
        self.with_token(&name, person).await
    }

    async fn with_token(&self, name: &str, person: Person) -> Client {
        let request = json!({ "auth": {
            "identity": { "methods": ["password"], "password": { "user": {
                "name": name, "domain": { "id": "default" }, "password": format!("{name}-{name}"),
            } } },
            "scope": { "project": { "id": person.caller.project } },
        } });
        let answer = self
            .anonymous()
            .post_json("/identity/v3/auth/tokens", &request)
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let token = answer.header("x-subject-token").to_owned();
        self.anonymous()
            .of_person(person)
            .header("x-auth-token", &token)
    }
}

/// What the server warns of is shown with a test that fails.
fn log_warnings() {
    let warnings = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_test_writer();
    // Another test of this process may have done so.
    let _ = warnings.try_init();
}
