//! The exceptions of the replay and the tables of `docs/api.md` are one list.

use std::{collections::BTreeSet, fs, path::Path};

use super::{
    deviations::{EVERYWHERE, OTHERWISE},
    out_of_scope::OUT_OF_SCOPE,
    shown_elsewhere::SHOWN_ELSEWHERE,
};

/// The first column of the tables below the headings that begin so.
fn rows(heading: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("../docs/api.md")).expect("docs/api.md");
    let sections = text
        .split("\n### ")
        .filter(|section| section.starts_with(heading));
    let lines =
        sections.flat_map(|section| section.split("\n## ").next().unwrap_or_default().lines());
    let cells = lines.filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    cells
        .filter(|cell| !["Glance", "Keystone"].contains(cell))
        .map(ToOwned::to_owned)
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_exception_has_its_row_in_the_documentation_and_every_row_its_test() {
    let here = EVERYWHERE
        .iter()
        .map(|(row, _)| *row)
        .chain(OTHERWISE.iter().map(|otherwise| otherwise.row));
    let here: BTreeSet<String> = here
        .chain(SHOWN_ELSEWHERE.iter().map(|(row, _)| *row))
        .map(ToOwned::to_owned)
        .collect();
    let rows = rows("Where ");
    let missing: Vec<_> = here.difference(&rows).collect();
    assert!(missing.is_empty(), "docs/api.md does not say: {missing:#?}");
    let more: Vec<_> = rows.difference(&here).collect();
    assert!(
        more.is_empty(),
        "docs/api.md says what no test shows: {more:#?}"
    );
}

#[test]
fn what_is_not_asked_again_is_what_the_documentation_says_is_not_served() {
    let here: BTreeSet<String> = OUT_OF_SCOPE.iter().map(|out| out.row.to_owned()).collect();
    assert_eq!(rows("What of Glance is not served"), here);
}

#[test]
fn every_test_that_is_named_is_there() {
    let mut source = String::new();
    for tests in ["tests", "registry/tests", "fetch/src"] {
        read(&root().join(tests), &mut source);
    }
    for (row, test) in SHOWN_ELSEWHERE {
        assert!(
            source.contains(&format!("fn {test}(")),
            "no test `{test}`, which should show that {row}"
        );
    }
}

fn read(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).expect("the tests") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            read(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") {
            into.push_str(&fs::read_to_string(&path).expect("a test"));
        }
    }
}
