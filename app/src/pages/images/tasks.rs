use leptos::prelude::*;
use model::{OffsetDateTime, Task, TaskStatus, now};
use serde_json::Value;

use crate::{
    pages::ui::{Badge, When},
    text::tasks as words,
};

/// What the server did, or is about to do, for an image: each with its status, and why it failed.
#[component]
pub fn TasksPanel(tasks: Vec<Task>) -> impl IntoView {
    let text = words();
    let now = now();
    let rows = tasks
        .into_iter()
        .map(|task| view! { <Row task now/> })
        .collect_view();
    view! {
        <section class="panel">
            <h2>{text.title}</h2>
            <p class="aside">{text.hint}</p>
            <ul class="members">{rows}</ul>
        </section>
    }
}

#[component]
fn Row(task: Task, now: OffsetDateTime) -> impl IntoView {
    let text = words();
    let (tone, icon) = match task.status {
        TaskStatus::Pending | TaskStatus::Other(_) => ("idle", "clock"),
        TaskStatus::Processing => ("busy", "progress"),
        TaskStatus::Success => ("good", "check"),
        TaskStatus::Failure => ("bad", "warning"),
    };
    let from = match address(&task.input) {
        Some(uri) => view! { <code>{uri}</code> }.into_any(),
        None => text.staged.into_any(),
    };
    // The server's sentence, as it is in its answers: in English.
    let message = (!task.message.is_empty()).then(|| {
        view! { <p class="problem-detail" lang="en">{task.message.clone()}</p> }
    });
    view! {
        <li data-key=task.id.to_string()>
            <div>
                <p class="members-name">
                    {(text.kind)(task.kind)} " " <Badge tone icon word=(text.status)(task.status)/>
                </p>
                <p class="aside">
                    {from} " · " <When at=task.updated_at now/>
                </p>
                {message}
            </div>
        </li>
    }
}

/// The address on the web that a task fetches from.
fn address(input: &str) -> Option<String> {
    let input: Value = serde_json::from_str(input).ok()?;
    let asked = ["/import_req/method/uri", "/import_from"];
    let found = asked.iter().find_map(|path| input.pointer(path)?.as_str());
    found.map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_from_the_web_names_its_address() {
        let import =
            r#"{"import_req":{"method":{"name":"web-download","uri":"https://a.example/x"}}}"#;
        assert_eq!(address(import).as_deref(), Some("https://a.example/x"));
        let staged = r#"{"import_req":{"method":{"name":"glance-direct"}}}"#;
        assert_eq!(address(staged), None);
        assert_eq!(address("invalid"), None);
    }
}
