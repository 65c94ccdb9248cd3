//! What goes back to a client: JSON, or XML where it was asked for.

use bytes::Bytes;
use ecr_sim::WireReply;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use serde::Serialize;
use serde_json::Value;

use crate::refusal::Refusal;
use crate::xml;

/// The form of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// The default of this server, and of every client.
    #[default]
    Json,
    /// On request only. The real gateway's default where a call has no `Format`, but no client leaves it out.
    Xml,
}

impl Format {
    /// Reads the parameter `Format`, in any case of letters.
    pub fn read(parameter: Option<&str>) -> Result<Self, Refusal> {
        match parameter {
            None | Some("") => Ok(Self::Json),
            Some(format) if format.eq_ignore_ascii_case("json") => Ok(Self::Json),
            Some(format) if format.eq_ignore_ascii_case("xml") => Ok(Self::Xml),
            Some(_) => Err(Refusal::UnknownFormat),
        }
    }
}

/// An answer to a call, with what the log says of it.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The code: `200`, or that of the refusal.
    pub code: String,
    /// The id of the call.
    pub request_id: String,
    /// The body as JSON.
    pub body: String,
}

/// A refusal by the server as clients read it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Failure<'a> {
    request_id: &'a str,
    host_id: &'a str,
    code: &'a str,
    message: String,
    recommend: String,
    /// An object, and only where permission is denied: a text would crash a client.
    #[serde(skip_serializing_if = "Option::is_none")]
    access_denied_detail: Option<Value>,
}

/// A success that the simulator has no part in.
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
    /// The answer of the simulator.
    pub fn of(reply: WireReply) -> Self {
        let status = StatusCode::from_u16(reply.http_status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, code: reply.code, request_id: reply.request_id, body: reply.body }
    }

    /// A success of the server by itself, with these fields.
    pub fn telling(fields: &impl Serialize) -> Result<Self, Refusal> {
        let (request_id, code) = (new_request_id(), "200");
        let success = Success { request_id: &request_id, code, message: "OK", fields };
        let body = serde_json::to_string(&success).map_err(|_| Refusal::Internal)?;
        Ok(Self { status: StatusCode::OK, code: code.to_owned(), request_id, body })
    }

    /// A refusal by the server, in the name of a host.
    pub fn refusing(refusal: &Refusal, host_id: &str) -> Self {
        let request_id = new_request_id();
        let (status, code) = (refusal.status(), refusal.code());
        let body = serde_json::to_string(&Failure {
            request_id: &request_id,
            host_id,
            code: &code,
            message: refusal.message(),
            recommend: format!(
                "https://api.aliyun.com/troubleshoot?q={code}&product=ExpressConnectRouter&requestId={request_id}"
            ),
            access_denied_detail: (status == StatusCode::FORBIDDEN)
                .then(|| Value::Object(serde_json::Map::new())),
        });
        // Texts under fixed names can always be written.
        Self { status, code, request_id, body: body.unwrap_or_default() }
    }

    /// The response of HTTP. `action` names the root of a success in XML.
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

/// The id of a call that the simulator has no part in.
fn new_request_id() -> String {
    uuid::Uuid::new_v4().hyphenated().encode_upper(&mut uuid::Uuid::encode_buffer()).to_owned()
}
