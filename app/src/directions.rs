//! Which module of this crate may use which. The browser's program is compiled without the server's modules, so there the
//! compiler sees to it as well.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Each module with those that it may use.
const MAY_USE: [(&str, &[&str]); 7] = [
    ("shared", &[]),
    ("text", &["shared"]),
    ("request", &["shared"]),
    ("forms", &["request", "shared", "text"]),
    // The document holds the place of the browser's program.
    ("pages", &["browser", "forms", "request", "shared", "text"]),
    // The bodies of server functions run on the server.
    ("api", &["request", "shared"]),
    ("browser", &["api", "shared", "text"]),
];

#[test]
fn modules_use_each_other_in_one_direction() {
    let mut complaints = Vec::new();
    let mut known = Vec::new();
    for (module, allowed) in MAY_USE {
        known.push(module);
        for file in sources(module) {
            for used in modules_used(&file) {
                if used != module && !allowed.contains(&used.as_str()) {
                    complaints.push(format!("{} uses crate::{used}", file.display()));
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{complaints:#?}");
    let declared = code(&root().join("lib.rs"));
    let declared = declared.lines().filter_map(|line| {
        let name = line.trim_start_matches("pub ").strip_prefix("mod ")?;
        name.strip_suffix(';')
    });
    let unknown: Vec<&str> = declared
        .filter(|name| *name != "directions" && !known.contains(name))
        .collect();
    assert!(unknown.is_empty(), "say what {unknown:?} may use");
}

#[test]
fn no_circle_is_allowed() {
    fn reaches(from: &str, to: &str) -> bool {
        let found = MAY_USE.iter().find(|(module, _)| *module == from);
        found.is_some_and(|(_, used)| used.iter().any(|used| *used == to || reaches(used, to)))
    }
    for (module, _) in MAY_USE {
        assert!(!reaches(module, module), "{module} comes back to itself");
    }
}

#[test]
fn what_stands_behind_crate_is_read_whole() {
    let text = "use crate::{a::{b, c::d}, e};\nfn f(x: crate::g::H) {}\n// crate::not\n";
    assert_eq!(after_crate(text), ["a", "e", "g"]);
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every file of a module of the crate.
fn sources(module: &str) -> Vec<PathBuf> {
    let mut files = vec![root().join(module).with_extension("rs")];
    let mut folders = vec![root().join(module)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}

fn code(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The modules of the crate that a file names: by `crate::`, or by as many `super::` as lead up to the crate.
fn modules_used(file: &Path) -> Vec<String> {
    let inside = file.strip_prefix(root()).expect("a file of the crate");
    let depth = inside.components().count();
    let text = code(file).replace(&"super::".repeat(depth), "crate::");
    after_crate(&text)
}

/// The first names behind each `crate::`, outside comments.
fn after_crate(text: &str) -> Vec<String> {
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    let mut names = Vec::new();
    for behind in code.split("crate::").skip(1) {
        match behind.strip_prefix('{') {
            Some(list) => names.extend(first_names(list)),
            None => names.push(name(behind)),
        }
    }
    names
}

/// The first name of each item of a list, up to its closing brace.
fn first_names(list: &str) -> Vec<String> {
    let (mut names, mut depth, mut at_start) = (Vec::new(), 0, true);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_start = true,
            c if at_start && !c.is_whitespace() => {
                names.push(name(&list[at..]));
                at_start = false;
            }
            _ => {}
        }
    }
    names
}

fn name(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}
