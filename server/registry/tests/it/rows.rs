use testkit::both_databases;

use crate::helpers::{run, setup, upload};

both_databases! {
    async fn a_row_that_cannot_be_read_names_its_column_and_the_cause(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let began = registry.uploads(&alice.caller).begin(&upload("open", 8)).await.expect("begins");
        let sql = "update upload set object_key = 'invalid' where id = $1";
        run(&db, sql, &[&began.id.to_string()]).await;
        let error = registry.uploads(&alice.caller).get(began.id).await.expect_err("nobody can read it");
        assert_eq!(error.kind(), model::ErrorKind::Internal);
        let said = error.to_string();
        assert!(said.contains("object_key") && said.contains("is not one of ours"), "{said}");
    }
}
