use axum::extract::Request;
use model::ProjectId;

/// The project a browser's request is about: people may have two in two tabs, so the session alone does not say.
///
/// A page has it in its path, a form in the query of the function it asks, an upload in a header.
pub fn project_of(request: &Request) -> Option<ProjectId> {
    let path = request.uri().path();
    if let Some(header) = request.headers().get("vitrine-project") {
        return header.to_str().ok()?.parse().ok();
    }
    if let Some(rest) = path.strip_prefix("/projects/") {
        return rest.split('/').next()?.parse().ok();
    }
    if ["/fn/", "/api/"]
        .iter()
        .any(|prefix| path.starts_with(prefix))
    {
        let query = request.uri().query()?;
        let (_, project) =
            form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "project")?;
        return project.parse().ok();
    }
    None
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn project(uri: &str, header: Option<&str>) -> Option<String> {
        let mut request = Request::builder().uri(uri);
        if let Some(header) = header {
            request = request.header("vitrine-project", header);
        }
        let request = request.body(Body::empty()).expect("a request");
        project_of(&request).map(|id| id.to_string())
    }

    #[test]
    fn pages_functions_and_uploads_each_say_it_in_their_own_way() {
        let id = "0123456789abcdef0123456789abcdef";
        assert_eq!(
            project(&format!("/projects/{id}/images"), None).as_deref(),
            Some(id)
        );
        assert_eq!(
            project(&format!("/fn/delete_image?project={id}"), None).as_deref(),
            Some(id)
        );
        assert_eq!(project("/uploads", Some(id)).as_deref(), Some(id));
        assert_eq!(
            project(&format!("/image/v2/images?project={id}"), None),
            None
        );
        assert_eq!(project("/images", None), None);
    }
}
