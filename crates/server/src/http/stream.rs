//! A connection that always delivers an answer, even to a request that could not be read.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use hyper::Response;
use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use tokio::time::{Sleep, sleep};

use crate::refusal::Refusal;

/// How long the rest of an answered request is read before the connection is closed.
const LINGER: Duration = Duration::from_secs(1);

/// Answers a request that could not be read.
type Refuse = Box<dyn Fn(&Refusal) -> Response<Bytes> + Send + Sync>;

/// Wraps a connection so that a client receives a response even if its request could not be parsed or was not read to the end.
///
/// Hyper answers a malformed request without a body, which crashes clients; this adds one. Closing a connection while the client
/// still sends resets it, and the client may lose an unread answer; this reads the rest first, for up to `LINGER`.
pub struct Stream<I> {
    io: I,
    refuse: Refuse,
    /// Whether an answered request was not read to its end.
    unread: Arc<AtomicBool>,
    /// The unwritten rest of the answer that replaces hyper's. Hyper closes the connection after it.
    instead: Bytes,
    /// Limits the reading of the rest.
    linger: Option<Pin<Box<Sleep>>>,
}

impl<I> Stream<I> {
    pub fn new(io: I, unread: Arc<AtomicBool>, refuse: Refuse) -> Self {
        Self { io, refuse, unread, instead: Bytes::new(), linger: None }
    }

    fn answer(&self, refusal: &Refusal) -> Bytes {
        let response = (self.refuse)(refusal);
        let mut text = format!("HTTP/1.1 {}\r\n", response.status()).into_bytes();
        for (name, value) in response.headers() {
            text.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        let length = response.body().len();
        text.extend(format!("content-length: {length}\r\nconnection: close\r\n\r\n").into_bytes());
        text.extend(response.into_body());
        text.into()
    }
}

/// Finds an automatic answer of hyper at the end of the written bytes: its position and the refusal that replaces it. It is
/// the only kind of answer with an empty body.
fn automatic(written: &[u8]) -> Option<(usize, Refusal)> {
    const START: &[u8] = b"HTTP/1.";
    const EMPTY: &[u8] = b"\r\ncontent-length: 0\r\n";
    const END: &[u8] = b"\r\n\r\n";
    if !written.ends_with(END) {
        return None;
    }
    let at = written.windows(START.len()).rposition(|window| window == START)?;
    let head = written.get(at..)?;
    let is_empty = head.windows(EMPTY.len()).any(|window| window == EMPTY);
    // Any other status means that the request line or the headers are too long.
    let is_400 = head.get(START.len() + 1..).is_some_and(|rest| rest.starts_with(b" 400"));
    let refusal = if is_400 { Refusal::MalformedRequest } else { Refusal::TooLarge };
    is_empty.then_some((at, refusal))
}

impl<I: Read + Unpin> Read for Stream<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buf)
    }
}

/// Not vectored, so that an answer is written in one piece.
impl<I: Read + Write + Unpin> Write for Stream<I> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if this.instead.is_empty() {
            match automatic(buf) {
                None => return Pin::new(&mut this.io).poll_write(cx, buf),
                Some((0, refusal)) => {
                    this.instead = this.answer(&refusal);
                    this.unread.store(true, Ordering::Relaxed);
                }
                // The bytes before it are written first.
                Some((at, _)) => {
                    return Pin::new(&mut this.io).poll_write(cx, buf.get(..at).unwrap_or_default());
                }
            }
        }
        while this.instead.has_remaining() {
            match ready!(Pin::new(&mut this.io).poll_write(cx, &this.instead))? {
                0 => return Poll::Ready(Ok(0)),
                written => this.instead.advance(written),
            }
        }
        Poll::Ready(Ok(buf.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.linger.is_none() {
            ready!(Pin::new(&mut self.io).poll_shutdown(cx))?;
            if !self.unread.load(Ordering::Relaxed) {
                return Poll::Ready(Ok(()));
            }
        }
        let this = &mut *self;
        let end = this.linger.get_or_insert_with(|| Box::pin(sleep(LINGER)));
        let mut bytes = [0; 8 * 1024];
        while end.as_mut().poll(cx).is_pending() {
            let mut rest = ReadBuf::new(&mut bytes);
            match ready!(Pin::new(&mut this.io).poll_read(cx, rest.unfilled())) {
                Ok(()) if !rest.filled().is_empty() => {}
                _ => break,
            }
        }
        Poll::Ready(Ok(()))
    }
}
