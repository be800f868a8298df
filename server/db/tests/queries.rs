//! The interface for queries, on both databases.

use db::{Backend, Db, IntoValue, Query, QueryBuilder, query};
use model::{OffsetDateTime, now};
use sqlx::FromRow;
use testkit::both_databases;

/// A column for each type of value.
#[derive(Clone, Debug, PartialEq, FromRow)]
struct Row {
    word: Option<String>,
    number: Option<i64>,
    small: Option<i32>,
    flag: Option<bool>,
    bytes: Option<Vec<u8>>,
    moment: Option<OffsetDateTime>,
}

const COLUMNS: &str = "word, number, small, flag, bytes, moment";
const INSERT: &str = "
    insert into specimen (word, number, small, flag, bytes, moment) values ($1, $2, $3, $4, $5, $6)";

async fn create_table(db: &Db) {
    let sql = match db.backend() {
        Backend::Sqlite => {
            "create table specimen (word text, number bigint, small integer, flag boolean, bytes blob, moment text)"
        }
        Backend::Postgres => {
            "create table specimen (word text, number bigint, small integer, flag boolean, bytes bytea, moment timestamptz)"
        }
    };
    db.execute(query(sql)).await.expect("a table");
}

async fn rows(db: &Db) -> Vec<Row> {
    let mut query = QueryBuilder::new("select ");
    query
        .push(COLUMNS)
        .push(" from specimen order by number, word");
    db.fetch_all(query.build()).await.expect("its rows")
}

fn full() -> Row {
    Row {
        word: Some("naïve 'text' $1".to_owned()),
        number: Some(i64::MIN),
        small: Some(i32::MAX),
        flag: Some(true),
        bytes: Some(vec![0, 255, 39]),
        moment: Some(now()),
    }
}

fn empty() -> Row {
    Row {
        word: None,
        number: None,
        small: None,
        flag: None,
        bytes: None,
        moment: None,
    }
}

/// Binds each column of `row`.
fn bind(sql: &'static str, row: &Row) -> Query {
    query(sql)
        .bind(&row.word)
        .bind(row.number)
        .bind(row.small)
        .bind(row.flag)
        .bind(&row.bytes)
        .bind(row.moment)
}

/// Rows of a word and a number.
async fn insert(db: &Db, words: &[(&str, i64)]) {
    for (word, number) in words {
        let sql = "insert into specimen (word, number) values ($1, $2)";
        let done = db.execute(query(sql).bind(*word).bind(*number)).await;
        assert_eq!(done.expect("a row"), 1);
    }
}

async fn words(db: &Db) -> Vec<String> {
    let sql = "select word from specimen order by word";
    db.scalars(query(sql)).await.expect("words")
}

