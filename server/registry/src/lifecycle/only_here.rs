use std::{
    fs,
    path::{Path, PathBuf},
};

/// The sources of every crate of the server, tests left out.
fn sources() -> Vec<PathBuf> {
    let registry = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![registry.parent().expect("the server").to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_owned();
            if path.is_dir() && name != "tests" && name != "target" {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found
}

/// The statements in `text` that set the status of an image, or remove its row.
fn statements(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ").to_lowercase();
    let updates = text
        .split("update image set ")
        .skip(1)
        .map(|rest| rest.split(" where ").next().unwrap_or(rest))
        .filter(|set| {
            let mut columns = set.split(',').map(str::trim_start);
            columns.any(|column| column.starts_with("status =") || column.starts_with("status="))
        });
    let deletes = text
        .split("delete from image")
        .skip(1)
        .filter(|rest| !rest.starts_with('_'));
    let begin = |statement: &str| statement.chars().take(80).collect();
    updates.chain(deletes).map(begin).collect()
}

#[test]
fn no_statement_elsewhere_sets_the_status_of_an_image_or_deletes_one() {
    let sources = sources();
    let of = |text: &'static str| sources.iter().filter(move |path| path.ends_with(text));
    assert_eq!(of("registry/src/lifecycle/retire.rs").count(), 1);
    let own = |path: &Path| {
        path.components()
            .any(|part| part.as_os_str() == "lifecycle")
    };
    let mut elsewhere = Vec::new();
    for path in sources.iter().filter(|path| !own(path)) {
        let text = fs::read_to_string(path).expect("a source");
        for statement in statements(&text) {
            elsewhere.push(format!("{}: {statement}", path.display()));
        }
    }
    assert!(elsewhere.is_empty(), "{elsewhere:#?}");
}

#[test]
fn such_statements_are_recognised_however_they_are_wrapped() {
    let setting = [
        "update image set status = 'active' where id = $1",
        "update image\n    set updated_at = $2,\n        STATUS = $3 where id = $1",
        "update image set status = ",
        "delete from image where id = $1",
    ];
    for sql in setting {
        assert_eq!(statements(sql).len(), 1, "{sql}");
    }
    let others = [
        "update image set generation = generation where id = $1 and status = 'queued'",
        "update image set name = null where status = 'deleted'",
        "delete from image_tag where image_id = $1",
        "update task set status = 'failure' where id = $1",
    ];
    for sql in others {
        assert_eq!(statements(sql), Vec::<String>::new(), "{sql}");
    }
}
