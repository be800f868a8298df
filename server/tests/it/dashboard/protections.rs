use testkit::both_databases;

use super::signed_in;
use crate::helpers::TestApp;

const RULES: &str = r#"
[[property_protection.rule]]
property = "^billing_<b>"
create = ["admin", "biller"]
read = "@"
update = "!"
delete = "!"
"#;

both_databases! {
    async fn admins_see_which_properties_are_protected_from_whom(db: TestDb) {
        let app = TestApp::with_file(db, RULES).await;
        let root = app.admin_called("root").await;
        let page = format!("/projects/{}/admin/roles", root.person().caller.project);
        let shown = signed_in(&app, "root").await.get(&page).await.text();
        assert!(shown.contains("Protected properties"), "{shown}");
        assert!(shown.contains("<code>^billing_&lt;b&gt;"), "the pattern, as text: {shown}");
        assert!(shown.contains("admin, biller") && shown.contains("Everybody") && shown.contains("Nobody"), "{shown}");
    }

    async fn nothing_is_said_of_protected_properties_where_none_are(db: TestDb) {
        let app = TestApp::new(db).await;
        let root = app.admin_called("root").await;
        let page = format!("/projects/{}/admin/roles", root.person().caller.project);
        assert!(!signed_in(&app, "root").await.get(&page).await.text().contains("Protected properties"));
    }
}
