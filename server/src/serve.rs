//! The accept loop. `axum::serve` sets no timers; this one lets nobody dribble a header for ever.

use std::{io, net::SocketAddr, time::Duration};

use axum::{Extension, Router, extract::ConnectInfo};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tower::Layer;

/// The longest that a client may take for the head of a request.
const HEADER_TIME: Duration = Duration::from_secs(30);
/// The longest that a request under way is waited for when the server stops.
const GRACE: Duration = Duration::from_secs(8);

/// Serves until `stop`, then lets what is under way end.
pub async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) {
    let (builder, graceful) = (builder(), GracefulShutdown::new());
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => connection(&builder, &graceful, stream, (peer, router.clone())),
                Err(error) => pause(&error).await,
            },
            () = stop.cancelled() => break,
        }
    }
    drop(listener);
    if timeout(GRACE, graceful.shutdown()).await.is_err() {
        tracing::warn!(
            "requests were still under way when the server stopped; uploads resume at their last checkpoint"
        );
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME);
    builder.http2().timer(TokioTimer::new());
    builder
}

fn connection(
    builder: &Builder<TokioExecutor>,
    graceful: &GracefulShutdown,
    stream: TcpStream,
    (peer, router): (SocketAddr, Router),
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection ended before it began");
    }
    // Activity tells from where somebody did something.
    let router = Extension(ConnectInfo(peer)).layer(router);
    let connection = builder
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .into_owned();
    let watched = graceful.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = watched.await {
            tracing::debug!(error, "a connection broke");
        }
    });
}

/// Out of file descriptors, most likely: others must end first.
async fn pause(error: &io::Error) {
    tracing::warn!(%error, "a connection could not be accepted");
    sleep(Duration::from_millis(100)).await;
}
