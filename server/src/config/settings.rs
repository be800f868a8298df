use std::{fs, net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

use ::identity::{KeystoneSettings, PasswordRules, SignInLimits};
use fetch::Allow;
use http::{HeaderMap, HeaderName, Uri, header};
use model::{ImportMethod, Invalid, Password};
use registry::Pace;
use serde::{Deserialize, Deserializer, de::Error as _};
use toml::Table;

use super::{
    Bounds, Error, ImageConfig, Networks, PropertyProtection, QuotaConfig, Result, RetentionConfig,
    cors::Origins, number::whole_number,
};
use crate::middleware::forwarded;

/// How callers are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IdentityMode {
    /// By users of our own.
    #[default]
    Local,
    /// By an external Keystone.
    Keystone,
    /// Not at all: everybody is an admin. For development on one machine.
    None,
}

/// What kind of store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreKind {
    File,
    Memory,
}

/// A store, as the file describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreConfig {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: StoreKind,
    /// The folder of a file store.
    pub path: Option<PathBuf>,
    /// The most bytes that a memory store holds.
    #[serde(default = "one_gib")]
    pub capacity: u64,
}

/// Everything that can be set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    #[serde(default = "loopback")]
    pub listen: SocketAddr,
    pub public_url: Option<String>,
    #[serde(default = "data")]
    pub data_dir: PathBuf,
    database_url: Option<String>,
    pub admin_password: Option<Password>,
    #[serde(default = "region")]
    pub region: String,
    #[serde(default)]
    pub identity: IdentityMode,
    /// What web-download may reach beyond the open internet.
    #[serde(default, deserialize_with = "parsed")]
    pub import_allow: Allow,
    /// Networks that web-download does not reach, whatever `import_allow` names.
    #[serde(default)]
    pub import_deny: Networks,
    /// The ways in which data may be imported: a list, or words with commas between them.
    #[serde(default = "every_method", deserialize_with = "methods")]
    pub import_methods: Vec<ImportMethod>,
    /// The sites whose pages may ask the API endpoints.
    #[serde(default)]
    pub cors_origins: Origins,
    /// The networks of the proxies whose `Forwarded` and `X-Forwarded-*` are believed.
    #[serde(default)]
    pub trusted_proxies: Networks,
    /// The most connections at once; fewer where the limit of open files is lower.
    #[serde(default = "eight_thousand", deserialize_with = "whole_number")]
    pub max_connections: u64,
    /// The most of them from one address, or requests at once of one client of a trusted proxy.
    #[serde(default = "one_thousand", deserialize_with = "whole_number")]
    pub max_connections_per_address: u64,
    /// What this node is called in what is noted of activity: as its host, if nothing else is said.
    #[serde(default)]
    pub node: String,
    /// The slowest that data may come, in bytes a second over half a minute.
    #[serde(default = "sixteen_kib", deserialize_with = "whole_number")]
    pub upload_min_rate: u64,
    /// Hours without a byte after which the quota for the rest of an upload is released.
    #[serde(default = "two", deserialize_with = "whole_number")]
    pub upload_stall_hours: u64,
    /// The hours that one download of an import may take.
    #[serde(default = "twenty_four", deserialize_with = "whole_number")]
    pub import_max_hours: u64,
    /// How many imports of one project may wait or be under way.
    #[serde(default = "a_hundred", deserialize_with = "whole_number")]
    pub imports_per_project: u64,
    /// Seconds after which somebody who asks for nothing is signed out of the dashboard.
    #[serde(default = "half_a_day", deserialize_with = "whole_number")]
    pub session_idle: u64,
    /// Seconds after which anybody is.
    #[serde(default = "a_week", deserialize_with = "whole_number")]
    pub session_life: u64,
    /// The least number of characters of a new password.
    #[serde(default = "twelve", deserialize_with = "whole_number")]
    pub password_min_length: u64,
    #[serde(default)]
    pub store: Vec<StoreConfig>,
    pub keystone: Option<KeystoneSettings>,
    #[serde(default)]
    pub quota: QuotaConfig,
    #[serde(default)]
    pub image: ImageConfig,
    #[serde(default)]
    pub retention: RetentionConfig,
    /// Rules that take the place of Glance's, by the name of their policy.
    #[serde(default)]
    pub policy: Table,
    /// Who may do what with which properties of images.
    #[serde(default)]
    pub property_protection: PropertyProtection,
    /// The file that was read, if it holds passwords.
    #[serde(skip)]
    pub secret_file: Option<PathBuf>,
    /// Times and counts that nobody sets but tests.
    #[serde(skip)]
    pub bounds: Bounds,
}

