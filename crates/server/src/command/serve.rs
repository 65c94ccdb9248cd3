//! `ecr-sim serve`: the API over HTTP.

use std::io::Write;
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use ecr_sim::{AccountId, Simulator};
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::admin::{Admin, Snapshots, Token};
use crate::auth::{Key, Keys, Verifier};
use crate::cli::{AuthKind, ClockKind, Serve};
use crate::gateway::{Auth, Gateway};
use crate::hosts::Hosts;
use crate::http::Server;

/// Connections at a time; more wait.
const CONNECTIONS_MAX: usize = 256;
/// How long the server waits after a connection that it could not accept.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);
/// How long the calls under way may take at the end.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);

/// Serves until a signal ends it.
pub fn run(options: &Serve) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let address = options.listen;
    if !address.ip().is_loopback() && !options.allow_remote {
        return Err(format!("{address} can be reached from other machines: say --allow-remote too").into());
    }
    let simulator = options.world.open(ClockKind::System)?;
    let keys = keys(options, simulator.account())?;
    let auth = match options.auth {
        AuthKind::Off => Auth::Off(keys),
        AuthKind::Verify => Auth::Verify(Verifier::new(keys)),
    };
    let admin = options.admin.then(|| admin(options, &simulator).map(Arc::new)).transpose()?;
    let server = Server {
        gateway: Gateway::new(simulator, auth),
        admin,
        hosts: Hosts::new(options.host.iter().cloned().chain([address.ip().to_string()])),
    };
    // One thread: most calls take less time than handing them to another.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve(options, Arc::new(server)))?;
    Ok(ExitCode::SUCCESS)
}

/// The administration, with the token that was given, or else a new one which stderr tells.
fn admin(options: &Serve, simulator: &Simulator) -> Result<Admin, Box<dyn std::error::Error>> {
    let token = match options.admin_token.as_deref() {
        Some("") => return Err("the token of --admin-token is empty".into()),
        Some(given) => Token::new(given),
        None => {
            let new = uuid::Uuid::new_v4().simple().to_string();
            writeln!(std::io::stderr(), "admin token: {new}")?;
            Token::new(&new)
        }
    };
    Ok(Admin::new(simulator.clone(), token, Snapshots::new(options.snapshots.clone())))
}

/// The keys of the options, the environment and the file.
fn keys(options: &Serve, default: AccountId) -> Result<Keys, Box<dyn std::error::Error>> {
    let mut keys: Vec<Key> = parsed(&options.access_key)?;
    if let Some(path) = &options.access_key_file {
        let lines = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        keys.extend(parsed(lines.lines().map(str::trim).filter(|line| !line.is_empty()))?);
    }
    Ok(Keys::new(keys, parsed(&options.security_token)?, default)?)
}

fn parsed<T: FromStr>(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Vec<T>, T::Err> {
    texts.into_iter().map(|text| text.as_ref().parse()).collect()
}

async fn serve(options: &Serve, server: Arc<Server>) -> std::io::Result<()> {
    let listener = TcpListener::bind(options.listen).await?;
    let address = listener.local_addr()?;
    tracing::info!(%address, auth = ?options.auth, "listening");
    if options.allow_remote && options.auth == AuthKind::Off {
        tracing::warn!("whoever reaches this address may do everything: no signature is checked");
    }
    let mut out = std::io::stdout();
    writeln!(out, "listening on http://{address}")?;
    out.flush()?;

    let connections = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let graceful = GracefulShutdown::new();
    let mut end = std::pin::pin!(signalled());
    loop {
        let (stream, permit) = tokio::select! {
            next = next(&listener, &connections) => next?,
            signal = &mut end => break signal?,
        };
        // Answers are small, and clients wait for them.
        stream.set_nodelay(true)?;
        let connection = Arc::clone(&server).connection(TokioIo::new(stream), &graceful);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection has ended");
            }
            drop(permit);
        });
    }
    drop(listener);
    tracing::info!("ending");
    if timeout(DRAIN_TIMEOUT, graceful.shutdown()).await.is_err() {
        tracing::warn!("some calls were not answered in time");
    }
    Ok(())
}

/// The next connection, once there is room for one.
async fn next(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> std::io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let permit = Arc::clone(connections).acquire_owned().await.map_err(std::io::Error::other)?;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return Ok((stream, permit)),
            // A client that has gone, or too many open files: neither is the end of the server.
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(ACCEPT_AGAIN).await;
            }
        }
    }
}

/// Waits for SIGINT or SIGTERM.
async fn signalled() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupt = tokio::signal::ctrl_c() => interrupt,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
