use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use model::{ImageId, Invalid, NewImage, Sha256, Sha512};
use registry::Target;

/// The keys that mean something here. Any other is the client's own.
const OURS: [&str; 11] = [
    "image_id",
    "sha256",
    "sha512",
    "name",
    "disk_format",
    "container_format",
    "visibility",
    "protected",
    "min_disk",
    "min_ram",
    "tags",
];

/// What `Upload-Metadata` says: which image, and what its data must be.
#[derive(Debug)]
pub struct Metadata {
    pub target: Target,
    pub sha256: Option<Sha256>,
    pub sha512: Option<Sha512>,
}

impl Metadata {
    /// Reads pairs of a key and its value in base64. A key that is not ours is passed over, whatever its value: clients
    /// send some unasked, such as `filename`, `relativePath` and `type`. The same key twice is refused.
    pub fn parse(header: &str) -> Result<Self, Invalid> {
        let (mut image, mut existing, mut sha256, mut sha512) =
            (NewImage::default(), None, None, None);
        let mut keys = BTreeSet::new();
        for pair in header
            .split(',')
            .map(str::trim)
            .filter(|pair| !pair.is_empty())
        {
            let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
            if !keys.insert(key) {
                return Err(Invalid::new(
                    "upload-metadata",
                    format_args!("holds `{key}` twice"),
                ));
            }
            if !OURS.contains(&key) {
                continue;
            }
            let value = decode(key, value)?;
            match key {
                "image_id" => {
                    existing = Some(
                        value
                            .parse::<ImageId>()
                            .map_err(|_| Invalid::new(key, "is not a UUID"))?,
                    );
                }
                "sha256" => sha256 = Some(value.parse()?),
                "sha512" => sha512 = Some(value.parse()?),
                _ => field(&mut image, key, &value)?,
            }
        }
        let target = existing.map_or_else(|| Target::New(Box::new(image)), Target::Image);
        Ok(Self {
            target,
            sha256,
            sha512,
        })
    }
}

fn field(image: &mut NewImage, key: &str, value: &str) -> Result<(), Invalid> {
    match key {
        "name" => image.name = Some(value.parse()?),
        "disk_format" => image.disk_format = Some(value.parse()?),
        "container_format" => image.container_format = Some(value.parse()?),
        "visibility" => image.visibility = value.parse()?,
        "protected" => {
            image.protected = value
                .parse()
                .map_err(|_| Invalid::new(key, "is neither true nor false"))?;
        }
        "min_disk" => image.min_disk = number(key, value)?,
        "min_ram" => image.min_ram = number(key, value)?,
        "tags" => value
            .split(',')
            .filter(|tag| !tag.is_empty())
            .try_for_each(|tag| image.tag(tag))?,
        _ => {}
    }
    Ok(())
}

fn decode(key: &str, value: &str) -> Result<String, Invalid> {
    let bytes = STANDARD
        .decode(value)
        .map_err(|_| Invalid::new(key, "is not base64"))?;
    String::from_utf8(bytes).map_err(|_| Invalid::new(key, "is not UTF-8"))
}

fn number(key: &str, value: &str) -> Result<i32, Invalid> {
    let number = value.parse().ok().filter(|number: &i32| *number >= 0);
    number.ok_or_else(|| Invalid::new(key, "is not a whole number from 0 to 2147483647"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(key: &str, value: &str) -> String {
        format!("{key} {}", STANDARD.encode(value))
    }

    #[test]
    fn an_image_is_described_in_pairs() {
        let header = [
            pair("name", "镜像"),
            pair("disk_format", "qcow2"),
            pair("tags", "a,b"),
        ]
        .join(",");
        let Target::New(image) = Metadata::parse(&header).expect("fine").target else {
            panic!("a new image")
        };
        assert_eq!(image.name.expect("a name").as_str(), "镜像");
        assert_eq!(image.tags, ["a", "b"]);
    }

    #[test]
    fn keys_of_the_client_are_passed_over_whatever_they_hold() {
        let header = [
            "relativePath bnVsbA==",
            "type YXBwbGljYXRpb24vb2N0ZXQtc3RyZWFt",
            "colour !!!",
            "empty",
            "name eA==",
        ];
        let Target::New(image) = Metadata::parse(&header.join(",")).expect("fine").target else {
            panic!("a new image")
        };
        assert_eq!(image.name.expect("a name").as_str(), "x");
    }

    #[test]
    fn a_wrong_value_names_its_key() {
        for (header, sentence) in [
            (
                pair("min_disk", "-1"),
                "min_disk is not a whole number from 0 to 2147483647",
            ),
            (
                [pair("name", "a"), pair("name", "a")].join(","),
                "upload-metadata holds `name` twice",
            ),
            (
                [pair("type", "a"), pair("type", "b")].join(","),
                "upload-metadata holds `type` twice",
            ),
            ("name !!!".to_owned(), "name is not base64"),
            (pair("sha256", "abc"), "sha256 is not 64 hexadecimal digits"),
        ] {
            assert_eq!(
                Metadata::parse(&header).expect_err(&header).to_string(),
                sentence
            );
        }
    }
}
