use std::{fs, path::Path};

use serde::Deserialize;
use serde_json::{Map, Value};

/// One recorded request, and what is known of its answer: no values, only which there were.
#[derive(Clone, Debug, Deserialize)]
pub struct Exchange {
    /// Its place among all.
    pub n: u32,
    pub name: String,
    /// Whose token it carries, if any.
    pub who: Option<String>,
    /// Method and path.
    pub ask: String,
    #[serde(default)]
    pub headers: Map<String, Value>,
    pub body: Option<Body>,
    #[serde(default)]
    pub chunked: bool,
    /// The upload in whose middle it was asked.
    pub during: Option<u32>,
    pub status: u16,
    /// The names of the answer's headers.
    pub with: Vec<String>,
    /// The name under which the token of the answer is used later.
    pub token: Option<String>,
    /// The name under which the id of what was made is used later.
    pub made: Option<String>,
    pub allow: Option<String>,
    /// The shape of a JSON body, or `nothing`, `plain`, `html`, `10 bytes`.
    pub answer: Value,
    #[serde(skip)]
    pub section: String,
}

impl Exchange {
    /// Whether it was recorded once all tasks were done.
    pub fn waits_until_idle(&self) -> bool {
        ["imports", "tasks"].contains(&self.section.as_str())
            && (self.name.starts_with("show after") || self.name.contains("tasks"))
    }
}

/// A body of so many bytes that nobody kept, or a text in which `{x*300}` stands for 300 times `x`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Body {
    Text(String),
    Noise { bytes: usize },
    Qcow2 { qcow2: usize },
}

/// An image that was there before an exchange, and whose making was not recorded.
#[derive(Clone, Debug, Deserialize)]
pub struct Prior {
    pub before: u32,
    pub who: String,
    pub image: Value,
    /// How many bytes of data it has.
    pub bytes: Option<usize>,
    /// How many bytes of data are staged.
    pub stage: Option<usize>,
    #[serde(default)]
    pub share: Vec<String>,
}

/// Every exchange, in order.
pub fn all() -> Vec<Exchange> {
    let mut all: Vec<Exchange> = Vec::new();
    for file in fs::read_dir(folder()).expect("the recordings") {
        let path = file.expect("a recording").path();
        let section = path
            .file_stem()
            .and_then(|name| name.to_str())
            .expect("a name")
            .to_owned();
        if section == "before" {
            continue;
        }
        all.extend(lines::<Exchange>(&path).map(|exchange| Exchange {
            section: section.clone(),
            ..exchange
        }));
    }
    all.sort_by_key(|exchange| exchange.n);
    all
}

/// Every image that had been there before.
pub fn priors() -> Vec<Prior> {
    let mut all: Vec<Prior> = lines(&folder().join("before.jsonl")).collect();
    all.sort_by_key(|prior| prior.before);
    all
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/replay/recorded")
}

fn lines<T: serde::de::DeserializeOwned>(path: &Path) -> impl Iterator<Item = T> {
    let text = fs::read_to_string(path).expect("a recording");
    let parsed: Vec<T> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    parsed.into_iter()
}

/// `text` with its runs written out.
pub fn written_out(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((run, length)) = run(rest) {
            out.push_str(&run);
            rest = &rest[length..];
        } else {
            out.push('{');
            rest = &rest[1..];
        }
    }
    out + rest
}

/// The run that `text` begins with, and the length of its mark.
fn run(text: &str) -> Option<(String, usize)> {
    let (mark, _) = text.strip_prefix('{')?.split_once('}')?;
    let (what, times) = mark.split_once('*')?;
    (what.chars().count() == 1).then_some(())?;
    Some((what.repeat(times.parse().ok()?), mark.len() + 2))
}
