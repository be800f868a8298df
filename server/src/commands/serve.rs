use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

use super::{Failure, Opened};
use crate::{AppState, Config, House, IdentityMode, serve::descriptors, worker};

/// Serves until it is told to stop.
pub async fn serve(mut config: Config) -> Result<(), Failure> {
    descriptors::fit(&mut config);
    let opened = Opened::open(&config).await?;
    let first = match config.identity {
        IdentityMode::Local => {
            opened
                .identity
                .bootstrap(config.admin_password.clone())
                .await?
        }
        _ => None,
    };
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        format!(
            "the address {} cannot be listened on: {error}",
            config.listen
        )
    })?;
    let address = listener.local_addr()?;
    if config.public_url.is_none() && !address.ip().is_loopback() {
        tracing::warn!(
            "public_url is not set, so links and the catalog name whatever host a client puts into its request; set it to the address that clients use"
        );
    }
    println!("Vitrine serves http://{address}");
    if let Some(password) = first.and_then(|first| first.made_up) {
        println!(
            "First start: sign in as `admin` with the password {}",
            password.expose()
        );
        println!("It is shown this once.");
    }
    let stop = CancellationToken::new();
    tokio::spawn(stop_on_signal(stop.clone())?);
    let Opened {
        registry,
        identity,
        db,
    } = opened;
    let worker = tokio::spawn(worker::work(
        registry.clone(),
        identity.clone(),
        stop.clone(),
    ));
    let tasks = tokio::spawn(worker::do_tasks(registry.clone(), stop.clone()));
    let state = AppState::new(registry, identity, config);
    // What is on its way is brought to safety first; then the requests end by themselves.
    tokio::spawn({
        let (registry, feed, stop) = (state.registry.clone(), state.feed.clone(), stop.clone());
        async move {
            stop.cancelled().await;
            registry.close();
            feed.close();
        }
    });
    let (config, connections) = (state.config.clone(), state.connections.clone());
    let house = House::new(state);
    crate::serve::serve(listener, house.router, &config, &connections, stop).await;
    worker.await?;
    tasks.await?;
    db.close().await;
    Ok(())
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