fn loopback() -> SocketAddr {
    ([127, 0, 0, 1], 3000).into()
}

fn data() -> PathBuf {
    "./data".into()
}

fn region() -> String {
    "RegionOne".into()
}

fn parsed<'de, D, T>(given: D) -> std::result::Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err = Invalid>,
{
    String::deserialize(given)?
        .parse()
        .map_err(D::Error::custom)
}

fn every_method() -> Vec<ImportMethod> {
    ImportMethod::ALL.to_vec()
}

fn methods<'de, D: Deserializer<'de>>(
    given: D,
) -> std::result::Result<Vec<ImportMethod>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum RawValue {
        Text(String),
        List(Vec<String>),
    }
    let words = match RawValue::deserialize(given)? {
        RawValue::Text(text) => text.split(',').map(|word| word.trim().to_owned()).collect(),
        RawValue::List(words) => words,
    };
    let words = words.into_iter().filter(|word| !word.is_empty());
    words
        .map(|word| word.parse().map_err(D::Error::custom))
        .collect()
}

fn eight_thousand() -> u64 {
    8192
}

fn one_thousand() -> u64 {
    1024
}

fn one_gib() -> u64 {
    1 << 30
}

/// A year: nobody stays signed in for longer.
const SESSION_MOST: u64 = 365 * 24 * 3600;

fn half_a_day() -> u64 {
    12 * 3600
}

fn a_week() -> u64 {
    7 * 24 * 3600
}

fn twelve() -> u64 {
    PasswordRules::default().min_length as u64
}

fn two() -> u64 {
    2
}

fn twenty_four() -> u64 {
    24
}

fn a_hundred() -> u64 {
    100
}

/// A month: longer durations serve no known use.
const HOURS_MOST: u64 = 31 * 24;
/// More tasks than that no list can show.
const IMPORTS_MOST: u64 = 100_000;

fn sixteen_kib() -> u64 {
    16 << 10
}

/// Empty where the system does not tell.
fn host_name() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname");
    name.map_or_else(|_| String::new(), |name| name.trim().to_owned())
}

/// What is wrong with a value of another type than expected, without the value: a password of digits is a number.
fn without_value(message: &str) -> String {
    match message.split_once(", expected ") {
        Some((found, expected)) if found.starts_with("invalid type: ") => {
            let found = found.split('`').next().unwrap_or_default().trim_end();
            format!("{found}, expected {expected}")
        }
        _ => message.to_owned(),
    }
}

/// Whether a host, as it stands in an address, is this machine.
pub(crate) fn is_loopback_name(host: &str) -> bool {
    ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|name| host.eq_ignore_ascii_case(name))
}

impl Config {
    /// The keys that may come from a variable. What has several parts only comes from the file.
    pub const KEYS: [&str; 22] = [
        "listen",
        "public_url",
        "data_dir",
        "database_url",
        "admin_password",
        "region",
        "cors_origins",
        "identity",
        "import_allow",
        "import_deny",
        "import_methods",
        "max_connections",
        "max_connections_per_address",
        "import_max_hours",
        "imports_per_project",
        "upload_stall_hours",
        "node",
        "password_min_length",
        "session_idle",
        "session_life",
        "trusted_proxies",
        "upload_min_rate",
    ];

    /// Reads a merged table; the first wrong key is named.
    pub fn from_table(table: Table) -> Result<Self> {
        // Key by key first: a whole table's error does not say which key it was.
        for (key, value) in &table {
            let alone = Table::from_iter([(key.clone(), value.clone())]);
            if let Err(error) = alone.try_into::<Self>() {
                return Err(wrong(key, &without_value(error.message())));
            }
        }
        let mut config: Self = table
            .try_into()
            .map_err(|error| Error::new(without_value(error.message())))?;
        if config.node.is_empty() {
            config.node = host_name();
        }
        config.checked()
    }

