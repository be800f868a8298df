use std::{net::SocketAddr, time::Duration};

use reqwest::{Client, redirect::Policy};
use url::Url;

use crate::{Error, Result};

/// A client that connects to these addresses of the host of `url` and to nothing else: it follows no redirect, and asks
/// no proxy.
pub fn pinned(url: &Url, addresses: &[SocketAddr]) -> Result<Client> {
    let host = url.host_str().unwrap_or_default();
    // Refused only where a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .user_agent(concat!("vitrine/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(10))
        .resolve_to_addrs(host, addresses)
        .read_timeout(Duration::from_secs(30))
        // One answer is all that it is for.
        .pool_max_idle_per_host(0)
        .build()
        .map_err(Error::Client)
}
