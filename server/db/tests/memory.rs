//! SQLite out of memory. The limit is the whole process', so this test has a process of its own.

use db::{Db, query};
use model::ErrorKind;

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_lacked_memory_leaves_no_trace() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}/test.db", folder.path().display());
    let db = Db::open(&url.parse().expect("an address"))
        .await
        .expect("it opens");
    for sql in [
        "create table filler (data blob not null)",
        // 8 MiB: enough for nine connections and small queries.
        "pragma hard_heap_limit = 8388608",
    ] {
        db.execute(query(sql)).await.expect(sql);
    }
    for _ in 0..20 {
        let error = write(&db, 64 << 20)
            .await
            .expect_err("there is not so much memory");
        assert_eq!(db::kind(&error), ErrorKind::Unavailable, "{error}");
    }
    for _ in 0..20 {
        write(&db, 1).await.expect("there is memory for this");
    }
}

async fn write(db: &Db, bytes: i64) -> Result<(), sqlx::Error> {
    let mut tx = db.begin().await?;
    let sql = "insert into filler (data) values (randomblob($1))";
    tx.execute(query(sql).bind(bytes)).await?;
    tx.commit().await
}
