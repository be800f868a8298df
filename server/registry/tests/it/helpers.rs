use db::query;
use model::{Caller, ContainerFormat, DiskFormat, Image, NewImage};
use registry::{NewUpload, Registry, Target};
use store::{FileStore, MemoryStore, Stores};
use testkit::{Fixtures, Person, TestDb};

/// A registry with a folder as its store, and alice, a member of a project of her own.
pub async fn setup(db: &TestDb) -> (Registry, Fixtures, Person) {
    let fixtures = Fixtures::new(db.db.clone()).await;
    let alice = fixtures.member("alice").await;
    (open(db).await, fixtures, alice)
}

/// The registry of `db` as another process opens it.
pub async fn open(db: &TestDb) -> Registry {
    let store = FileStore::open(db.folder().join("store"))
        .await
        .expect("a store");
    Registry::new(db.again().await, Stores::new("file", store))
}

/// A registry whose store holds at most `capacity` bytes.
pub fn small(db: &TestDb, capacity: u64) -> Registry {
    Registry::new(
        db.db.clone(),
        Stores::new("memory", MemoryStore::new(capacity)),
    )
}

pub fn raw(name: &str) -> NewImage {
    NewImage {
        name: Some(name.parse().expect("a name")),
        disk_format: Some(DiskFormat::Raw),
        container_format: Some(ContainerFormat::Bare),
        ..NewImage::default()
    }
}

pub fn upload(name: &str, length: usize) -> NewUpload {
    NewUpload {
        target: Target::New(Box::new(raw(name))),
        length: Some(length as u64),
        sha256: None,
        sha512: None,
        metadata: String::new(),
    }
}

/// An active image of `caller` with that data.
pub async fn active(registry: &Registry, caller: &Caller, data: &[u8]) -> Image {
    let image = registry
        .images(caller)
        .create(&raw("ready"))
        .await
        .expect("a new image");
    registry
        .uploads(caller)
        .put(image.id, None, testkit::body(data))
        .await
        .expect("its data");
    registry
        .images(caller)
        .get(image.id)
        .await
        .expect("the image")
}

/// Every file below the store of `db`.
pub fn files(db: &TestDb) -> Vec<std::path::PathBuf> {
    fn walk(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&db.folder().join("store"), &mut found);
    found
}

/// Makes an upload that is done look as if a crash had come an hour ago, between the last checkpoint and the last step.
pub async fn undo_the_last_step(db: &TestDb, upload: &str, image: &str) {
    let an_hour_ago = model::now() - std::time::Duration::from_secs(3600);
    let statements = [
        (
            "update upload set state = 'open', updated_at = $2, lease_until = $2 where id = $1",
            upload,
        ),
        (
            "update image set status = 'saving', size = null, updated_at = $2 where id = $1",
            image,
        ),
        (
            "delete from location where image_id = $1 and $2 is not null",
            image,
        ),
    ];
    for (sql, id) in statements {
        let undo = query(sql).bind(id).bind(an_hour_ago);
        db.db.execute(undo).await.expect(sql);
    }
}

/// Sets what a project may use at most of a resource, as the identity keeps it.
pub async fn limit(db: &TestDb, caller: &Caller, resource: &str, most: i64) {
    let rule = "
        insert into registered_limit (id, service_id, resource_name, default_limit) values ($1, 'image', $1, -1)
        on conflict do nothing";
    let exception = "
        insert into project_limit (id, service_id, resource_name, project_id, resource_limit)
        values ($1 || $2, 'image', $1, $2, $3)
        on conflict (id) do update set resource_limit = excluded.resource_limit";
    let rule = query(rule).bind(resource);
    db.db.execute(rule).await.expect("a rule");
    let exception = query(exception)
        .bind(resource)
        .bind(caller.project.as_str())
        .bind(most);
    db.db.execute(exception).await.expect("an exception");
}

/// What is reserved, whoever holds it.
pub async fn reservations(db: &TestDb) -> i64 {
    count(db, "select count(*) from reservation").await
}

/// A qcow2 of version 2 whose header names a backing file.
pub fn overlay() -> Vec<u8> {
    let mut disk = vec![0; 1 << 16];
    disk[..4].copy_from_slice(b"QFI\xfb");
    disk[4..8].copy_from_slice(&2_u32.to_be_bytes());
    disk[8..16].copy_from_slice(&72_u64.to_be_bytes());
    disk[16..20].copy_from_slice(&11_u32.to_be_bytes());
    disk[20..24].copy_from_slice(&16_u32.to_be_bytes());
    disk[24..32].copy_from_slice(&(1_u64 << 30).to_be_bytes());
    disk[72..83].copy_from_slice(b"/etc/passwd");
    disk
}

/// Every file below the store of `db`, once the worker has removed what has no owner.
pub async fn left(registry: &Registry, db: &TestDb) -> Vec<std::path::PathBuf> {
    registry
        .system()
        .reclaim_due()
        .await
        .expect("bytes are reclaimed");
    files(db)
}

/// Runs one statement with these texts.
pub async fn run(db: &TestDb, sql: &'static str, texts: &[&str]) {
    let query = texts
        .iter()
        .fold(query(sql), |query, text| query.bind(*text));
    db.db.execute(query).await.expect(sql);
}

/// The number that `sql` asks for.
pub async fn count(db: &TestDb, sql: &'static str) -> i64 {
    db.db.scalar(query(sql)).await.expect(sql)
}
