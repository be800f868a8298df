//! Changes of one image by several at once.

use std::time::Duration;

use db::query;
use model::{Change, Condition, ErrorKind, Image, NewImage};
use registry::{Error, Registry};
use testkit::{Person, TestDb, both_databases};
use tokio::{task::JoinHandle, time::sleep};

use crate::helpers::{raw, setup};

fn set(name: &str, value: &str) -> Change {
    Change::property(name, value, Condition::Always).expect("a property")
}

/// Asks for a change that has read the image, and then waits for its row, which another transaction holds meanwhile; that
/// one does `sql` before it commits.
async fn while_held(
    db: &TestDb,
    registry: &Registry,
    alice: &Person,
    image: &Image,
    sql: &'static str,
    change: Change,
) -> registry::Result<Image> {
    let mut holder = db.db.begin().await.expect("a transaction");
    let hold = query("update image set generation = generation + 1 where id = $1");
    let held = holder.execute(hold.bind(image.id.to_string())).await;
    held.expect("the row");
    let (registry, caller, id) = (registry.clone(), alice.caller.clone(), image.id);
    let asked: JoinHandle<registry::Result<Image>> =
        tokio::spawn(async move { registry.images(&caller).update(id, &[change]).await });
    sleep(Duration::from_millis(500)).await;
    let done = holder.execute(query(sql).bind(image.id.to_string())).await;
    done.expect(sql);
    holder.commit().await.expect("what it did holds");
    asked.await.expect("it ends")
}

both_databases! {
    async fn of_two_changes_of_one_property_at_once_the_later_is_refused(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let mut new = raw("busy");
        for name in ["p", "q"] {
            new.property(name, "old").expect("a property");
        }
        let image = registry.images(&alice.caller).create(&new).await.expect("a new image");
        let theirs = "update image_property set value = 'theirs' where image_id = $1 and name = 'p'";
        let refused = while_held(&db, &registry, &alice, &image, theirs, set("p", "mine")).await.expect_err("they met");
        assert!(matches!(&refused, Error::ChangedAtOnce { what, .. } if what == "p"), "{refused}");
        assert_eq!(refused.kind(), ErrorKind::Conflict);

        // The same value, another property, and what was seen are no reason to refuse anything.
        let theirs = "update image_property set value = 'the same' where image_id = $1 and name = 'p'";
        let after = while_held(&db, &registry, &alice, &image, theirs, set("p", "the same")).await.expect("no conflict");
        assert_eq!(after.properties["p"], "the same");
        let theirs = "update image_property set value = 'theirs' where image_id = $1 and name = 'p'";
        let after = while_held(&db, &registry, &alice, &image, theirs, set("q", "mine")).await.expect("no conflict");
        assert_eq!((after.properties["p"].as_str(), after.properties["q"].as_str()), ("theirs", "mine"));

        let theirs = "delete from image_property where image_id = $1 and name = 'p'";
        let gone = while_held(&db, &registry, &alice, &image, theirs, Change::RemoveProperty("p".into())).await;
        assert!(matches!(gone, Err(Error::NoProperty(_))), "{gone:?}");
        let theirs = "update image set name = 'theirs' where id = $1";
        let name = Change::Name(Some("mine".parse().expect("a name")));
        let refused = while_held(&db, &registry, &alice, &image, theirs, name).await.expect_err("they met");
        assert!(refused.to_string().starts_with("`name` of image"), "{refused}");
        let theirs = "insert into image_tag (image_id, tag) values ($1, 'theirs')";
        let after = while_held(&db, &registry, &alice, &image, theirs, Change::tag("mine").expect("a tag")).await.expect("no conflict");
        assert_eq!(after.tags, ["mine", "theirs"]);
        let theirs = "insert into image_tag (image_id, tag) values ($1, 'more')";
        let refused = while_held(&db, &registry, &alice, &image, theirs, Change::Tags(vec!["mine".into()])).await.expect_err("they met");
        assert!(refused.to_string().starts_with("`tags` of image"), "{refused}");
    }

    async fn a_required_property_stays_by_whatever_way_the_image_is_changed(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let registry = registry.with_required_properties(vec!["os_distro".to_owned()]);
        let images = registry.images(&alice.caller);
        let mut new: NewImage = raw("kept");
        new.property("os_distro", "debian").expect("a property");
        let image = images.create(&new).await.expect("a new image");
        let away = [Change::RemoveProperty("os_distro".to_owned())];
        assert!(matches!(images.update(image.id, &away).await, Err(Error::PropertyKept(_))));
        assert!(matches!(images.update_as_seen(image.id, image.updated_at, &away).await, Err(Error::PropertyKept(_))));
        assert_eq!(images.get(image.id).await.expect("the image").properties, image.properties);
    }
}
