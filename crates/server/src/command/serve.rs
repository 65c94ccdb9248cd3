//! `ecr-sim serve`: the API over HTTP.

use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::admin::{Admin, Snapshots, Token};
use crate::auth::{Key, Keys, SecurityToken, Verifier};
use crate::cli::{AuthKind, ClockKind, Serve};
use crate::gateway::{Auth, Gateway};
use crate::hosts::Hosts;
use crate::http::Server;

/// At most this many connections are open; more wait.
const CONNECTIONS_MAX: usize = 256;
/// The pause after a connection could not be accepted.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);
/// How long shutdown waits for calls in flight. Container runtimes kill after ten seconds, and the world must be closed by
/// then.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(5);

/// Serves until a signal stops it.
pub fn run(options: &Serve) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let address = options.listen;
    if !address.ip().is_loopback() {
        if !options.allow_remote {
            return Err(format!(
                "--listen {address} is reachable from other machines; add --allow-remote to allow that"
            )
            .into());
        }
        if options.auth.is_none() {
            return Err(format!(
                "--listen {address} is reachable from other machines; add --auth verify to check signatures, or --auth off to accept every call"
            ).into());
        }
    }
    // Options are checked before a file is created.
    let (keys, tokens) = keys(options)?;
    if options.auth == Some(AuthKind::Verify) && keys.is_empty() {
        return Err(
            "--auth verify without an access key refuses every call; add --access-key ID:SECRET".into()
        );
    }
    let token = options.admin.then(|| admin_token(options)).transpose()?;
    let listener = std::net::TcpListener::bind(address).map_err(|error| format!("{address}: {error}"))?;
    listener.set_nonblocking(true)?;
    let simulator = options.world.open(ClockKind::System)?;

    let keys = Keys::new(keys, tokens, simulator.account())?;
    let auth = match options.auth {
        Some(AuthKind::Verify) => Auth::Verify(Verifier::new(keys)),
        Some(AuthKind::Off) | None => Auth::off(keys),
    };
    let snapshots = || Snapshots::new(options.snapshots.clone());
    let admin = token.map(|token| Arc::new(Admin::new(simulator.clone(), token, snapshots())));
    let own = SocketAddr::new(address.ip(), 0).to_string();
    let hosts = Hosts::new(options.host.iter().cloned().chain([own]));
    let server = Server { gateway: Gateway::new(simulator, auth), admin, hosts };
    // One thread: most calls take less time than a switch to another thread.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve(listener, Arc::new(server)))?;
    Ok(ExitCode::SUCCESS)
}

/// Returns the given admin token, or prints a new one on stderr.
fn admin_token(options: &Serve) -> Result<Token, Box<dyn std::error::Error>> {
    match options.admin_token.as_deref() {
        Some("") => {
            Err("--admin-token is empty; give a token, or leave the option out to get a random one".into())
        }
        Some(given) => Ok(Token::new(given)),
        None => {
            let new = uuid::Uuid::new_v4().simple().to_string();
            writeln!(std::io::stderr(), "admin token: {new}")?;
            Ok(Token::new(&new))
        }
    }
}

/// Reads keys and tokens from the options, the environment and the file.
fn keys(options: &Serve) -> Result<(Vec<Key>, Vec<SecurityToken>), Box<dyn std::error::Error>> {
    let mut keys: Vec<Key> = parsed(&options.access_key)?;
    keys.extend(parsed(of_environment("ECR_SIM_ACCESS_KEYS").split_whitespace())?);
    if let Some(path) = &options.access_key_file {
        let lines = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let lines = lines.lines().map(str::trim);
        keys.extend(parsed(lines.filter(|line| !line.is_empty() && !line.starts_with('#')))?);
    }
    let mut tokens: Vec<SecurityToken> = parsed(&options.security_token)?;
    tokens.extend(parsed(of_environment("ECR_SIM_SECURITY_TOKENS").split_whitespace())?);
    Ok((keys, tokens))
}

/// Returns an environment variable, or an empty text.
fn of_environment(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

fn parsed<T: FromStr>(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Vec<T>, T::Err> {
    texts.into_iter().map(|text| text.as_ref().parse()).collect()
}

async fn serve(listener: std::net::TcpListener, server: Arc<Server>) -> std::io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let address = listener.local_addr()?;
    // Installed before the address is announced, so that no signal is missed.
    let mut signals = Signals::new()?;
    let checked = server.gateway.checks_signatures();
    tracing::info!(%address, checked, "listening");
    if !address.ip().is_loopback() && !checked {
        tracing::warn!(
            "this address is reachable from other machines and signatures are not checked: any caller may do everything"
        );
    }
    let mut out = std::io::stdout();
    writeln!(out, "listening on http://{address}")?;
    out.flush()?;

    let connections = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let graceful = GracefulShutdown::new();
    loop {
        let (stream, permit) = tokio::select! {
            next = next(&listener, &connections) => next?,
            () = signals.next() => break,
        };
        // Answers are small and clients wait for them. If this fails, the connection is slower or already gone.
        let _ = stream.set_nodelay(true);
        let connection = Arc::clone(&server).connection(TokioIo::new(stream), &graceful);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
            drop(permit);
        });
    }
    drop(listener);
    tracing::info!("shutting down");
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(DRAIN_TIMEOUT) => tracing::warn!("some calls were not answered in time"),
        () = signals.next() => tracing::warn!("second signal: not waiting any longer for the calls in flight"),
    }
    Ok(())
}

/// Returns the next connection, once there is room for one.
async fn next(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> std::io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let permit = Arc::clone(connections).acquire_owned().await.map_err(std::io::Error::other)?;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return Ok((stream, permit)),
            // The client has gone, or too many files are open: neither stops the server.
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(ACCEPT_AGAIN).await;
            }
        }
    }
}

/// The signals that stop the server, SIGINT and SIGTERM, caught from construction on.
#[cfg(unix)]
struct Signals([tokio::signal::unix::Signal; 2]);

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self([signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?]))
    }

    async fn next(&mut self) {
        let Self([interrupt, terminate]) = self;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}

/// The signal that stops the server, caught from construction on.
#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) {
        self.0.recv().await;
    }
}
