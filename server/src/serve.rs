//! The server loop: HTTP/1.1 over TCP, with a bound on everything that a client could make the server wait for.
//! `docs/decisions/0110-own-http1-accept-loop.md` says why no crate does it.

mod connections;
pub mod descriptors;
mod refusal;
mod strict;
mod unread;

use std::{io, net::SocketAddr, time::Duration};

use axum::{Extension, Router, extract::ConnectInfo};
use hyper::server::conn::http1::Builder;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tower::Layer;

pub use self::connections::{Connections, address_group};
use self::{connections::Admission, strict::Strict, unread::UnreadGuard};
use crate::Config;

/// The longest that a request under way is waited for when the server stops.
const GRACE: Duration = Duration::from_secs(8);
/// Bytes that the kernel holds unsent before a write waits. With more, a slow reader would look like none for minutes.
const UNSENT: u32 = 128 << 10;

/// Serves until `stop`, then lets what is under way end.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    config: &Config,
    connections: &Connections,
    stop: CancellationToken,
) {
    let (builder, graceful) = (builder(config), GracefulShutdown::new());
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    pause(&error).await;
                    continue;
                }
            },
            () = stop.cancelled() => break,
        };
        match connections.admit(peer.ip()) {
            Ok(admission) => {
                let router = router.clone();
                connection(
                    &builder,
                    &graceful,
                    config,
                    stream,
                    (peer, admission, router),
                );
            }
            Err(refused) => refusal::refuse(stream, refused, connections),
        }
    }
    drop(listener);
    if timeout(GRACE, graceful.shutdown()).await.is_err() {
        tracing::warn!(
            "requests were still under way when the server stopped; uploads resume at their last checkpoint"
        );
    }
}

fn builder(config: &Config) -> Builder {
    let mut builder = Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(config.bounds.head);
    builder
}

fn connection(
    builder: &Builder,
    graceful: &GracefulShutdown,
    config: &Config,
    stream: TcpStream,
    (peer, admission, router): (SocketAddr, Admission, Router),
) {
    if let Err(error) = prepare(&stream, config) {
        tracing::debug!(%error, "a connection ended before it began");
    }
    // Who is at the other end is what limits and the audit log begin with.
    let router = Extension(ConnectInfo(peer)).layer(router);
    let stream = UnreadGuard::new(
        Strict::new(stream),
        config.bounds.unread,
        config.upload_min_rate,
    );
    let connection =
        builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let watched = graceful.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = watched.await {
            tracing::debug!(%error, %peer, "a connection broke");
        }
        drop(admission);
    });
}

fn prepare(stream: &TcpStream, config: &Config) -> io::Result<()> {
    stream.set_nodelay(true)?;
    #[cfg(target_os = "linux")]
    {
        let socket = socket2::SockRef::from(stream);
        socket.set_tcp_notsent_lowat(UNSENT)?;
        // A peer that vanished acknowledges nothing: without this an event feed to it lasts a quarter of an hour.
        socket.set_tcp_user_timeout(Some(2 * config.bounds.unread))?;
    }
    Ok(())
}

/// Out of file descriptors, most likely: others must end first.
async fn pause(error: &io::Error) {
    tracing::warn!(%error, "a connection could not be accepted");
    sleep(Duration::from_millis(100)).await;
}
