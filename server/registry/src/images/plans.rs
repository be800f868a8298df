//! How the databases go about a list of 100,000 images: by an index, and without sorting all of them.

use db::{Backend, query};
use model::{Caller, Direction, OffsetDateTime, Role, SortKey, Visibility};
use testkit::{Fixtures, TestDb, both_databases};

use super::{Filter, ImageQuery, TextField, VisibilityFilter, conditions::Conditions};
use crate::rows::SortValue;

/// Of 20 projects, of every visibility, some hidden, some deleted; each has a tag and a property of 100 kinds.
const IMAGES: &str = "
    insert into image (id, name, status, visibility, owner, protected, hidden, disk_format, container_format, min_disk, min_ram,
        size, created_at, updated_at, name_folded, metadata_bytes)
    with recursive number (i) as (select 0 union all select i + 1 from number where i < 99999)
    select cast(i as text), 'image-' || (i * 7919 % 100000), case when i % 50 = 1 then 'deleted' when i % 10 = 0 then 'queued' else 'active' end,
        case i % 10 when 0 then 'public' when 1 then 'community' when 2 then 'private' else 'shared' end,
        'project-' || (i % 20), false, i % 25 = 3, 'raw', 'bare', 0, 0, i, $1, $1,
        'image-' || (i * 7919 % 100000), 0
    from number";

/// A minute each apart, in the words of the database.
const AGES: [&str; 2] = [
    "update image set created_at = strftime('%Y-%m-%dT%H:%M:%S', 1600000000 + size * 60, 'unixepoch') || 'Z'",
    "update image set created_at = to_timestamp(1600000000 + size * 60)",
];

const REST: [&str; 4] = [
    "insert into image_tag (image_id, tag) select id, 'tag-' || (size % 100) from image",
    "insert into image_property (image_id, name, value) select id, 'kind', 'kind-' || (size % 100) from image",
    "insert into member select id, 'project-1', 'accepted', created_at, created_at from image where size % 500 = 3",
    "analyze",
];

async fn seed(test: &TestDb) {
    let db = &test.db;
    let images = db.execute(query(IMAGES).bind(model::now())).await;
    assert_eq!(images.expect("images"), 100_000);
    let ages = match db.backend() {
        Backend::Sqlite => AGES[0],
        Backend::Postgres => AGES[1],
    };
    for sql in std::iter::once(ages).chain(REST) {
        db.execute(query(sql)).await.expect(sql);
    }
}

async fn plan(
    test: &TestDb,
    caller: &Caller,
    query: &ImageQuery,
    place: Option<&[SortValue]>,
) -> String {
    let db = &test.db;
    let asked = |before| {
        let (order, count) = (query.order(), query.limit() + 1);
        let conditions = Conditions::new(db.backend(), before);
        conditions.list(caller, caller.is_admin(), query, &order, place, count)
    };
    let lines: Vec<String> = match db.backend() {
        Backend::Sqlite => {
            let rows = db.fetch_all(asked("explain query plan")).await;
            let rows: Vec<(i64, i64, i64, String)> = rows.expect("a plan");
            rows.into_iter().map(|row| row.3).collect()
        }
        Backend::Postgres => db.scalars(asked("explain")).await.expect("a plan"),
    };
    lines.join("\n")
}

/// Whether no image is read but through an index.
fn by_index(plan: &str) -> bool {
    let whole = |line: &str| {
        let line = line.trim();
        (line.starts_with("SCAN image")
            && !line.contains("INDEX")
            && !line.starts_with("SCAN image_"))
            || line.contains("Seq Scan on image ")
    };
    plan.contains("image_by_") && !plan.lines().any(whole)
}

fn sorted(plan: &str) -> bool {
    plan.contains("TEMP B-TREE FOR ORDER BY") || plan.contains("Sort Key")
}

/// Where nine tenths of the images have been passed.
fn deep(key: SortKey) -> Vec<SortValue> {
    let at = OffsetDateTime::from_unix_timestamp(1_600_000_000 + 10_000 * 60).expect("a moment");
    let (at, id) = (SortValue::Moment(at), SortValue::Text(Some("10000".into())));
    match key {
        SortKey::Name => vec![SortValue::Text(Some("image-9".into())), at, id],
        SortKey::Size => vec![SortValue::Number(Some(10_000)), at, id],
        _ => vec![at, id],
    }
}

both_databases! {
    async fn a_list_of_100_000_images_is_read_from_an_index(db: TestDb) {
        seed(&db).await;
        let fixtures = Fixtures::new(db.db.clone()).await;
        let mut alice = fixtures.member("alice").await.caller;
        alice.project = "project-1".parse().expect("a project");
        let root = fixtures.user("root", &fixtures.project("admin").await, Role::Admin).await.caller;
        let one = |field, value: &str| vec![Filter::Text(field, vec![value.to_owned()])];
        let filtered = [
            one(TextField::Status, "active"),
            one(TextField::Name, "image-77"),
            one(TextField::DiskFormat, "qcow2"),
            one(TextField::Owner, "project-1"),
            one(TextField::Checksum, "d41d8cd98f00b204e9800998ecf8427e"),
            vec![Filter::Search("image-77".to_owned())],
            vec![Filter::Search("образ".to_owned())],
        ];
        let by = |key, way| ImageQuery { sort: vec![(key, way)], ..ImageQuery::default() };
        for caller in [&alice, &root] {
            let first = plan(&db, caller, &ImageQuery::default(), None).await;
            assert!(by_index(&first) && !sorted(&first), "first page:\n{first}");
            for filters in &filtered {
                let query = ImageQuery { filters: filters.clone(), ..ImageQuery::default() };
                let page = plan(&db, caller, &query, None).await;
                assert!(by_index(&page), "{filters:?}:\n{page}");
            }
            let public = ImageQuery { listed: VisibilityFilter::Only(Visibility::Public), ..ImageQuery::default() };
            let page = plan(&db, caller, &public, None).await;
            assert!(by_index(&page) && !sorted(&page), "public ones:\n{page}");
            let place = deep(SortKey::CreatedAt);
            let page = plan(&db, caller, &ImageQuery::default(), Some(&place)).await;
            assert!(by_index(&page) && !sorted(&page), "at 90 %:\n{page}");
            for (key, way) in [(SortKey::Name, Direction::Ascending), (SortKey::Size, Direction::Descending)] {
                for place in [None, Some(deep(key))] {
                    let page = plan(&db, caller, &by(key, way), place.as_deref()).await;
                    assert!(by_index(&page) && !sorted(&page), "by {key}:\n{page}");
                }
            }
        }
    }
}
