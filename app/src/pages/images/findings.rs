use inspect::Warning;
use leptos::prelude::*;
use model::Image;
use serde_json::Value;

use crate::{shared::Icon, text::upload};

/// The property in which the server keeps what the inspector found in the data. Clients cannot set it.
pub const INSPECTION: &str = "os_glance_inspection";

/// What people should know about the data of an image that was taken all the same.
#[component]
pub fn Findings(image: Image) -> impl IntoView {
    let found = image.properties.get(INSPECTION);
    let warnings = found.map(|found| sentences(found, upload().warning));
    let warnings = warnings.unwrap_or_default();
    (!warnings.is_empty()).then(|| {
        view! {
            <div class="notice" data-tone="warn" role="note" data-findings="">
                <Icon name="warning"/>
                <div>{warnings.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}</div>
            </div>
        }
    })
}

/// The warnings in the language of the page. One that a newer release wrote is told in the words that came with it.
fn sentences(found: &str, sentence: fn(&Warning) -> String) -> Vec<String> {
    let Ok(found) = serde_json::from_str::<Value>(found) else {
        return Vec::new();
    };
    let warnings = found["warnings"].as_array().cloned().unwrap_or_default();
    let said = warnings.into_iter().filter_map(|warning| {
        let message = warning["message"].as_str().map(str::to_owned);
        match serde_json::from_value::<Warning>(warning) {
            Ok(warning) => Some(sentence(&warning)),
            Err(_) => message,
        }
    });
    said.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_that_is_not_known_yet_is_told_in_its_own_words() {
        let found = r#"{"warnings": [{"code": "hybrid_entry", "entry": 2, "message": "old words"},
            {"code": "of_tomorrow", "message": "Words of tomorrow."}, {"code": "silent"}]}"#;
        let sentence = |warning: &Warning| warning.code().to_owned();
        assert_eq!(
            sentences(found, sentence),
            ["hybrid_entry", "Words of tomorrow."]
        );
        assert!(sentences("no JSON", sentence).is_empty());
    }
}
