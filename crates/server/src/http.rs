//! HTTP/1.1 as far as it is not the API's: who may call, limits, timeouts.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::{CONNECTION, HeaderValue};
use hyper::rt::{Read, Write};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioTimer;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::time::timeout;

use crate::answer::Format;
use crate::gateway::Gateway;
use crate::hosts::Hosts;
use crate::refusal::Refusal;

/// Headers of a request.
const HEADERS_MAX: usize = 100;
/// Bytes of the request line and the headers. The line may carry all parameters.
const HEAD_MAX: usize = 128 * 1024;
/// Bytes of a body.
const BODY_MAX: usize = 1024 * 1024;
/// How long a connection may be idle, or take to send its headers: longer than clients keep one for later calls.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a body may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// What all connections share.
#[derive(Debug)]
pub struct Server {
    /// The API.
    pub gateway: Gateway,
    /// The names that the server goes by.
    pub hosts: Hosts,
    /// Whether a call may wait for a disk. It is handed to another thread then, so that it does not hold up the others; in
    /// memory, handing it over would take longer than the call.
    pub durable: bool,
}

impl Server {
    /// Serves a connection until either side closes it, or `graceful` shuts down and its call is answered.
    pub fn connection<I>(
        self: Arc<Self>,
        io: I,
        graceful: &GracefulShutdown,
    ) -> impl Future<Output = hyper::Result<()>> + use<I>
    where
        I: Read + Write + Unpin + Send + 'static,
    {
        let service = service_fn(move |request| Arc::clone(&self).answer(request));
        let mut http = http1::Builder::new();
        // Without a timer no timeout would ever come.
        http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
        http.max_headers(HEADERS_MAX).max_buf_size(HEAD_MAX);
        graceful.watch(http.serve_connection(io, service))
    }

    async fn answer(
        self: Arc<Self>,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let (head, body) = request.into_parts();
        let body = match self.hosts.check(&head.headers) {
            Ok(()) => read(body).await,
            Err(refusal) => Err(refusal),
        };
        let response = match body {
            Ok(body) => self.perform(Request::from_parts(head, body)).await,
            Err(refusal) => {
                let answer = self.gateway.refuse(&refusal, &head.headers);
                tracing::info!(code = answer.code, "refused");
                let mut response = answer.into_response(Format::Json, "");
                // The rest of the body is not read.
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                response
            }
        };
        Ok(response.map(Full::new))
    }

    async fn perform(self: Arc<Self>, request: Request<Bytes>) -> Response<Bytes> {
        #[expect(
            clippy::disallowed_methods,
            reason = "signatures are judged by the time of the world outside"
        )]
        let now = SystemTime::now();
        if !self.durable {
            return self.gateway.answer(&request, now);
        }
        let (server, headers) = (Arc::clone(&self), request.headers().clone());
        let answered = tokio::task::spawn_blocking(move || server.gateway.answer(&request, now)).await;
        answered.unwrap_or_else(|_| {
            self.gateway.refuse(&Refusal::Internal, &headers).into_response(Format::Json, "")
        })
    }
}

/// Reads a body to its end.
async fn read(body: Incoming) -> Result<Bytes, Refusal> {
    match timeout(BODY_TIMEOUT, Limited::new(body, BODY_MAX).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Refusal::TooLarge),
        Ok(Err(_)) => Err(Refusal::MalformedParameters),
        Err(_) => Err(Refusal::TooSlow),
    }
}

#[cfg(test)]
mod tests {
    use ecr_sim::Simulator;
    use hyper_util::rt::TokioIo;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;
    use crate::auth::Keys;
    use crate::gateway::Auth;

    /// The client's end of a connection, and what would shut the server down if it were dropped.
    fn connect() -> (DuplexStream, GracefulShutdown) {
        let gateway = Gateway::new(Simulator::in_memory().unwrap(), Auth::Off(Keys::default()));
        let server = Arc::new(Server { gateway, hosts: Hosts::new([]), durable: false });
        let (client, io) = duplex(1 << 16);
        let graceful = GracefulShutdown::new();
        tokio::spawn(server.connection(TokioIo::new(io), &graceful));
        (client, graceful)
    }

    /// What the server sends until it closes the connection, to a client that sends this and then waits. Time stands
    /// still while there is something to do, and jumps to the next timeout when there is not.
    async fn answer_to(sent: impl AsRef<[u8]>) -> String {
        let (mut client, _graceful) = connect();
        client.write_all(sent.as_ref()).await.unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        answer
    }

    fn call(more: &str) -> String {
        format!(
            "POST /?Action=DescribeExpressConnectRouter&Version=2023-09-01 HTTP/1.1\r\nHost: localhost\r\n{more}"
        )
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_closed_when_it_has_been_idle() {
        let start = tokio::time::Instant::now();
        assert_eq!(answer_to("").await, "");
        assert_eq!(start.elapsed().as_secs(), 30);
        let start = tokio::time::Instant::now();
        assert!(answer_to(call("Content-Length: 0\r\n\r\n")).await.starts_with("HTTP/1.1 200 OK"));
        assert_eq!(start.elapsed().as_secs(), 30, "clients keep connections for 25 seconds");
    }

    #[tokio::test(start_paused = true)]
    async fn headers_that_do_not_end_close_the_connection() {
        assert_eq!(answer_to(call("X-Slow: ")).await, "");
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_end_is_refused() {
        let answer = answer_to(call("Content-Length: 10\r\n\r\nA=1")).await;
        assert!(answer.starts_with("HTTP/1.1 408 Request Timeout"), "{answer}");
        assert!(
            answer.contains(r#""Code":"RequestTimeout""#) && answer.contains("connection: close"),
            "{answer}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_is_too_large_is_refused_before_it_is_sent() {
        for body in [
            format!("Content-Length: {}\r\n\r\n", 1_u64 << 30),
            "Transfer-Encoding: chunked\r\n\r\n40000000\r\n".to_owned(),
        ] {
            let (mut client, _graceful) = connect();
            client.write_all(call(&body).as_bytes()).await.unwrap();
            // More than is allowed, far less than was announced.
            let _ = client.write_all(&vec![b'a'; 2 << 20]).await;
            let mut answer = String::new();
            client.read_to_string(&mut answer).await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 413 Payload Too Large"), "{answer}");
            assert!(answer.contains(r#""Code":"RequestTooLarge""#), "{answer}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn calls_that_are_sent_ahead_are_answered_in_their_order() {
        let create = |asn| {
            format!(
                "GET /?Action=CreateExpressConnectRouter&Version=2023-09-01&AlibabaSideAsn={asn} HTTP/1.1\r\n\
                 Host: localhost\r\n\r\n"
            )
        };
        let answers = answer_to([create("64512"), create("x"), create("64513")].concat()).await;
        let statuses: Vec<&str> =
            answers.match_indices("HTTP/1.1 ").map(|(at, _)| &answers[at + 9..at + 12]).collect();
        assert_eq!(statuses, ["200", "400", "200"], "{answers}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_may_ask_for_the_end_of_its_connection() {
        let start = tokio::time::Instant::now();
        let answer = answer_to(call("Connection: close\r\nContent-Length: 0\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
        assert_eq!(start.elapsed().as_secs(), 0);
    }
}
