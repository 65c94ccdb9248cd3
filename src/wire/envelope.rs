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

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Failure<'a> {
    request_id: &'a str,
    host_id: String,
    code: &'a str,
    message: String,
    recommend: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    dynamic_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dynamic_message: Option<String>,
}

impl WireReply {
    /// Parses the body.
    ///
    /// # Errors
    /// None for an answer of this library, whose body is always a JSON object.
    pub fn json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::from_str(&self.body)
    }

    /// A success: HTTP 200, the envelope, the business fields.
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

    /// A refusal with its documented code.
    fn refusal(refusal: &Refusal, region: &Region) -> Self {
        let dynamic_message = refusal.dynamic_message();
        Self::failure(
            refusal.http_status(),
            &Failure {
                request_id: refusal.request_id(),
                host_id: host_id(region),
                code: refusal.code_text(),
                message: refusal.message(),
                recommend: recommend(refusal.code_text(), refusal.request_id()),
                dynamic_code: dynamic_message.is_some().then(|| refusal.code_text()),
                dynamic_message,
            },
        )
    }

    /// A fault: HTTP 500 and the gateway's `InternalError`, which is no code of the service. What happened stands in
    /// `DynamicMessage`.
    fn fault(fault: &Fault, request_id: &str, region: &Region) -> Self {
        let code = Code::InternalError;
        Self::failure(
            code.http_status(),
            &Failure {
                request_id,
                host_id: host_id(region),
                code: code.template(),
                message: code.message_template().to_owned(),
                recommend: recommend(code.template(), request_id),
                dynamic_code: None,
                dynamic_message: Some(fault.to_string()),
            },
        )
    }

    fn failure(http_status: u16, failure: &Failure<'_>) -> Self {
        Self {
            http_status,
            request_id: failure.request_id.to_owned(),
            code: failure.code.to_owned(),
            // Strings under fixed names can always be written.
            body: serde_json::to_string(failure).unwrap_or_default(),
        }
    }
}

fn host_id(region: &Region) -> String {
    format!("expressconnectrouter.{region}.aliyuncs.com")
}

fn recommend(code: &str, request_id: &str) -> String {
    format!(
        "https://api.aliyun.com/troubleshoot?q={code}&product=ExpressConnectRouter&requestId={request_id}"
    )
}
