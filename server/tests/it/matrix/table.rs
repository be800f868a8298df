use std::fmt;

use model::Policy;
use server::Endpoint;

use super::{part::Part, people::TestUser};

/// What is due to each at each endpoint of a part.
#[derive(Clone, Debug)]
pub struct Table {
    pub rows: Vec<Row>,
}

/// An endpoint, perhaps in a case of its own, and what each of the five gets there.
#[derive(Clone, Debug)]
pub struct Row {
    /// `GET /path`, as the program lists it.
    pub endpoint: String,
    /// The words between brackets; empty where it is the plain case.
    pub case: String,
    due: [String; 5],
    /// The policies of images that decide.
    pub policies: Vec<Policy>,
}

/// The rules of an operator, and the rows of the policy table that are others under them.
#[derive(Clone, Debug)]
pub struct Overridden {
    /// As they stand in `vitrine.toml`.
    pub rules: String,
    rows: Vec<Row>,
}

impl Overridden {
    /// Reads the rules, which come first, and the rows below them.
    pub fn read(text: &str) -> Self {
        let (mut rules, mut rows) = (String::new(), String::new());
        for line in text.lines() {
            let is_rule = line.starts_with('[') || line.contains(" = ");
            let goes_to = if is_rule { &mut rules } else { &mut rows };
            goes_to.push_str(line);
            goes_to.push('\n');
        }
        Self {
            rules,
            rows: Table::read(&rows).rows,
        }
    }

    /// `table` as these rules make it.
    pub fn applied_to(&self, table: Table) -> Table {
        let changed = |row: Row| {
            let other = self
                .rows
                .iter()
                .find(|other| other.to_string() == row.to_string());
            other.cloned().unwrap_or(row)
        };
        Table {
            rows: table.rows.into_iter().map(changed).collect(),
        }
    }

    /// The rows that no table has, or has just so.
    pub fn idle(&self, tables: &[Table]) -> Vec<String> {
        let rows = || tables.iter().flat_map(|table| &table.rows);
        let changes = |row: &&Row| {
            rows().any(|have| have.to_string() == row.to_string() && have.due != row.due)
        };
        let idle = self.rows.iter().filter(|row| !changes(row));
        idle.map(|row| format!("{row} is in table/overridden.txt and changes nothing"))
            .collect()
    }
}

impl Table {
    /// Reads what people read: lines with `#` are for them alone.
    pub fn read(text: &str) -> Self {
        let lines = text.lines().map(str::trim);
        let rows = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self {
            rows: rows.map(Row::read).collect(),
        }
    }

    /// Where the table and the program's own list of endpoints do not agree, in sentences.
    pub fn against(&self, part: Part, endpoints: &[Endpoint]) -> Vec<String> {
        let endpoints = endpoints
            .iter()
            .filter(|endpoint| Part::of(&endpoint.path) == part);
        let endpoints: Vec<String> = endpoints.map(Endpoint::to_string).collect();
        let has = |endpoint: &String| self.rows.iter().any(|row| row.endpoint == *endpoint);
        let file = part.file();
        let without = endpoints.iter().filter(|endpoint| !has(endpoint)).map(|endpoint| {
            format!("{endpoint} is an endpoint, and table/{file} does not say who may pass: add a row")
        });
        let gone = self
            .rows
            .iter()
            .filter(|row| !endpoints.contains(&row.endpoint));
        let gone = gone.map(|row| format!("{row} is in table/{file} and no endpoint any more"));
        let twice = self.rows.iter().enumerate().filter(|(at, row)| {
            let before = &self.rows[..*at];
            before
                .iter()
                .any(|other| other.to_string() == row.to_string())
        });
        let twice = twice.map(|(_, row)| format!("{row} is twice in table/{file}"));
        without.chain(gone).chain(twice).collect()
    }
}

impl Row {
    fn read(line: &str) -> Self {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        let mut policies = Vec::new();
        while let Some(act) = words.last().and_then(|word| word.parse().ok()) {
            policies.insert(0, act);
            words.pop();
        }
        assert!(
            words.len() >= 7,
            "a method, a path and five verdicts: {line}"
        );
        let due = words.split_off(words.len() - 5);
        let case = words.split_off(2).join(" ");
        let bare = case.trim_start_matches('(').trim_end_matches(')');
        assert!(
            case.is_empty() || case == format!("({bare})"),
            "a case stands between brackets: {line}"
        );
        Self {
            endpoint: words.join(" "),
            case: bare.to_owned(),
            due: std::array::from_fn(|at| due[at].to_owned()),
            policies,
        }
    }

    pub fn method(&self) -> &str {
        self.endpoint.split_once(' ').expect("a method").0
    }

    pub fn path(&self) -> &str {
        self.endpoint.split_once(' ').expect("a path").1
    }

    /// What is due to `who`.
    pub fn due(&self, who: TestUser) -> &str {
        &self.due[who.column()]
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.endpoint)?;
        if self.case.is_empty() {
            return Ok(());
        }
        write!(f, " ({})", self.case)
    }
}
