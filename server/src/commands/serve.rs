use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

use super::{Failure, Opened, initial_password};
use crate::{AppState, Config, House, IdentityMode, worker};

/// Serves until it is told to stop.
pub async fn serve(config: Config) -> Result<(), Failure> {
    let opened = Opened::open(&config).await?;
    let initial = match config.identity {
        IdentityMode::Local => initial_password::first_start(&opened.identity, &config).await?,
        _ => None,
    };
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        format!(
            "the address {} cannot be listened on: {error}",
            config.listen
        )
    })?;
    let address = listener.local_addr()?;
    println!("Vitrine serves http://{address}");
    let stop = CancellationToken::new();
    if let Some(file) = initial {
        println!(
            "The initial password of the user `admin` is in {}; change it after signing in.",
            file.display()
        );
        let (identity, stop) = (opened.identity.clone(), stop.clone());
        tokio::spawn(initial_password::remove_when_changed(file, identity, stop));
    }
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
    let sign_ins = identity.clone();
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
    let house = House::new(state);
    crate::serve::serve(listener, house.router, stop).await;
    worker.await?;
    tasks.await?;
    // What was only counted so far.
    if let Err(error) = sign_ins.record_refusals(true).await {
        tracing::warn!(%error, "failed sign-ins could not be recorded");
    }
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
