//! HTTP/1.1 below the API: allowed hosts, limits, timeouts.

mod stream;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper::header::{CONNECTION, HeaderValue};
use hyper::rt::{Read, Write};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response};
use hyper_util::rt::TokioTimer;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::time::timeout;

use crate::admin::{self, Admin};
use crate::answer::Format;
use crate::gateway::Gateway;
use crate::hosts::Hosts;
use crate::refusal::Refusal;
use stream::Stream;

/// The most headers of a request.
const HEADERS_MAX: usize = 100;
/// About how many bytes request line and headers may have together; hyper limits the line itself to 64 KiB.
const HEAD_MAX: usize = 128 * 1024;
/// The most bytes of a body.
const BODY_MAX: usize = 1024 * 1024;
/// How long a connection may be idle or take to send its headers. Clients reuse connections for a shorter time.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// The state that all connections share.
#[derive(Debug)]
pub struct Server {
    /// The API.
    pub gateway: Gateway,
    /// The administration, if enabled.
    pub admin: Option<Arc<Admin>>,
    /// The host names that the server accepts.
    pub hosts: Hosts,
}

impl Server {
    /// Serves a connection until either side closes it, or until `graceful` shuts down and the call in flight is answered.
    pub fn connection<I>(
        self: Arc<Self>,
        io: I,
        graceful: &GracefulShutdown,
    ) -> impl Future<Output = hyper::Result<()>> + use<I>
    where
        I: Read + Write + Unpin + Send + 'static,
    {
        let unread = Arc::new(AtomicBool::new(false));
        let server = Arc::clone(&self);
        let refuse = move |refusal: &Refusal| server.refuse(refusal, &HeaderMap::new());
        let io = Stream::new(io, Arc::clone(&unread), Box::new(refuse));
        let service = service_fn(move |request| Arc::clone(&self).answer(request, Arc::clone(&unread)));
        let mut http = http1::Builder::new();
        // Without a timer, hyper's timeouts do nothing.
        http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
        http.max_headers(HEADERS_MAX).max_buf_size(HEAD_MAX);
        graceful.watch(http.serve_connection(io, service))
    }

    async fn answer(
        self: Arc<Self>,
        request: Request<Incoming>,
        unread: Arc<AtomicBool>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let (head, body) = request.into_parts();
        let body = match self.hosts.check(&head.headers) {
            Ok(()) => read(body).await,
            Err(refusal) => Err(refusal),
        };
        let response = match body {
            Ok(body) => self.perform(Request::from_parts(head, body)).await,
            Err(refusal) => {
                let mut response = self.refuse(&refusal, &head.headers);
                // The rest of the body has not been read.
                unread.store(true, Ordering::Relaxed);
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                response
            }
        };
        Ok(response.map(Full::new))
    }

    /// Refuses a request that was not read.
    fn refuse(&self, refusal: &Refusal, headers: &HeaderMap) -> Response<Bytes> {
        let answer = self.gateway.refuse(refusal, headers);
        tracing::info!(code = answer.code, "refused");
        answer.into_response(Format::Json, "")
    }

    async fn perform(&self, request: Request<Bytes>) -> Response<Bytes> {
        if let Some(admin) = self.admin.as_ref().filter(|_| request.uri().path().starts_with(admin::PREFIX)) {
            // On another thread, because the time grows with the size of the world.
            let admin = Arc::clone(admin);
            let answered = tokio::task::spawn_blocking(move || admin.answer(&request)).await;
            let failed = |_| self.gateway.refuse(&Refusal::Internal, &HeaderMap::new());
            return answered.unwrap_or_else(failed).into_response(Format::Json, "");
        }
        #[expect(clippy::disallowed_methods, reason = "signatures are checked against the real clock")]
        let now = SystemTime::now();
        // On this thread, even if the call waits for a disk: a world handles one call at a time, so another thread would not
        // let others proceed, and a thread switch takes longer than most calls.
        self.gateway.answer(&request, now)
    }
}

/// Reads the whole body.
async fn read(body: Incoming) -> Result<Bytes, Refusal> {
    // Refused before the client sends it.
    if body.size_hint().lower() > BODY_MAX as u64 {
        return Err(Refusal::TooLarge);
    }
    match timeout(BODY_TIMEOUT, Limited::new(body, BODY_MAX).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Refusal::TooLarge),
        Ok(Err(_)) => Err(Refusal::MalformedParameters),
        Err(_) => Err(Refusal::TooSlow),
    }
}
