//! In the browser the same is said as on the server.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{corpus, verdicts::fed};

/// The module, built beside everything else.
fn module() -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("wasm");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inspect-wasm");
    let built = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "build",
            "--release",
            "--locked",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .arg("--manifest-path")
        .arg(source.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .output()
        .expect("cargo runs");
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    target.join("wasm32-unknown-unknown/release/inspect_wasm.wasm")
}

#[test]
fn webassembly_says_the_same() {
    if Command::new("node").arg("--version").output().is_err() {
        eprintln!("skipped: there is no node here to run WebAssembly with");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let samples = corpus::all();
    for (number, sample) in samples.iter().enumerate() {
        let words = format!(
            "{}\n{}\n",
            sample.disk_format.unwrap_or_default(),
            sample.container_format.unwrap_or_default()
        );
        let file = [words.as_bytes(), &sample.bytes].concat();
        fs::write(folder.path().join(number.to_string()), file).expect("writes");
    }
    let ran = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("wasm/run.mjs"))
        .args([&module(), folder.path()])
        .output()
        .expect("node runs");
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let said = String::from_utf8(ran.stdout).expect("text");
    assert_eq!(said.lines().count(), samples.len());
    for (sample, said) in samples.iter().zip(said.lines()) {
        let native = serde_json::to_string(&fed(sample)).expect("JSON");
        assert_eq!(said, native, "{}", sample.name);
    }
}
