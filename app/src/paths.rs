//! Every address the dashboard links to.

use std::fmt::Write;

use model::ImageId;

/// Below this path live the server functions, and nothing else.
pub const DOORS: &str = "/fn/";

/// The list of images.
pub fn images() -> String {
    "/images".to_owned()
}

/// The list of images, beginning after `marker`.
pub fn images_after(marker: &str) -> String {
    format!("/images?marker={}", encode(marker))
}

/// The list of images, saying that the one called `title` is gone.
pub fn images_without(title: &str) -> String {
    format!("/images?deleted={}", encode(title))
}

/// One image.
pub fn image(id: ImageId) -> String {
    format!("/images/{id}")
}

/// The page that asks whether an image shall really be deleted.
pub fn image_deletion(id: ImageId) -> String {
    format!("/images/{id}/delete")
}

/// The bytes of an image, from the Image API.
pub fn image_data(id: ImageId) -> String {
    format!("/image/v2/images/{id}/file")
}

/// The sign-in page.
pub fn sign_in() -> String {
    "/login".to_owned()
}

/// The sign-in page, which goes on to `next`.
pub fn sign_in_then(next: &str) -> String {
    format!("/login?next={}", encode(next))
}

/// A drawing of the sprite in `public/`.
pub fn icon(name: &str) -> String {
    format!("/icons.svg#{name}")
}

/// `next` if it is a path of this site and cannot be read as anything else.
///
/// Browsers take `//host` and `/\host` for another site and skip control characters, so those are refused.
pub fn same_site(next: &str) -> Option<&str> {
    let inert = next
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let absolute = next.starts_with('/') && !next.starts_with("//");
    (inert && absolute).then_some(next)
}

/// `text` as one value of a query. The same on both sides, so that hydration finds what it expects.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(byte.into());
            }
            _ => write!(encoded, "%{byte:02X}").expect("a String takes everything"),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_gone_on_to() {
        for next in [
            "/",
            "/images",
            "/images?marker=1&a=%20b",
            "/images/x/delete",
        ] {
            assert_eq!(same_site(next), Some(next));
        }
        for next in [
            "",
            "images",
            "//evil",
            "/\\evil",
            "https://evil",
            "javascript:x",
            "/\t/evil",
            "/a\r\nb",
            "/镜",
        ] {
            assert_eq!(same_site(next), None, "{next:?}");
        }
    }

    #[test]
    fn a_title_is_one_value_of_the_query() {
        assert_eq!(
            images_without("a&b=镜"),
            "/images?deleted=a%26b%3D%E9%95%9C"
        );
    }
}
