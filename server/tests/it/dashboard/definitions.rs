//! What an admin does with metadata definitions, without a script.

use super::*;

async fn admin(app: &TestApp) -> (Client, Client, String) {
    app.registry.metadefs().ship().await.expect("the catalogue");
    let root = app.admin_called("root").await;
    let pages = format!(
        "/projects/{}/admin/definitions",
        root.person().caller.project
    );
    (root, signed_in(app, "root").await, pages)
}

both_databases! {
    async fn a_definition_file_is_pasted_edited_and_deleted(db: TestDb) {
        let app = TestApp::new(db).await;
        let (root, browser, pages) = admin(&app).await;
        let listed = browser.get(&pages).await.text();
        assert!(listed.contains("OS::Compute::Watchdog"), "what comes with the server");

        let wrong = post(&browser, &pages, "create_namespace", &form(&[("json", "{ not JSON")])).await.text();
        assert!(wrong.contains("This is not JSON"), "a sentence");
        assert!(wrong.contains("{ not JSON"), "what was typed is still there");
        let wrong = r#"{ "namespace": "Acme", "properties": { "size": { "title": "Size", "type": "blob" } } }"#;
        let wrong = post(&browser, &pages, "create_namespace", &form(&[("json", wrong)])).await.text();
        assert!(wrong.contains("properties.size.type"), "the field is named");

        let new = r#"{ "namespace": "Acme::Sizes", "visibility": "public", "properties": { "size": { "title": "Size", "type": "string" } }, "tags": [{ "name": "t" }] }"#;
        let made = post(&browser, &pages, "create_namespace", &form(&[("json", new)])).await.text();
        assert!(made.contains("Acme::Sizes is created."), "said");
        let taken = post(&browser, &pages, "create_namespace", &form(&[("json", new)])).await.text();
        assert!(taken.contains("already exists"), "said");

        let page = format!("{pages}/{}", encoded("Acme::Sizes"));
        let seen = hidden(&browser.get(&page).await.text(), "seen");
        let less = r#"{ "namespace": "Acme::Sizes", "visibility": "public", "properties": { "weight": { "title": "Weight", "type": "integer" } } }"#;
        let save = |json: &str| form(&[("namespace", "Acme::Sizes"), ("seen", &seen), ("json", json)]);
        let saved = post(&browser, &page, "save_namespace", &save(less)).await.text();
        assert!(saved.contains("Acme::Sizes is saved."), "said");
        let activity = browser.get(&pages.replace("definitions", "activity")).await.text();
        assert!(activity.contains("properties: size, weight"), "what changed is told: {activity}");
        let stored = root.get("/image/v2/metadefs/namespaces/Acme::Sizes").await.json();
        assert_eq!((&stored["tags"], &stored["properties"]["size"], &stored["properties"]["weight"]["type"]), (&Value::Null, &Value::Null, &json!("integer")));

        let late = post(&browser, &page, "save_namespace", &save(new)).await.text();
        assert!(late.contains("This namespace was changed after you opened it"), "nobody's change is lost");
        assert_eq!(hidden(&late, "seen"), seen, "and sending it again does not help");
        let delete = |typed: &str| form(&[("namespace", "Acme::Sizes"), ("name", typed)]);
        post(&browser, &page, "delete_namespace", &delete("Acme")).await;
        assert_eq!(browser.get(&page).await.status, 200, "the name is typed to be sure");
        let deleted = post(&browser, &page, "delete_namespace", &delete("Acme::Sizes")).await.text();
        assert!(deleted.contains("Acme::Sizes is deleted."), "said");
        assert_eq!(browser.get(&page).await.status, 404);
    }

    async fn of_a_protected_namespace_something_is_deleted_only_once_it_is_not_protected(db: TestDb) {
        let app = TestApp::new(db).await;
        let (root, browser, pages) = admin(&app).await;
        let name = "OS::Compute::Watchdog";
        let page = format!("{pages}/{}", encoded(name));
        let save = async |change: &dyn Fn(&mut Value)| {
            let file = app.registry.metadefs().export(name).await.expect("exported");
            let mut file = file.expect("there");
            change(&mut file);
            let seen = hidden(&browser.get(&page).await.text(), "seen");
            let form = form(&[("namespace", name), ("seen", &seen), ("json", &file.to_string())]);
            post(&browser, &page, "save_namespace", &form).await.text()
        };
        let refused = save(&|file| file["properties"] = json!({})).await;
        assert!(refused.contains("is protected"), "said");
        let saved = save(&|file| file["properties"]["more"] = json!({ "title": "More", "type": "string" })).await;
        assert!(saved.contains("is saved."), "something new may come");
        assert!(save(&|file| file["protected"] = json!(false)).await.contains("is saved."));
        assert!(save(&|file| file["properties"] = json!({})).await.contains("is saved."));
        let stored = root.get(&format!("/image/v2/metadefs/namespaces/{name}")).await.json();
        assert_eq!((&stored["properties"], &stored["owner"]), (&Value::Null, &json!("admin")), "its owner stays");
    }
}
