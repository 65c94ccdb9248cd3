//! Answers to clients, as JSON or XML.

use bytes::Bytes;
use ecr_sim::{Failure, WireReply};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use serde::Serialize;

use crate::refusal::Refusal;
use crate::xml;

/// The format of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// The default of this server and of every client.
    #[default]
    Json,
    /// On request only. The real gateway defaults to XML without `Format`, but every client sends it.
    Xml,
}

impl Format {
    /// Reads the parameter `Format`, ignoring case.
    pub fn read(parameter: Option<&str>) -> Result<Self, Refusal> {
        match parameter {
            None | Some("") => Ok(Self::Json),
            Some(format) if format.eq_ignore_ascii_case("json") => Ok(Self::Json),
            Some(format) if format.eq_ignore_ascii_case("xml") => Ok(Self::Xml),
            Some(_) => Err(Refusal::UnknownFormat),
        }
    }
}

/// An answer to a call, with the fields that the log shows.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// `200`, or the code of the refusal.
    pub code: String,
    /// The id of the call.
    pub request_id: String,
    /// The body as JSON.
    pub body: String,
}

/// The body of a success that does not come from the simulator.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Success<'a, T> {
    request_id: &'a str,
    code: &'a str,
    message: &'a str,
    #[serde(flatten)]
    fields: &'a T,
}

impl Answer {
    /// Takes over an answer of the simulator.
    pub fn of(reply: WireReply) -> Self {
        let status = StatusCode::from_u16(reply.http_status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, code: reply.code, request_id: reply.request_id, body: reply.body }
    }

    /// Answers with a success of the server itself, with these fields.
    pub fn telling(fields: &impl Serialize) -> Result<Self, Refusal> {
        let (request_id, code) = (new_request_id(), "200");
        let success = Success { request_id: &request_id, code, message: "OK", fields };
        let body = serde_json::to_string(&success).map_err(|_| Refusal::Internal)?;
        Ok(Self { status: StatusCode::OK, code: code.to_owned(), request_id, body })
    }

    /// Answers with a refusal by the server, in the name of a host.
    pub fn refusing(refusal: &Refusal, host_id: &str) -> Self {
        Self::of(WireReply::failure(&Failure {
            http_status: refusal.status().as_u16(),
            host_id,
            code: &refusal.code(),
            message: &refusal.message(),
            request_id: &new_request_id(),
        }))
    }

    /// Converts the answer to an HTTP response. `action` names the root of a success in XML.
    pub fn into_response(self, format: Format, action: &str) -> Response<Bytes> {
        let (content_type, body) = match format {
            Format::Json => ("application/json;charset=utf-8", self.body),
            Format::Xml => {
                ("text/xml;charset=utf-8", xml::document(action, self.status.is_success(), &self.body))
            }
        };
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        if let Ok(request_id) = HeaderValue::from_str(&self.request_id) {
            headers.insert("x-acs-request-id", request_id);
        }
        response
    }
}

/// Returns a RequestId for a call that does not reach the simulator.
fn new_request_id() -> String {
    uuid::Uuid::new_v4().hyphenated().encode_upper(&mut uuid::Uuid::encode_buffer()).to_owned()
}
