use std::{
    env, fs,
    process::Command,
    time::{Duration, Instant},
};

use crate::{
    corpus::{self, Sample},
    verdicts::{asked, fed},
};

/// No image may take longer; a build that is not optimised gets more, so that only the order of magnitude counts there.
const LONGEST: Duration = Duration::from_millis(if cfg!(debug_assertions) { 500 } else { 50 });

#[test]
fn no_file_takes_long() {
    let mut slowest = (Duration::ZERO, String::new());
    let mut most = (0, String::new());
    for sample in corpus::all() {
        // By asking, only what matters is read; by feeding, the file's length counts.
        let looks: [fn(&Sample); 2] = [|sample| drop(asked(sample)), |sample| drop(fed(sample))];
        for look in looks {
            // The best of three: another process may be in the way of one.
            let tries = [(); 3].map(|()| {
                let began = Instant::now();
                look(sample);
                began.elapsed()
            });
            let took = tries.into_iter().min().unwrap_or_default();
            assert!(took < LONGEST, "{}: {took:?}", sample.name);
            slowest = slowest.max((took, sample.name.clone()));
        }
        let mut inspector = inspect::Inspector::new(sample.declared());
        inspector.feed(&sample.bytes);
        most = most.max((inspector.save().len(), sample.name.clone()));
    }
    println!(
        "slowest: {:?}, {}; largest state: {} bytes, {}",
        slowest.0, slowest.1, most.0, most.1
    );
}

/// What a process that looks at a file may have in all, in KiB: program, libraries, stack.
const MOST_MEMORY: u32 = 64 << 10;

#[test]
fn sixty_four_mebibytes_are_enough_for_a_process_that_looks() {
    let tests = env::current_exe().expect("a test");
    let look = tests
        .ancestors()
        .nth(2)
        .expect("in a folder")
        .join("examples/inspect");
    assert!(
        look.exists(),
        "the example `inspect` is not built: run `cargo test -p inspect` without `--test`"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file");
    for sample in corpus::all()
        .iter()
        .filter(|sample| sample.container_format.is_none())
    {
        fs::write(&path, &sample.bytes).expect("writes");
        let ran = Command::new("sh")
            .arg("-c")
            .arg(format!("ulimit -v {MOST_MEMORY} && exec \"$0\" \"$@\""))
            .arg(&look)
            .args(sample.disk_format)
            .stdin(fs::File::open(&path).expect("opens"))
            .output()
            .expect("runs");
        assert!(
            ran.status.success(),
            "{}: {}",
            sample.name,
            String::from_utf8_lossy(&ran.stderr)
        );
        let said = String::from_utf8(ran.stdout).expect("text");
        let verdict = serde_json::to_string(&fed(sample)).expect("JSON");
        assert_eq!(said.trim_end(), verdict, "{}", sample.name);
    }
}