    fn checked(self) -> Result<Self> {
        if self.identity == IdentityMode::None && !self.listen.ip().is_loopback() {
            return Err(wrong(
                "identity",
                "`none` makes everybody an admin, so it listens on a loopback address only",
            ));
        }
        if self.identity == IdentityMode::None
            && let Some((key, problem)) = self.beyond_one_machine()
        {
            return Err(wrong(key, problem));
        }
        match (&self.keystone, self.identity) {
            (None, IdentityMode::Keystone) => {
                return Err(wrong(
                    "keystone",
                    "`identity = \"keystone\"` needs the table [keystone], with at least auth_url, username and password",
                ));
            }
            (Some(keystone), _) => keystone
                .check()
                .map_err(|(key, problem)| wrong(key, problem))?,
            (None, _) => {}
        }
        if let Some(url) = &self.public_url
            && !url.starts_with("http://")
            && !url.starts_with("https://")
        {
            return Err(wrong(
                "public_url",
                "begins with neither http:// nor https://",
            ));
        }
        if let Some(url) = &self.database_url {
            url.parse::<db::Url>()
                .map_err(|error| wrong("database_url", &error.to_string()))?;
        }
        if self.upload_min_rate == 0 {
            let problem = "0 would let a connection that has stopped stay for ever; 1 is the least";
            return Err(wrong("upload_min_rate", problem));
        }
        for (key, most) in [
            ("max_connections", self.max_connections),
            (
                "max_connections_per_address",
                self.max_connections_per_address,
            ),
        ] {
            if most == 0 {
                return Err(wrong(key, "0 would refuse every connection"));
            }
        }
        for (key, seconds) in [
            ("session_idle", self.session_idle),
            ("session_life", self.session_life),
        ] {
            if !(1..=SESSION_MOST).contains(&seconds) {
                let problem = format!("{seconds} is not between 1 and {SESSION_MOST} seconds");
                return Err(wrong(key, &problem));
            }
        }
        let (least, most) = (PasswordRules::LEAST as u64, PasswordRules::MOST as u64);
        if !(least..=most).contains(&self.password_min_length) {
            let length = self.password_min_length;
            let problem = format!("{length} is not between {least} and {most} characters");
            return Err(wrong("password_min_length", &problem));
        }
        for (key, number, most) in [
            ("upload_stall_hours", self.upload_stall_hours, HOURS_MOST),
            ("import_max_hours", self.import_max_hours, HOURS_MOST),
            (
                "imports_per_project",
                self.imports_per_project,
                IMPORTS_MOST,
            ),
        ] {
            if !(1..=most).contains(&number) {
                return Err(wrong(key, &format!("{number} is not between 1 and {most}")));
            }
        }
        if let Some(problem) = self.quota.problem() {
            return Err(wrong("quota", &problem));
        }
        if let Some(problem) = self.image.problem() {
            return Err(wrong("image", &problem));
        }
        if let Some(problem) = self.retention.problem() {
            return Err(wrong("retention", &problem));
        }
        self.policies()?;
        self.protections()?;
        if self.store.len() > 1 {
            return Err(wrong(
                "store",
                "several stores at once are not built yet; name one",
            ));
        }
        Ok(self)
    }

    /// A setting by which others than the programs of this machine could reach a server that makes everybody an admin.
    fn beyond_one_machine(&self) -> Option<(&'static str, &'static str)> {
        if !self.cors_origins.is_empty() {
            let problem = "with `identity = \"none\"` pages of these sites would be admin";
            return Some(("cors_origins", problem));
        }
        if !self.trusted_proxies.is_empty() {
            let problem = "with `identity = \"none\"` everybody behind a proxy would be admin";
            return Some(("trusted_proxies", problem));
        }
        let url = self.public_url.as_ref()?.parse::<Uri>().ok();
        let is_local = url.is_some_and(|url| url.host().is_some_and(is_loopback_name));
        let problem = "with `identity = \"none\"` its host is localhost, 127.0.0.1 or [::1]";
        (!is_local).then_some(("public_url", problem))
    }

    /// Whether data may be imported in this way.
    pub fn imports_by(&self, method: ImportMethod) -> bool {
        self.import_methods.contains(&method)
    }

