//! How the databases go about 2,000 namespaces with 100 properties each: by an index, and without sorting or reading all of them.

use db::{Backend, Query, query};
use model::{Caller, Direction, Role};
use sqlx::AssertSqlSafe;
use testkit::{Fixtures, TestDb, both_databases};

use crate::{Metadefs, NamespaceQuery, NamespaceSort};

const NAMESPACES: &str = "
    insert into metadef_namespace (name, visibility, protected, owner, created_at)
    with recursive number (i) as (select 0 union all select i + 1 from number where i < 1999)
    select 'namespace-' || (i * 7919 % 2000), case when i % 4 = 0 then 'private' else 'public' end, false, 'project-' || (i % 20), $1
    from number";

const REST: [&str; 5] = [
    "insert into metadef_resource_type (name, created_at) values ('A::Type', $1)",
    "insert into metadef_association (namespace, resource_type, created_at) select name, 'A::Type', $1 from metadef_namespace",
    "insert into metadef_property (namespace, name, definition)
        with recursive number (i) as (select 0 union all select i + 1 from number where i < 99)
        select metadef_namespace.name, 'property-' || i, '{}' from metadef_namespace, number where $1 is not null",
    "insert into metadef_object (namespace, name, required, properties, created_at)
        select name, 'object', '[]', '{}', $1 from metadef_namespace",
    "insert into metadef_tag (namespace, name, created_at) select name, 'tag', $1 from metadef_namespace",
];

const CHILDREN: [&str; 4] = ["association", "property", "object", "tag"];

async fn seed(test: &TestDb) {
    for sql in std::iter::once(NAMESPACES).chain(REST) {
        let fill = query(sql).bind(model::now());
        test.db.execute(fill).await.expect(sql);
    }
    test.db.execute(query("analyze")).await.expect("analyses");
}

fn explain(test: &TestDb) -> &'static str {
    match test.db.backend() {
        Backend::Sqlite => "explain query plan",
        Backend::Postgres => "explain",
    }
}

async fn lines(test: &TestDb, query: Query) -> String {
    let lines: Vec<String> = match test.db.backend() {
        Backend::Sqlite => {
            let rows: Vec<(i64, i64, i64, String)> =
                test.db.fetch_all(query).await.expect("a plan");
            rows.into_iter().map(|row| row.3).collect()
        }
        Backend::Postgres => test.db.scalars(query).await.expect("a plan"),
    };
    lines.join("\n")
}

async fn plan(test: &TestDb, caller: &Caller, wanted: &NamespaceQuery) -> String {
    let metadefs = Metadefs::new(test.db.clone());
    let page = metadefs
        .definitions(caller)
        .select(explain(test), wanted, 25);
    lines(test, page.build()).await
}

/// Whether a table is read as a whole, or rows are sorted.
fn is_slow(plan: &str) -> bool {
    let whole = |line: &str| {
        let line = line.trim();
        (line.starts_with("SCAN") && !line.contains("INDEX")) || line.contains("Seq Scan")
    };
    plan.lines().any(whole)
        || plan.contains("TEMP B-TREE FOR ORDER BY")
        || plan.contains("Sort Key")
}

both_databases! {
    async fn a_page_of_2000_namespaces_and_one_of_them_are_read_from_indexes(db: TestDb) {
        seed(&db).await;
        let fixtures = Fixtures::new(db.db.clone()).await;
        let mut alice = fixtures.member("alice").await.caller;
        alice.project = "project-1".parse().expect("a project");
        let root = fixtures.user("root", &fixtures.project("admin").await, Role::Admin).await.caller;
        for caller in [&alice, &root] {
            for (sort, direction) in [(NamespaceSort::CreatedAt, Direction::Descending), (NamespaceSort::Namespace, Direction::Ascending)] {
                for marker in [None, Some("namespace-1500".to_owned())] {
                    let wanted = NamespaceQuery { sort, marker, direction: Some(direction), ..NamespaceQuery::default() };
                    let plan = plan(&db, caller, &wanted).await;
                    assert!(!is_slow(&plan), "{sort:?} after {:?}:\n{plan}", wanted.marker);
                }
            }
        }
        for child in CHILDREN {
            let sql = format!("{} select * from metadef_{child} where namespace = $1", explain(&db));
            let plan = lines(&db, query(AssertSqlSafe(sql)).bind("namespace-7")).await;
            assert!(!is_slow(&plan), "{child}:\n{plan}");
        }
    }
}
