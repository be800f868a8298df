use std::{fmt, pin::Pin};

use super::{
    PageRequest, PageResult, account, activity, admin, find, images, redirects, sharing, sign_in,
};

type PageFuture = Pin<Box<dyn Future<Output = PageResult> + Send>>;

/// An address and the page that is there.
pub struct Route {
    /// As axum writes it: a part in braces has a name.
    pub path: &'static str,
    pub(super) make: fn(PageRequest) -> PageFuture,
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Route").field(&self.path).finish()
    }
}

macro_rules! routes {
    ($($path:literal => $page:path,)*) => {
        /// Every page of the dashboard. The parts of a page's address are its function's business.
        pub static ROUTES: &[Route] = &[$(Route { path: $path, make: |asked| Box::pin($page(asked)) }),*];
    };
}

routes! {
    "/" => redirects::home,
    "/login" => sign_in::page,
    "/images" => redirects::home,
    "/images/{id}" => redirects::image,
    "/projects/{project}/images" => images::list,
    "/projects/{project}/images/selected" => images::selected,
    "/projects/{project}/images/{id}" => images::detail,
    "/projects/{project}/images/{id}/delete" => images::confirm,
    "/projects/{project}/sharing" => sharing::page,
    "/projects/{project}/activity" => activity::project,
    "/projects/{project}/find" => find::page,
    "/projects/{project}/account" => account::page,
    "/projects/{project}/admin/projects" => admin::projects,
    "/projects/{project}/admin/projects/{id}" => admin::project,
    "/projects/{project}/admin/activity" => activity::all_projects,
    "/projects/{project}/admin/roles" => admin::roles,
    "/projects/{project}/admin/definitions" => admin::definitions,
    "/projects/{project}/admin/definitions/{id}" => admin::namespace,
    "/projects/{project}/admin/certificates" => admin::certificates,
    "/projects/{project}/admin/certificates/{id}" => admin::certificate,
    "/projects/{project}/admin/users" => admin::users,
    "/projects/{project}/admin/users/{id}" => admin::user,
}