    /// Where the database is: a file below the data folder unless something else is said.
    pub fn database(&self) -> Result<db::Url> {
        let url = self
            .database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}/vitrine.db", self.data_dir.display()));
        url.parse()
            .map_err(|error: db::Error| wrong("database_url", &error.to_string()))
    }

    /// The base of links: what was configured, or what a trusted proxy says, or the host that the client named.
    pub fn base_url(&self, headers: &HeaderMap) -> String {
        if let Some(url) = &self.public_url {
            return url.trim_end_matches('/').to_owned();
        }
        let scheme = text(headers, &forwarded::PROTO).unwrap_or("http");
        let host = text(headers, &header::HOST).unwrap_or("localhost");
        let prefix = text(headers, &forwarded::PREFIX).unwrap_or_default();
        format!("{scheme}://{host}{prefix}")
    }

    /// The scheme, host and port at which browsers find us, where it is known: configured, or told by a trusted proxy.
    pub fn origin(&self, headers: &HeaderMap) -> Option<String> {
        if let Some(url) = &self.public_url {
            return Some(url.clone());
        }
        let scheme = text(headers, &forwarded::PROTO)?;
        Some(format!("{scheme}://{}", text(headers, &header::HOST)?))
    }

    /// The path below which a proxy serves us, as it tells or as `public_url` says: it begins with a slash and ends without.
    pub fn prefix(&self, headers: &HeaderMap) -> Option<String> {
        if let Some(url) = &self.public_url {
            let path = url
                .parse::<Uri>()
                .ok()?
                .path()
                .trim_end_matches('/')
                .to_owned();
            return Some(path).filter(|path| !path.is_empty());
        }
        text(headers, &forwarded::PREFIX).map(str::to_owned)
    }

    /// Whether the client of this request reaches us by TLS, as far as is known.
    pub fn is_https(&self, headers: &HeaderMap) -> bool {
        match self.public_url {
            Some(_) => self.is_secure(),
            None => text(headers, &forwarded::PROTO) == Some("https"),
        }
    }

    /// Where a client finds whoever knows who it is: the Identity API v3.
    pub fn identity_url(&self, headers: &HeaderMap) -> String {
        match (&self.keystone, self.identity) {
            (Some(keystone), IdentityMode::Keystone) => keystone.public_v3(),
            _ => format!("{}/identity/v3", self.base_url(headers)),
        }
    }

    /// The pace at which data must come.
    pub fn pace(&self) -> Pace {
        Pace {
            rate: self.upload_min_rate,
            ..Pace::default()
        }
    }

    /// How long people stay signed in.
    pub fn sign_in_limits(&self) -> SignInLimits {
        SignInLimits {
            idle: Duration::from_secs(self.session_idle),
            life: Duration::from_secs(self.session_life),
        }
    }

    /// What new passwords must be like.
    pub fn password_rules(&self) -> PasswordRules {
        PasswordRules {
            min_length: usize::try_from(self.password_min_length).unwrap_or(PasswordRules::MOST),
        }
    }

    /// Whether browsers reach us by TLS.
    pub fn is_secure(&self) -> bool {
        self.public_url
            .as_ref()
            .is_some_and(|url| url.starts_with("https://"))
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn wrong(key: &str, problem: &str) -> Error {
    Error::new(format!(
        "configuration key `{key}` (variable VITRINE_{}): {problem}",
        key.to_ascii_uppercase().replace('.', "_")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Flags;

    fn read(variables: &[(&str, &str)]) -> Result<Config> {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::from_layers(&Flags::default(), variables)
    }

    #[test]
    fn a_node_is_called_as_its_host_or_as_it_is_told() {
        let told = read(&[("VITRINE_NODE", "left")]).expect("a configuration");
        assert_eq!(told.node, "left");
        for variables in [&[][..], &[("VITRINE_NODE", "")]] {
            let config = read(variables).expect("a configuration");
            assert_eq!(config.node, host_name());
            assert!(!cfg!(target_os = "linux") || !config.node.is_empty());
        }
    }

    #[test]
    fn nothing_said_is_a_folder_on_loopback() {
        let config = read(&[]).expect("fine");
        assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(
            config.database().expect("fine").to_string(),
            "sqlite://./data/vitrine.db"
        );
    }

    #[test]
    fn a_flag_stands_above_a_variable() {
        let flags = Flags {
            listen: Some("127.0.0.1:4000".into()),
            ..Flags::default()
        };
        let variables = [("VITRINE_LISTEN".to_owned(), "127.0.0.1:5000".to_owned())];
        let config = Config::from_layers(&flags, variables.into_iter()).expect("fine");
        assert_eq!(config.listen.port(), 4000);
    }

    #[test]
    fn a_wrong_value_names_its_key() {
        for (variable, value, key) in [
            ("VITRINE_LISTEN", "everywhere", "listen"),
            ("VITRINE_IDENTITY", "ldap", "identity"),
            ("VITRINE_DATABASE_URL", "mysql://x", "database_url"),
            ("VITRINE_PUBLIC_URL", "example.org", "public_url"),
            ("VITRINE_CORS_ORIGINS", "example.org", "cors_origins"),
            ("VITRINE_IMPORT_ALLOW", "127.0.0.1", "import_allow"),
            ("VITRINE_IMPORT_DENY", "inside", "import_deny"),
            ("VITRINE_UPLOAD_MIN_RATE", "0", "upload_min_rate"),
            (
                "VITRINE_IMPORT_METHODS",
                "glance-direct,carrier-pigeon",
                "import_methods",
            ),
            ("VITRINE_UPLOAD_MIN_RATE", "-1", "upload_min_rate"),
            ("VITRINE_PASSWORD_MIN_LENGTH", "7", "password_min_length"),
            ("VITRINE_PASSWORD_MIN_LENGTH", "long", "password_min_length"),
            ("VITRINE_MAX_CONNECTIONS", "0", "max_connections"),
            (
                "VITRINE_MAX_CONNECTIONS_PER_ADDRESS",
                "many",
                "max_connections_per_address",
            ),
            (
                "VITRINE_TRUSTED_PROXIES",
                "proxy.example",
                "trusted_proxies",
            ),
        ] {
            let error = read(&[(variable, value)]).expect_err(variable).to_string();
            assert!(
                error.starts_with(&format!("configuration key `{key}`")),
                "{error}"
            );
        }
    }

    #[test]
    fn without_identity_nothing_may_lead_here_from_elsewhere() {
        for (variable, value, key) in [
            ("VITRINE_LISTEN", "0.0.0.0:3000", Some("identity")),
            ("VITRINE_CORS_ORIGINS", "*", Some("cors_origins")),
            (
                "VITRINE_CORS_ORIGINS",
                "http://localhost:8080",
                Some("cors_origins"),
            ),
            (
                "VITRINE_TRUSTED_PROXIES",
                "127.0.0.1",
                Some("trusted_proxies"),
            ),
            (
                "VITRINE_PUBLIC_URL",
                "https://images.example",
                Some("public_url"),
            ),
            (
                "VITRINE_PUBLIC_URL",
                "http://localhost.example",
                Some("public_url"),
            ),
            (
                "VITRINE_PUBLIC_URL",
                "http://localhost@images.example",
                Some("public_url"),
            ),
            ("VITRINE_PUBLIC_URL", "http://LocalHost:3000/", None),
            ("VITRINE_PUBLIC_URL", "http://[::1]:3000", None),
        ] {
            let read = read(&[("VITRINE_IDENTITY", "none"), (variable, value)]);
            let refused = read.err().map(|error| error.to_string());
            let told = key.map(|key| format!("configuration key `{key}`"));
            assert_eq!(refused.is_some(), told.is_some(), "{variable}={value}");
            if let (Some(refused), Some(told)) = (refused, told) {
                assert!(refused.starts_with(&told), "{refused}");
            }
        }
    }

    #[test]
    fn an_unknown_variable_is_named_and_a_foreign_one_is_left_alone() {
        let error = read(&[("VITRINE_LISTN", "127.0.0.1:1")])
            .expect_err("a slip")
            .to_string();
        assert!(
            error.starts_with("VITRINE_LISTN is not a variable"),
            "{error}"
        );
        assert!(
            read(&[
                ("VITRINE_SERVICE_HOST", "10.0.0.1"),
                ("VITRINE_PORT", "tcp://10.0.0.1:80")
            ])
            .is_ok()
        );
    }

    #[test]
    fn a_password_that_is_too_long_is_not_shown() {
        let error = read(&[("VITRINE_ADMIN_PASSWORD", &"x".repeat(2000))])
            .expect_err("refused")
            .to_string();
        assert!(
            error.contains("admin_password") && !error.contains("xxx"),
            "{error}"
        );
    }

    #[test]
    fn everybody_an_admin_stays_at_home() {
        let error = read(&[
            ("VITRINE_IDENTITY", "none"),
            ("VITRINE_LISTEN", "0.0.0.0:3000"),
        ])
        .expect_err("refused");
        assert!(error.to_string().contains("loopback"), "{error}");
    }
}
