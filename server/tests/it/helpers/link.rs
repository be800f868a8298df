use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Up,
    /// Connections stay, and nothing comes through.
    Stalled,
    /// Nobody listens, and every connection is gone.
    Cut,
}

/// A network between a server and its PostgreSQL that can break.
pub struct Link(watch::Sender<State>);

impl Link {
    /// A link to the PostgreSQL at `url`, and the address of the database through it.
    pub async fn to(url: &str) -> (Self, String) {
        let (head, rest) = url.rsplit_once('@').expect("a user");
        let (target, database) = rest.split_once('/').expect("a database");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let (sender, state) = watch::channel(State::Up);
        tokio::spawn(listen(listener, address.clone(), target.to_owned(), state));
        (Self(sender), format!("{head}@{address}/{database}"))
    }

    pub fn cut(&self) {
        self.0.send_replace(State::Cut);
    }

    pub fn stall(&self) {
        self.0.send_replace(State::Stalled);
    }

    pub fn restore(&self) {
        self.0.send_replace(State::Up);
    }
}

async fn listen(
    first: TcpListener,
    address: String,
    target: String,
    mut state: watch::Receiver<State>,
) {
    let mut listener = Some(first);
    loop {
        let now = *state.borrow_and_update();
        match now {
            State::Cut => listener = None,
            _ if listener.is_none() => listener = TcpListener::bind(&address).await.ok(),
            _ => {}
        }
        let accepted = async {
            match &listener {
                Some(listener) => listener.accept().await.ok(),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            Some((stream, _)) = accepted => {
                tokio::spawn(pass(stream, target.clone(), state.clone()));
            }
            changed = state.changed() => if changed.is_err() { return },
        }
    }
}

async fn pass(near: TcpStream, target: String, state: watch::Receiver<State>) {
    let mut cut = state.clone();
    let Ok(far) = TcpStream::connect(target).await else {
        return;
    };
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    tokio::select! {
        () = pump(near_read, far_write, state.clone()) => {}
        () = pump(far_read, near_write, state) => {}
        _ = cut.wait_for(|state| *state == State::Cut) => {}
    }
}

async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut state: watch::Receiver<State>,
) {
    let mut bytes = vec![0; 16 << 10];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        if state.wait_for(|state| *state == State::Up).await.is_err()
            || to.write_all(&bytes[..read]).await.is_err()
        {
            return;
        }
    }
}
