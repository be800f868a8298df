use std::{
    collections::BTreeMap,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    time::Duration,
};

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use reqwest::{Response, StatusCode, header};
use tokio::{net::lookup_host, time::timeout};
use url::{Host, Url};

use crate::{Allow, Error, Result, client::pinned};

/// More redirects than any honest server needs.
const REDIRECTS: usize = 5;
/// How long a name may take to resolve, and then the head of an answer to arrive.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// The only HTTP client for URLs that users supply.
#[derive(Clone, Debug, Default)]
pub struct Fetcher {
    allow: Allow,
    /// Names that need not be asked for. None but in tests.
    names: BTreeMap<String, Vec<IpAddr>>,
}

/// What is being fetched.
pub struct Download {
    /// Bytes that will come, where the other side says.
    pub length: Option<u64>,
    pub body: BoxStream<'static, io::Result<Bytes>>,
}

impl Fetcher {
    /// A fetcher that goes where `allow` lets it.
    pub fn new(allow: Allow) -> Self {
        Self {
            allow,
            names: BTreeMap::new(),
        }
    }

    /// Whether `uri` may be fetched, as far as it tells by itself.
    pub fn check(&self, uri: &str) -> Result<()> {
        self.allow.check(uri).map(drop)
    }

    /// Begins to fetch what `uri` names, or what it leads to.
    pub async fn fetch(&self, uri: &str) -> Result<Download> {
        let mut url = self.allow.check(uri)?;
        for _ in 0..=REDIRECTS {
            let response = self.ask(&url).await?;
            if !response.status().is_redirection() {
                return taken(&url, response);
            }
            // Who is sent on is looked at as if they had come by themselves.
            url = self.allow.check(&destination(&url, &response)?)?;
        }
        Err(Error::TooManyRedirects(host(&url)))
    }

    async fn ask(&self, url: &Url) -> Result<Response> {
        let addresses = self.resolve(url).await?;
        let request = pinned(url, &addresses)?
            .get(url.clone())
            .header(header::ACCEPT_ENCODING, "identity");
        match timeout(REQUEST_TIMEOUT, request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => {
                // What exactly went wrong is not for whoever asked; the address may hold a secret, and is not for the log.
                let error = error.without_url();
                tracing::info!(host = host(url), %error, "a host could not be reached");
                Err(Error::Unreachable(host(url)))
            }
            Err(_) => Err(Error::Unreachable(host(url))),
        }
    }

    /// Resolves the host once. Each of its addresses must be fine: one that is not shows an attempt.
    async fn resolve(&self, url: &Url) -> Result<Vec<SocketAddr>> {
        let port = url.port_or_known_default().unwrap_or_default();
        let addresses = match url.host() {
            Some(Host::Ipv4(address)) => vec![address.into()],
            Some(Host::Ipv6(address)) => vec![address.into()],
            Some(Host::Domain(name)) => self.look_up(name).await?,
            None => Vec::new(),
        };
        if addresses.is_empty() {
            return Err(Error::NoAddress(host(url)));
        }
        if let Some(address) = addresses
            .iter()
            .find(|address| !self.admits(url, **address))
        {
            tracing::warn!(host = host(url), %address, "a download was to lead inside");
            return Err(Error::NoAddress(host(url)));
        }
        let at = |address| SocketAddr::new(address, port);
        Ok(addresses.into_iter().map(at).collect())
    }

    /// Whether `address` may be connected to. An address of this machine may not unless its host is named: services that a
    /// firewall hides from others listen there, too.
    fn admits(&self, url: &Url, address: IpAddr) -> bool {
        self.allow.admits(url, address) && (self.allow.names(url) || !is_own(address))
    }

    async fn look_up(&self, name: &str) -> Result<Vec<IpAddr>> {
        if let Some(addresses) = self.names.get(name) {
            return Ok(addresses.clone());
        }
        let nowhere = || Error::NoAddress(name.to_owned());
        let found = timeout(REQUEST_TIMEOUT, lookup_host((name, 0))).await;
        let found = found.map_err(|_| nowhere())?.map_err(|_| nowhere())?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// Whether this machine has that address: only then does the system take it for the sender's as well. Nothing is sent.
fn is_own(address: IpAddr) -> bool {
    let any: IpAddr = match address {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let sender = UdpSocket::bind((any, 0)).and_then(|socket| {
        socket.connect((address, 9))?;
        socket.local_addr()
    });
    // Without a way there nothing can be fetched either.
    sender.is_ok_and(|sender| sender.ip() == address)
}

/// Where a redirect leads. What is whole by itself is looked at as it is written: reading it would lift a disguise.
fn destination(url: &Url, response: &Response) -> Result<String> {
    let location = response.headers().get(header::LOCATION);
    let location = location.and_then(|location| location.to_str().ok());
    let location = location.ok_or_else(|| Error::NoDestination(host(url)))?;
    if location.contains("://") {
        return Ok(location.to_owned());
    }
    let whole = url.join(location);
    Ok(whole.map_err(|_| Error::NoDestination(host(url)))?.into())
}

/// The answer, if it is the thing itself.
fn taken(url: &Url, response: Response) -> Result<Download> {
    let status = response.status();
    if status != StatusCode::OK {
        return Err(Error::Status {
            host: host(url),
            status: status.as_u16(),
        });
    }
    let encoding = response.headers().get(header::CONTENT_ENCODING);
    let encoding =
        encoding.map(|encoding| String::from_utf8_lossy(encoding.as_bytes()).into_owned());
    if let Some(encoding) = encoding.filter(|encoding| encoding != "identity") {
        return Err(Error::Encoded {
            host: host(url),
            encoding,
        });
    }
    let length = response.content_length();
    let body = response.bytes_stream().map_err(broken_off).boxed();
    Ok(Download { length, body })
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

fn broken_off(error: reqwest::Error) -> io::Error {
    let error = error.without_url();
    tracing::info!(%error, "a download broke off");
    io::Error::other("the other side broke off")
}

#[cfg(test)]
mod tests;
