use std::path::{Path, PathBuf};

use testkit::TestDb;

/// Every file below the store of `db`.
pub fn files(db: &TestDb) -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&db.folder().join("store"), &mut found);
    found
}
