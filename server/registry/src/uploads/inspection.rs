use inspect::Verdict;
use serde_json::{Value, json};

/// What the inspector found that people should know about an image that was taken: warnings, each with its code and a
/// sentence, and what the data really is. `None` if there is nothing to tell.
///
/// It is kept as the property [`note::INSPECTION`](crate::tasks::note::INSPECTION), a JSON object. A reader passes over
/// what it does not know: a newer release may have written it.
pub(super) fn findings(verdict: &Verdict) -> Option<String> {
    let facts = &verdict.facts;
    let notable = facts.encryption.is_some() || facts.compression.as_deref() == Some("zstd");
    if verdict.warnings.is_empty() && !notable {
        return None;
    }
    let warnings: Vec<Value> = verdict
        .warnings
        .iter()
        .map(|warning| {
            let mut found = json!(warning);
            found["message"] = json!(warning.to_string());
            found
        })
        .collect();
    let found = json!({ "format": verdict.kind, "facts": facts, "warnings": warnings });
    Some(found.to_string())
}

#[cfg(test)]
mod tests {
    use inspect::{Declared, Inspector};

    use super::*;

    fn of(declared: &str, bytes: &[u8]) -> Option<Value> {
        let mut inspector = Inspector::new(Declared {
            disk_format: Some(declared),
            ..Declared::default()
        });
        inspector.feed(bytes);
        findings(&inspector.finish()).map(|found| serde_json::from_str(&found).expect("JSON"))
    }

    #[test]
    fn a_warning_is_kept_with_its_code_and_its_sentence() {
        let found = of("raw", b"<html>404</html>").expect("a warning");
        assert_eq!(found["format"], "raw");
        assert_eq!(found["warnings"][0]["code"], "not_a_disk");
        assert_eq!(found["warnings"][0]["looks"], "html");
        assert_eq!(
            found["warnings"][0]["message"],
            "the data looks like an HTML page, which is no disk"
        );
    }

    #[test]
    fn nothing_is_kept_of_a_disk_that_nothing_is_odd_about() {
        assert_eq!(of("raw", &[0; 4096]), None);
    }
}
