use ::identity::Identity;
use registry::Registry;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use super::{Backends, Failure, initial_password, permissions};
use crate::{App, AppState, Config, IdentityMode, serve::descriptors, worker};

/// Serves until it is told to stop.
pub async fn serve(mut config: Config) -> Result<(), Failure> {
    descriptors::fit(&mut config);
    let backends = Backends::open(&config).await?;
    backends.registry.system().claim_stores().await?;
    backends.registry.metadefs().ship().await?;
    for sentence in permissions::review(&config, permissions::Review::Correct) {
        tracing::warn!("{sentence}");
    }
    let initial = match config.identity {
        IdentityMode::Local => initial_password::first_start(&backends.identity, &config).await?,
        _ => None,
    };
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", config.listen))?;
    let address = listener.local_addr()?;
    if config.public_url.is_none() && !address.ip().is_loopback() {
        tracing::warn!(
            "public_url is not set, so links and the catalog name whatever host a client puts into its request; set it to the address that clients use"
        );
    }
    println!("Vitrine serves http://{address}");
    let stop = CancellationToken::new();
    if let Some(file) = initial {
        println!(
            "The initial password of the user `admin` is in {}; change it after signing in.",
            file.display()
        );
        let (identity, stop) = (backends.identity.clone(), stop.clone());
        tokio::spawn(initial_password::remove_when_changed(file, identity, stop));
    }
    tokio::spawn(stop_on_signal(stop.clone())?);
    let Backends {
        registry,
        identity,
        db,
    } = backends;
    if let Err(error) = identity.remember_addresses().await {
        tracing::warn!(%error, "addresses of earlier sign-ins could not be loaded");
    }
    let own_work = begin_own_work(&registry, &identity, &stop);
    let sign_ins = identity.clone();
    let state = AppState::new(registry, identity, config);
    // What has arrived is stored durably first; then the requests end by themselves.
    tokio::spawn({
        let (registry, feed, stop) = (state.registry.clone(), state.feed.clone(), stop.clone());
        async move {
            stop.cancelled().await;
            registry.close();
            feed.close();
        }
    });
    let (config, connections) = (state.config.clone(), state.connections.clone());
    let app = App::new(state);
    crate::serve::serve(listener, app.router, &config, &connections, stop).await;
    for work in own_work {
        work.await?;
    }
    // What was only counted so far.
    if let Err(error) = sign_ins.record_refusals(true).await {
        tracing::warn!(%error, "failed sign-ins could not be recorded");
    }
    db.close().await;
    Ok(())
}

/// Begins the background work: sweeps, tasks, and the removal of bytes without an owner.
fn begin_own_work(
    registry: &Registry,
    identity: &Identity,
    stop: &CancellationToken,
) -> [JoinHandle<()>; 3] {
    let sweeps = {
        let (registry, identity, stop) = (registry.clone(), identity.clone(), stop.clone());
        move || worker::work(registry.clone(), identity.clone(), stop.clone())
    };
    let tasks = {
        let (registry, stop) = (registry.clone(), stop.clone());
        move || worker::do_tasks(registry.clone(), stop.clone())
    };
    let removals = {
        let (registry, stop) = (registry.clone(), stop.clone());
        move || worker::reclaim(registry.clone(), stop.clone())
    };
    [
        tokio::spawn(worker::keep_up("sweeps", sweeps)),
        tokio::spawn(worker::keep_up("tasks", tasks)),
        tokio::spawn(worker::keep_up("removals", removals)),
    ]
}

/// Stops on SIGTERM and on Ctrl-C.
fn stop_on_signal(stop: CancellationToken) -> Result<impl Future<Output = ()>, Failure> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stop.cancel();
    })
}
