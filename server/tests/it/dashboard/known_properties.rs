//! What the form of an image tells of properties that are known, and what it takes.

use super::*;

/// An image of alice's with a known property and another one, and where it is shown.
async fn furnished(app: &TestApp) -> (Client, ImageId, String) {
    app.registry.metadefs().ship().await.expect("the catalogue");
    let alice = app.user("alice").await;
    let body = json!({ "name": "ours", "hw_watchdog_action": "reset", "colour": "red" });
    let made = alice.post_json("/image/v2/images", &body).await.json();
    let image: ImageId = made["id"].as_str().expect("an id").parse().expect("an id");
    let page = format!("/projects/{}/images/{image}", alice.person().caller.project);
    (alice, image, page)
}

both_databases! {
    async fn known_properties_are_offered_and_explained_in_the_readers_language(db: TestDb) {
        let app = TestApp::new(db).await;
        let (_, _, page) = furnished(&app).await;
        let browser = signed_in(&app, "alice").await;
        let english = browser.get(&page).await.text();
        assert!(english.contains("What a virtual watchdog does"), "help");
        assert!(english.contains(r#"<option value="poweroff""#), "a list of values");
        assert!(english.contains(r#"<option value="hw_disk_bus">Disk bus"#), "names to choose from");
        assert!(!english.contains(r#"<option value="hw_watchdog_action">"#), "one that is there is not offered");
        assert!(english.contains(r#"aria-label="colour""#), "another is free text");
        let chinese = browser.clone().header("accept-language", "zh-CN").get(&page).await.text();
        assert!(chinese.contains("看门狗"), "translated");
        assert!(chinese.contains("磁盘总线"), "translated");
    }

    async fn properties_of_objects_are_known_too(db: TestDb) {
        let app = TestApp::new(db).await;
        let (_, _, page) = furnished(&app).await;
        let lamp = json!({
            "namespace": "Acme::Lamps", "visibility": "public", "resource_type_associations": [{ "name": "OS::Glance::Image", "prefix": "acme_" }],
            "objects": [{ "name": "lamp", "properties": { "watts": { "title": "Watts", "type": "integer" } } }],
        });
        let made = app.admin_called("root").await.post_json("/image/v2/metadefs/namespaces", &lamp).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let shown = signed_in(&app, "alice").await.get(&page).await.text();
        assert!(shown.contains(r#"<option value="acme_watts">Watts"#), "offered");
    }

    async fn a_value_that_a_definition_does_not_allow_is_refused_beside_its_field(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, image, page) = furnished(&app).await;
        let browser = signed_in(&app, "alice").await;
        let form = |fields: String, shown: &str| {
            let (seen, was) = (hidden(shown, "seen"), encoded(&hidden(shown, "was")));
            format!("id={image}&seen={seen}&was={was}&visibility=shared&{fields}")
        };
        let shown = browser.get(&page).await.text();
        let new = |name: &str, value: &str| format!("properties[0][name]={name}&properties[0][value]={value}");
        for (name, value, why) in [
            ("hw_disk_bus", "floppy", "hw_disk_bus must be one of: "),
            ("hw_cpu_sockets", "two", "hw_cpu_sockets must be a whole number"),
            ("hw_boot_menu", "perhaps", "hw_boot_menu must be true or false"),
        ] {
            let refused = post(&browser, &page, "change_image", &form(new(name, value), &shown)).await.text();
            assert!(refused.contains(why), "{name}: {why}");
            assert!(refused.contains(&format!("value=\"{name}\"")), "what was typed is still there");
            assert_eq!(record(&alice, image).await.get(name), None);
        }
        let chinese = browser.clone().header("accept-language", "zh-CN");
        let refused = post(&chinese, &page, "change_image", &form(new("hw_disk_bus", "floppy"), &shown)).await.text();
        assert!(refused.contains("hw_disk_bus 的值必须是以下之一："), "in Chinese");

        let saved = form(new("hw_disk_bus", "virtio"), &shown);
        post(&browser, &page, "change_image", &saved).await;
        assert_eq!(record(&alice, image).await["hw_disk_bus"], "virtio");
        let shown = browser.get(&page).await.text();
        post(&browser, &page, "change_image", &form(new("anything", "else"), &shown)).await;
        assert_eq!(record(&alice, image).await["anything"], "else", "names that are not known are free");
    }

    async fn a_value_from_elsewhere_stays_until_somebody_changes_it(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, image, page) = furnished(&app).await;
        let odd = json!([{ "op": "replace", "path": "/hw_watchdog_action", "value": "explode" }]);
        let patch = alice.clone().header("content-type", "application/openstack-images-v2.1-json-patch");
        assert_eq!(patch.send("PATCH", &format!("/image/v2/images/{image}"), odd.to_string()).await.status, 200);
        let browser = signed_in(&app, "alice").await;
        let shown = browser.get(&page).await.text();
        assert!(shown.contains(r#"<option value="explode" selected"#), "the present value can be kept");
        let (seen, was) = (hidden(&shown, "seen"), encoded(&hidden(&shown, "was")));
        let key = encoded("hw_watchdog_action");
        let form = format!("id={image}&seen={seen}&was={was}&name=renamed&properties[0][key]={key}&properties[0][value]=explode");
        post(&browser, &page, "change_image", &form).await;
        let record = record(&alice, image).await;
        assert_eq!((&record["name"], &record["hw_watchdog_action"]), (&json!("renamed"), &json!("explode")));
    }
}
