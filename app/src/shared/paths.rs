//! Every address the dashboard links to.

use model::{CertificateId, ImageId, ProjectId, UserId};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Below this path live the server functions, and nothing else.
pub const SERVER_FUNCTIONS: &str = "/fn/";

/// Takes a file from a form, for who has no script. It streams, so it is no server function.
pub const PLAIN_UPLOAD: &str = "/fn/upload_image";

/// What may be in a query as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The addresses of one project's pages: two tabs can show two projects.
#[derive(Clone, Debug)]
pub struct ProjectPaths<'a>(pub &'a ProjectId);

impl ProjectPaths<'_> {
    /// The list of images.
    pub fn images(&self) -> String {
        format!("/projects/{}/images", self.0)
    }

    /// The images of other projects that this one has accepted.
    pub fn shared_images(&self) -> String {
        format!("{}?tab=shared", self.images())
    }

    /// What is done with several images at once.
    pub fn selected(&self) -> String {
        format!("{}/selected", self.images())
    }

    /// One image.
    pub fn image(&self, id: ImageId) -> String {
        format!("{}/{id}", self.images())
    }

    /// The page that asks whether an image shall really be deleted.
    pub fn image_deletion(&self, id: ImageId) -> String {
        format!("{}/delete", self.image(id))
    }

    /// What other projects share with this one.
    pub fn sharing(&self) -> String {
        format!("/projects/{}/sharing", self.0)
    }

    /// What was done in the project.
    pub fn activity(&self) -> String {
        format!("/projects/{}/activity", self.0)
    }

    /// What everybody did, for admins.
    pub fn all_activity(&self) -> String {
        format!("/projects/{}/admin/activity", self.0)
    }

    /// The search over everything.
    pub fn find(&self) -> String {
        format!("/projects/{}/find", self.0)
    }

    /// The page of this project that is like the one of that word in another; the images where there is none.
    pub fn like(&self, word: &str, admin: bool) -> String {
        match word {
            "sharing" => self.sharing(),
            "activity" => self.activity(),
            "account" => self.account(),
            "projects" if admin => self.all_projects(),
            "users" if admin => self.all_users(),
            "roles" if admin => self.roles(),
            "certificates" if admin => self.certificates(),
            "all-activity" if admin => self.all_activity(),
            _ => self.images(),
        }
    }

    /// Their user, and the credentials that act for them.
    pub fn account(&self) -> String {
        format!("/projects/{}/account", self.0)
    }

    /// Every project, for admins.
    pub fn all_projects(&self) -> String {
        format!("/projects/{}/admin/projects", self.0)
    }

    /// One project, for admins.
    pub fn one_project(&self, id: &ProjectId) -> String {
        format!("{}/{id}", self.all_projects())
    }

    /// What each role may do, for admins.
    pub fn roles(&self) -> String {
        format!("/projects/{}/admin/roles", self.0)
    }

    /// Metadata definitions, for admins.
    pub fn definitions(&self) -> String {
        format!("/projects/{}/admin/definitions", self.0)
    }

    /// One namespace of them, for admins.
    pub fn namespace(&self, name: &str) -> String {
        format!("{}/{}", self.definitions(), encode(name))
    }

    /// Certificates that signatures of images are verified with, for admins.
    pub fn certificates(&self) -> String {
        format!("/projects/{}/admin/certificates", self.0)
    }

    /// One of them, for admins.
    pub fn certificate(&self, id: CertificateId) -> String {
        format!("{}/{id}", self.certificates())
    }

    /// Every user, for admins.
    pub fn all_users(&self) -> String {
        format!("/projects/{}/admin/users", self.0)
    }

    /// One user, for admins.
    pub fn one_user(&self, id: &UserId) -> String {
        format!("{}/{id}", self.all_users())
    }

    /// A server function, asked for this project.
    pub fn action(&self, endpoint: &str) -> String {
        format!("{endpoint}?project={}", self.0)
    }
}

/// The way in: leads to the images of the project that the session is in.
pub fn images() -> String {
    "/images".to_owned()
}

/// An image, whatever project the session is in: leads to its page.
pub fn image(id: ImageId) -> String {
    format!("/images/{id}")
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

/// `text` as one value of a query.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
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
    fn a_text_is_one_value_of_the_query() {
        assert_eq!(
            sign_in_then("/images?a=b&c=镜"),
            "/login?next=%2Fimages%3Fa%3Db%26c%3D%E9%95%9C"
        );
    }
}
