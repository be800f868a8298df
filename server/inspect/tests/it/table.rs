use std::{env, fmt::Write, fs, path::Path};

use crate::{
    corpus::{self, Sample},
    verdicts::fed,
};

const BEGIN: &str = "<!-- what is said of the corpus: written by `VITRINE_WRITE_TABLE=1 cargo test -p inspect table` -->\n";
const END: &str = "<!-- end of the corpus -->\n";

/// A row: the file, what it was declared to be, what it is, its size inside, and what comes of it.
fn row(sample: &Sample) -> String {
    let verdict = fed(sample);
    let mut declared = sample.disk_format.unwrap_or("–").to_owned();
    if let Some(container) = sample.container_format {
        let _ = write!(declared, " in {container}");
    }
    let reasons: Vec<String> = verdict
        .refusals
        .iter()
        .map(|why| format!("`{}`", why.code()))
        .collect();
    let warnings: Vec<String> = verdict
        .warnings
        .iter()
        .map(|why| format!("`{}`", why.code()))
        .collect();
    let mut answer = if reasons.is_empty() {
        "taken".to_owned()
    } else {
        format!("refused: {}", reasons.join(", "))
    };
    if !warnings.is_empty() {
        let _ = write!(answer, "; warns: {}", warnings.join(", "));
    }
    let size = verdict
        .virtual_size
        .map_or("–".to_owned(), |size| size.to_string());
    format!(
        "| {} | {declared} | {} | {size} | {answer} |",
        sample.name, verdict.kind
    )
}

#[test]
fn the_table_in_the_documentation_is_true() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/security.md");
    let text = fs::read_to_string(&path).expect("docs/security.md");
    let rows: Vec<String> = corpus::all().iter().map(row).collect();
    let (before, rest) = text.split_once(BEGIN).expect("the table begins");
    let (table, after) = rest.split_once(END).expect("the table ends");
    if env::var_os("VITRINE_WRITE_TABLE").is_some() {
        let head = "| file | declared | is | virtual size | answer |\n|---|---|---|---|---|\n";
        let text = format!("{before}{BEGIN}{head}{}\n{END}{after}", rows.join("\n"));
        return fs::write(&path, text).expect("writes");
    }
    let written: Vec<&str> = table.lines().skip(2).collect();
    for row in &rows {
        assert!(
            written.contains(&row.as_str()),
            "docs/security.md does not say\n{row}"
        );
    }
    // Without qemu-img its rows cannot be checked; no other may be there.
    let made = rows.iter().any(|row| row.starts_with("| qemu-img"));
    for line in written
        .iter()
        .filter(|line| made || !line.starts_with("| qemu-img"))
    {
        assert!(
            rows.iter().any(|row| row == line),
            "docs/security.md says what is not so\n{line}"
        );
    }
}
