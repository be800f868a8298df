use std::{
    fs,
    path::{Path, PathBuf},
};

use ::metadefs::{LoadMode, Loaded, NewNamespace};
use model::Invalid;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Backends, Failure};
use crate::{Config, cli::MetadefsCommand};

/// Bytes of the largest definition file: as many as the definitions of a namespace may have, twice.
const FILE_MOST: u64 = 8 << 20;

/// Loads or exports metadata definitions.
pub async fn run(config: &Config, command: MetadefsCommand) -> Result<(), Failure> {
    let backends = Backends::open(config).await?;
    let system = backends.registry.metadefs();
    match command {
        MetadefsCommand::Load {
            files,
            merge,
            replace,
        } => {
            let mode = match (merge, replace) {
                (true, _) => LoadMode::Merge,
                (_, true) => LoadMode::Replace,
                _ => LoadMode::Keep,
            };
            // All of them are read before the first one is written.
            let mut read = Vec::new();
            for file in listed(&files)? {
                read.extend(read_file(&file)?.into_iter().map(|new| (file.clone(), new)));
            }
            for (file, new) in read {
                let loaded = system.load(&new, mode).await;
                let loaded = loaded.map_err(|error| format!("{}: {error}", file.display()))?;
                println!("{} ({})", new.namespace, told(loaded));
            }
        }
        MetadefsCommand::Export { folder, namespace } => {
            fs::create_dir_all(&folder).map_err(|error| at(&folder, &error))?;
            let names = if namespace.is_empty() {
                system.names().await?
            } else {
                namespace
            };
            for name in names {
                let Some(content) = system.export(&name).await? else {
                    return Err(format!("there is no namespace `{name}`").into());
                };
                let file = folder.join(file_name(&name));
                let text = format!("{}\n", serde_json::to_string_pretty(&content)?);
                fs::write(&file, text).map_err(|error| at(&file, &error))?;
                println!("{}", file.display());
            }
        }
    }
    Ok(())
}

fn told(loaded: Loaded) -> &'static str {
    match loaded {
        Loaded::Created => "created",
        Loaded::Kept => "is there already and stays as it is; --merge or --replace changes it",
        Loaded::Merged => "merged",
        Loaded::Replaced => "replaced",
    }
}

fn at(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    format!("{}: {error}", path.display()).into()
}

/// The files, and those of the folders that end with `.json`, by name.
fn listed(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = fs::read_dir(path).map_err(|error| at(path, &error))?;
        let mut inside = Vec::new();
        for entry in entries {
            let file = entry.map_err(|error| at(path, &error))?.path();
            if file.extension().is_some_and(|ending| ending == "json") {
                inside.push(file);
            }
        }
        if inside.is_empty() {
            return Err(format!("{}: holds no file that ends with .json", path.display()).into());
        }
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

/// The namespaces of a file: one, or a list of them.
fn read_file(file: &Path) -> Result<Vec<NewNamespace>, Failure> {
    let metadata = fs::metadata(file).map_err(|error| at(file, &error))?;
    if !metadata.is_file() {
        return Err(at(file, &"is neither a file nor a folder"));
    }
    let length = metadata.len();
    if length > FILE_MOST {
        return Err(at(
            file,
            &format_args!("has {length} bytes; the most is {FILE_MOST}"),
        ));
    }
    let text = fs::read_to_string(file).map_err(|error| at(file, &error))?;
    // Some editors begin a file with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let content: Value = serde_json::from_str(text).map_err(|error| at(file, &error))?;
    let all = match content {
        Value::Array(all) => all,
        one => vec![one],
    };
    if all.is_empty() {
        return Err(at(file, &"holds no namespace"));
    }
    let count = all.len();
    let parsed = all.into_iter().enumerate().map(|(index, one)| {
        let new = ::metadefs::parse::<NewNamespace>(one);
        let checked = new.and_then(|new| new.check().map(|()| new));
        // Of a list it is said which one is wrong.
        checked.map_err(|Invalid(why)| match count {
            1 => Invalid(why),
            _ => Invalid(format!("[{index}]: {why}")),
        })
    });
    let parsed: Result<_, Invalid> = parsed.collect();
    parsed.map_err(|error| at(file, &error))
}

/// Bytes of the longest file name that is written; file systems allow 255.
const NAME_MOST: usize = 200;

/// The name of a namespace as that of a file, another one for each where file names are told apart by case: `::` becomes `-`, and what is
/// no ASCII letter, digit, `.` or `_` becomes `%` and its bytes. A long one ends with its digest instead.
fn file_name(namespace: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'_').remove(b'.');
    let parts = namespace.split("::");
    let parts = parts.map(|part| percent_encoding::utf8_percent_encode(part, KEPT).to_string());
    let mut name = parts.collect::<Vec<_>>().join("-");
    if name.len() > NAME_MOST {
        let digest = hex::encode(Sha256::digest(namespace));
        name.truncate(NAME_MOST - digest.len());
        name.push_str(&digest);
    }
    // A hidden file, or the folder above.
    let name = name
        .strip_prefix('.')
        .map_or(name.clone(), |rest| format!("%2E{rest}"));
    format!("{name}.json")
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_is_named_after_its_namespace_and_stays_in_its_folder() {
        assert_eq!(
            file_name("OS::Compute::Watchdog"),
            "OS-Compute-Watchdog.json"
        );
        assert_eq!(
            file_name("../../etc/passwd"),
            "%2E.%2F..%2Fetc%2Fpasswd.json"
        );
        assert_eq!(file_name("镜"), "%E9%95%9C.json");
        assert_ne!(file_name("a-b"), file_name("a::b"));
        let long = [80, 79].map(|length| file_name(&"🚀".repeat(length)));
        assert_ne!(long[0], long[1]);
        assert!(long[0].len() < 255);
    }
}