both_databases! {
    async fn every_type_of_value_comes_back_as_it_was_bound(db: TestDb) {
        let db = &db.db;
        create_table(db).await;
        let row = full();
        db.execute(bind(INSERT, &row)).await.expect("a row");
        let by_value = query(INSERT)
            .bind(row.word.clone().expect("a word"))
            .bind(i64::MIN)
            .bind(i32::MAX)
            .bind(true)
            .bind(row.bytes.clone().expect("bytes"))
            .bind(row.moment.expect("a moment"));
        db.execute(by_value).await.expect("a row");
        let by_part = query(INSERT)
            .bind(row.word.as_deref())
            .bind(row.number)
            .bind(row.small)
            .bind(row.flag)
            .bind(row.bytes.as_deref())
            .bind(row.moment);
        db.execute(by_part).await.expect("a row");
        assert_eq!(rows(db).await, [row.clone(), row.clone(), row]);
    }

    async fn the_null_of_every_type_comes_back_as_null(db: TestDb) {
        let db = &db.db;
        create_table(db).await;
        let row = empty();
        db.execute(bind(INSERT, &row)).await.expect("a row");
        assert_eq!(rows(db).await, [row]);
    }

    async fn a_value_is_compared_with_what_was_kept_of_it(db: TestDb) {
        let db = &db.db;
        create_table(db).await;
        let row = full();
        db.execute(bind(INSERT, &row)).await.expect("a row");
        let sql = "
            select count(*) from specimen
            where word = $1 and number = $2 and small = $3 and flag = $4 and bytes = $5 and moment = $6";
        let same = bind(sql, &row);
        assert_eq!(db.scalar::<i64>(same).await.expect("a count"), 1);
    }

    async fn a_result_without_rows_is_none_or_an_error(db: TestDb) {
        let db = &db.db;
        create_table(db).await;
        let sql = "select word from specimen";
        let none = db.scalar_optional::<String>(query(sql)).await;
        assert_eq!(none.expect("an answer"), None);
        let error = db.scalar::<String>(query(sql)).await.expect_err("no row");
        assert!(matches!(error, sqlx::Error::RowNotFound), "{error}");
        let mut tx = db.begin().await.expect("a transaction");
        let error = tx.fetch_one::<(String,)>(query(sql)).await.expect_err("no row");
        assert!(matches!(error, sqlx::Error::RowNotFound), "{error}");
        assert_eq!(tx.scalars::<String>(query(sql)).await.expect("an answer"), [""; 0]);
    }

    async fn execute_tells_how_many_rows_it_changed(db: TestDb) {
        let db = &db.db;
        create_table(db).await;
        insert(db, &[("a", 1), ("b", 2), ("c", 3)]).await;
        let sql = "update specimen set flag = true where number > $1";
        assert_eq!(db.execute(query(sql).bind(1_i64)).await.expect("an update"), 2);
        let mut tx = db.begin().await.expect("a transaction");
        assert_eq!(tx.execute(query(sql).bind(3_i64)).await.expect("an update"), 0);
    }

    async fn a_transaction_that_is_dropped_leaves_nothing(db: TestDb) {
        let db = &db.db;
        create_table(db).await;
        let sql = "insert into specimen (word) values ($1)";
        let mut dropped = db.begin().await.expect("a transaction");
        dropped.execute(query(sql).bind("dropped")).await.expect("a row");
        let inside = dropped.scalar::<i64>(query("select count(*) from specimen")).await;
        assert_eq!(inside.expect("a count"), 1);
        drop(dropped);
        let mut kept = db.begin().await.expect("a transaction");
        kept.execute(query(sql).bind("kept")).await.expect("a row");
        kept.commit().await.expect("a commit");
        assert_eq!(words(db).await, ["kept"]);
    }

    async fn a_list_binds_each_of_its_values(db: TestDb) {
        let db = &db.db;
        create_table(db).await;
        insert(db, &[("a", 1), ("b", 2), ("c", 3), ("d", 4)]).await;
        let mut wanted = QueryBuilder::new("select word from specimen where number < ");
        wanted.push_bind(4_i64).push(" and word in (");
        wanted.push_list(["b", "c", "d", "'); --"]).push(") order by word desc");
        let found = db.scalars::<String>(wanted.build()).await;
        assert_eq!(found.expect("words"), ["c", "b"]);
    }

    async fn several_rows_are_inserted_by_one_statement(db: TestDb) {
        let db = &db.db;
        create_table(db).await;
        let mut insert = QueryBuilder::new("insert into specimen (word, number) ");
        let rows = [("a", Some(1_i64)), ("b", None)];
        insert.push_values(rows.map(|(word, number)| [word.into_value(), number.into_value()]));
        assert_eq!(db.execute(insert.build()).await.expect("rows"), 2);
        let sql = "select word, number from specimen order by word";
        let kept = db.fetch_all::<(String, Option<i64>)>(query(sql)).await;
        assert_eq!(kept.expect("rows"), [("a".to_owned(), Some(1)), ("b".to_owned(), None)]);
    }
}
