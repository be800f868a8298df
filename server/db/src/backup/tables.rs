/// Tables whose rows are copied, in alphabetical order. Only these are restored: a manifest could name any relation.
pub(super) const COPIED: [&str; 33] = [
    "activity",
    "activity_retention",
    "application_credential",
    "assignment",
    "certificate",
    "domain",
    "domain_assignment",
    "image",
    "image_property",
    "image_tag",
    "keystone_limit",
    "location",
    "member",
    "metadef_association",
    "metadef_namespace",
    "metadef_object",
    "metadef_property",
    "metadef_resource_type",
    "metadef_shipped",
    "metadef_tag",
    "project",
    "project_limit",
    "project_signing",
    "project_usage",
    "registered_limit",
    "reservation",
    "revoked_key",
    "role",
    "system_assignment",
    "task",
    "upload",
    "upload_part",
    "users",
];

/// Tables whose rows are not copied: whoever gets hold of a backup shall not be signed in with it, what had ended shall not
/// be valid again, and the rest concerns the running deployment only.
pub(super) const LEFT_OUT: [&str; 8] = [
    "token",
    "sign_in",
    "flash",
    "reclaim",
    "backup_hold",
    "restore_under_way",
    "write_probe",
    "store_marker",
];

#[cfg(test)]
mod tests {
    use super::{COPIED, LEFT_OUT};
    use crate::{Db, query};

    #[tokio::test]
    async fn every_table_of_the_migrations_is_copied_or_left_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/test.db", folder.path().display());
        let db = Db::open(&url.parse().expect("a URL")).await.expect("opens");
        db.migrate().await.expect("the migrations");
        let sql = "
            select name from sqlite_schema
            where type = 'table' and name not in ('_sqlx_migrations', 'later_migrations') and name not like 'sqlite%' order by name";
        let found: Vec<String> = db.scalars(query(sql)).await.expect("the tables");
        let mut listed = [COPIED.as_slice(), LEFT_OUT.as_slice()].concat();
        listed.sort_unstable();
        assert_eq!(found, listed);
        assert!(COPIED.is_sorted());
    }
}
