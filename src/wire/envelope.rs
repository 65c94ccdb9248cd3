//! Reply, refusal or fault → the documented JSON.

use serde::Serialize;

use crate::error::{Code, Error, Fault, Refusal};
use crate::model::Region;

/// Which envelope fields an operation's answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Envelope {
    /// All eight.
    Full,
    /// Without `DynamicCode`, `DynamicMessage` and `AccessDeniedDetail`.
    Short,
    /// `RequestId`, `Success`, `Code` and `Message`.
    Minimal,
}

/// An answer as a client gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub struct WireReply {
    /// The HTTP status.
    pub http_status: u16,
    /// The id of the call, which the body has as `RequestId`.
    pub request_id: String,
    /// The code, which the body has as `Code`: `200`, or that of the refusal.
    pub code: String,
    /// The body: always a JSON object.
    pub body: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Success<'a, T> {
    request_id: &'a str,
    success: bool,
    code: &'static str,
    message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_status_code: Option<u16>,
    #[serde(flatten)]
    dynamic: Option<Dynamic>,
    #[serde(flatten)]
    response: &'a T,
}

/// The envelope fields that mean something only on errors.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Dynamic {
    dynamic_code: &'static str,
    dynamic_message: &'static str,
    access_denied_detail: &'static str,
}

/// An error answer, as the service or a gateway in front of it gives one.
///
/// A server that refuses calls by itself writes its refusals with this and [`WireReply::failure`], so that clients read
/// one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure<'a> {
    /// The HTTP status. An answer with status 403 has an `AccessDeniedDetail`, which is an empty object.
    pub http_status: u16,
    /// The host in whose name the call is refused, such as `expressconnectrouter.cn-hangzhou.aliyuncs.com`.
    pub host_id: &'a str,
    /// The code, with its argument filled in.
    pub code: &'a str,
    /// The message.
    pub message: &'a str,
    /// The id of the call.
    pub request_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct FailureBody<'a> {
    request_id: &'a str,
    host_id: &'a str,
    code: &'a str,
    message: &'a str,
    recommend: String,
    /// An object, because a text crashes a client.
    #[serde(skip_serializing_if = "Option::is_none")]
    access_denied_detail: Option<Empty>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dynamic_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dynamic_message: Option<&'a str>,
}

#[derive(Serialize)]
struct Empty {}

impl WireReply {
    /// Parses the body.
    ///
    /// # Errors
    /// None for an answer of this library, whose body is always a JSON object.
    pub fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::from_str(&self.body)
    }

    /// Builds a success: HTTP 200, the envelope, the business fields.
    pub fn success<T: Serialize>(envelope: Envelope, request_id: &str, response: &T) -> Result<Self, Fault> {
        const CODE: &str = "200";
        let dynamic = match envelope {
            Envelope::Full => {
                Some(Dynamic { dynamic_code: "", dynamic_message: "", access_denied_detail: "" })
            }
            Envelope::Short | Envelope::Minimal => None,
        };
        let body = serde_json::to_string(&Success {
            request_id,
            success: true,
            code: CODE,
            message: "OK",
            http_status_code: (envelope != Envelope::Minimal).then_some(200),
            dynamic,
            response,
        })
        .map_err(|error| Fault::Internal(format!("the answer cannot be written: {error}")))?;
        Ok(Self { http_status: 200, request_id: request_id.to_owned(), code: CODE.to_owned(), body })
    }

    /// Writes why a call did not succeed.
    pub fn error(error: &Error, request_id: &str, region: &Region) -> Self {
        match error {
            Error::Refused(refusal) => Self::refusal(refusal, region),
            Error::Fault(fault) => Self::fault(fault, request_id, region),
            Error::Invalid(invalid) => Self::fault(&Fault::Internal(invalid.to_string()), request_id, region),
        }
    }

    fn refusal(refusal: &Refusal, region: &Region) -> Self {
        let dynamic_message = refusal.dynamic_message();
        let failure = Failure {
            http_status: refusal.http_status(),
            host_id: &host_id(region.as_str()),
            code: refusal.code_text(),
            message: &refusal.message(),
            request_id: refusal.request_id(),
        };
        let dynamic_code = dynamic_message.is_some().then(|| refusal.code_text());
        Self::written(&failure, dynamic_code, dynamic_message.as_deref())
    }

    /// Builds the answer to a fault: HTTP 500 with a gateway code. `DynamicMessage` says what happened.
    fn fault(fault: &Fault, request_id: &str, region: &Region) -> Self {
        let code = Code::InternalError;
        let failure = Failure {
            http_status: code.http_status(),
            host_id: &host_id(region.as_str()),
            code: code.template(),
            message: code.message_template(),
            request_id,
        };
        Self::written(&failure, None, Some(&fault.to_string()))
    }

    /// Writes an error answer that is not the simulator's own.
    pub fn failure(failure: &Failure<'_>) -> Self {
        Self::written(failure, None, None)
    }

    fn written(failure: &Failure<'_>, dynamic_code: Option<&str>, dynamic_message: Option<&str>) -> Self {
        let &Failure { http_status, host_id, code, message, request_id } = failure;
        let body = FailureBody {
            request_id,
            host_id,
            code,
            message,
            recommend: recommend(code, request_id),
            access_denied_detail: (http_status == 403).then_some(Empty {}),
            dynamic_code,
            dynamic_message,
        };
        Self {
            http_status,
            request_id: request_id.to_owned(),
            code: code.to_owned(),
            // Strings under fixed names can always be written.
            body: serde_json::to_string(&body).unwrap_or_default(),
        }
    }
}

/// Returns the host of the service in a region, which error answers have as `HostId`.
pub fn host_id(region: &str) -> String {
    format!("expressconnectrouter.{region}.aliyuncs.com")
}

fn recommend(code: &str, request_id: &str) -> String {
    format!(
        "https://api.aliyun.com/troubleshoot?q={code}&product=ExpressConnectRouter&requestId={request_id}"
    )
}
