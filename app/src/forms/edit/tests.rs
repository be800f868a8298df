use model::{Change, Condition, Image, ImageId, ProjectId, Status, Visibility, now};

use super::{changes::Form, *};

fn image() -> Image {
    let at = now();
    Image {
        id: ImageId::new(),
        name: Some(" padded\nname ".parse().expect("a name")),
        status: Status::Queued,
        visibility: Visibility::Private,
        owner: ProjectId::new(),
        protected: false,
        hidden: true,
        disk_format: None,
        container_format: None,
        min_disk: 1,
        min_ram: 0,
        size: None,
        virtual_size: None,
        checksum: None,
        sha256: None,
        sha512: None,
        tags: vec!["a,b".to_owned(), " c ".to_owned()],
        properties: [
            ("size ", "x  "),
            (" lead", "\ntwo\r\nlines\r"),
            ("a=b", ""),
            ("k\ney", "v"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
        created_at: at,
        updated_at: at,
    }
}

/// The form as a browser sends it back when nobody touched anything.
fn sent_back(image: &Image) -> Form {
    let property = |(name, value): (&String, &String)| PropertyField {
        key: Some(encoded(name)),
        value: area(value).replace('\n', "\r\n"),
        ..PropertyField::default()
    };
    Form {
        name: image.name.as_ref().map(|name| line(name.as_str())),
        visibility: Some(image.visibility.to_string()),
        protected: Some(image.protected),
        hidden: Some(image.hidden),
        min_disk: Some(image.min_disk.to_string()),
        min_ram: Some(image.min_ram.to_string()),
        tags: vec![String::new()],
        untag: Vec::new(),
        properties: image
            .properties
            .iter()
            .map(property)
            .chain([PropertyField::default()])
            .collect(),
        was: FieldDigests::read(&FieldDigests::of(image).written()).expect("what was written"),
    }
}

#[test]
fn what_nobody_touched_is_not_changed() {
    let image = image();
    assert_eq!(sent_back(&image).changes(&image), Ok(Vec::new()));
    let form = Form {
        min_disk: Some("7".to_owned()),
        ..sent_back(&image)
    };
    assert_eq!(form.changes(&image), Ok(vec![Change::MinDisk(7)]));
}

#[test]
fn what_somebody_else_changed_meanwhile_is_left_alone_where_it_was_not_touched() {
    let before = image();
    let mut now = before.clone();
    now.min_ram = 512;
    now.properties
        .insert("size ".to_owned(), "theirs".to_owned());
    let mut form = sent_back(&before);
    form.min_disk = Some("7".to_owned());
    assert_eq!(form.changes(&now), Ok(vec![Change::MinDisk(7)]));
}

#[test]
fn a_property_is_changed_removed_and_added_whatever_its_name() {
    let image = image();
    let mut form = sent_back(&image);
    for field in &mut form.properties {
        match field.key.as_deref() {
            Some("k%0Aey") => field.value = "w".to_owned(),
            Some("a%3Db") => field.remove = Some("on".to_owned()),
            None => {
                field.name = Some(" new ".to_owned());
                field.value = " kept as it is\r\n".to_owned();
            }
            _ => {}
        }
    }
    let set = |name, value, condition| Change::property(name, value, condition).expect("fine");
    assert_eq!(
        form.changes(&image),
        Ok(vec![
            Change::RemoveProperty("a=b".to_owned()),
            set("k\ney", "w", Condition::Always),
            set("new", " kept as it is\n", Condition::Absent),
        ])
    );
}

#[test]
fn what_was_changed_can_be_put_back() {
    let before = image();
    let mut after = before.clone();
    after.tags.clear();
    after.name = None;
    after.properties.remove(" lead");
    after.properties.insert("new".to_owned(), "x".to_owned());
    let undo = PreviousValues::read(&PreviousValues::of(&before, &after).written())
        .expect("what was written");
    let set = Change::property(" lead", "\ntwo\r\nlines\r", Condition::Always).expect("fine");
    assert_eq!(
        undo.changes(),
        Ok(vec![
            Change::Name(before.name),
            Change::Tags(before.tags),
            set,
            Change::RemoveProperty("new".to_owned()),
        ])
    );
}
