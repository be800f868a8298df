use gloo_net::http::{Request, RequestBuilder, Response};

/// A page as the server sent it, and where it came from after all redirects.
pub struct FetchedPage {
    pub url: String,
    pub html: String,
}

/// Why there is no page to show here.
pub enum FetchFailure {
    /// What came is no page: the browser itself knows what to do with it.
    NoPage,
    /// The server did not answer.
    TransportError,
}

/// Asks for the page at `url`; `unasked` where the page does so by itself, which must not extend the session.
pub async fn ask(url: &str, unasked: bool) -> Result<FetchedPage, FetchFailure> {
    let mut request = accepting(Request::get(url));
    if unasked {
        request = request.header("vitrine-unasked", "");
    }
    let request = request.build();
    receive(request.map_err(|_| FetchFailure::TransportError)?).await
}

/// Sends a form's `fields` to `url`, and takes the page that the server goes on to.
pub async fn send(url: &str, fields: String) -> Result<FetchedPage, FetchFailure> {
    let request = accepting(Request::post(url))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(fields);
    receive(request.map_err(|_| FetchFailure::TransportError)?).await
}

fn accepting(request: RequestBuilder) -> RequestBuilder {
    request.header("accept", "text/html")
}

async fn receive(request: Request) -> Result<FetchedPage, FetchFailure> {
    let response = request
        .send()
        .await
        .map_err(|_| FetchFailure::TransportError)?;
    if !is_page(&response) {
        return Err(FetchFailure::NoPage);
    }
    let html = response
        .text()
        .await
        .map_err(|_| FetchFailure::TransportError)?;
    let url = response.url();
    Ok(FetchedPage {
        // gloo-net puts an empty query of its own behind the address's.
        url: url.strip_suffix('&').unwrap_or(&url).to_owned(),
        html,
    })
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get("content-type");
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}
