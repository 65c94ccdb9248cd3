//! What the server refuses by itself, as the gateway in front of the product does: the simulator never sees such a call.

use std::fmt;

use hyper::StatusCode;

/// A refusal by the server. Its codes and texts are documented in Alibaba Cloud's help pages, unless it says otherwise.
#[derive(Clone, PartialEq, Eq)]
pub enum Refusal {
    /// A parameter or header that every call needs is missing: `MissingTimestamp`, for example.
    Missing(&'static str),
    /// The access key is not one of those that the server knows.
    UnknownAccessKey,
    /// The time of the call has another form than `YYYY-MM-DDThh:mm:ssZ`.
    MalformedTimestamp,
    /// The time of the call is more than 15 minutes away from the server's.
    ExpiredTimestamp,
    /// The access key has already sent a call with this nonce.
    UsedNonce,
    /// The signature of RPC V1 is not that of this string. Clients compare the string with theirs to tell a wrong secret
    /// from a wrong string, so nothing may stand after it.
    WrongRpcSignature {
        /// What the signature was computed from.
        string_to_sign: String,
    },
    /// The signature of ACS3 is not that of this request.
    WrongAcs3Signature {
        /// What the signature was computed from.
        string_to_sign: String,
        /// What that is a hash of.
        canonical_request: String,
    },
    /// The signature method is another than HMAC-SHA1 or ACS3-HMAC-SHA256.
    UnknownSignatureMethod,
    /// The `Authorization` header cannot be read, or does not sign what it must.
    MalformedSignature,
    /// The call comes with a temporary key, but without its token.
    MissingSecurityToken,
    /// The token of a temporary key has expired.
    ExpiredSecurityToken,
    /// The token is none.
    MalformedSecurityToken,
    /// The token belongs to another key.
    ForeignSecurityToken,
    /// The version is another than `2023-09-01`.
    UnknownVersion,
    /// `Format` is neither JSON nor XML.
    UnknownFormat,
    /// The HTTP method is neither GET nor POST.
    Method,
    /// The path is another than `/`. The code is that of an unknown action.
    Path,
    /// The caller is no client of the API: a `Host` that the server does not go by, or a web page (our choice).
    Forbidden,
    /// An administrative call without the token (our choice, as whatever concerns administration).
    WrongAdminToken,
    /// The body of an administrative call cannot be read, for this reason.
    MalformedJson(String),
    /// The name is none that a snapshot can have.
    SnapshotName,
    /// There is a snapshot of that name.
    SnapshotExists,
    /// The request is not HTTP/1.1 (our choice).
    MalformedRequest,
    /// The headers, the body or the parameters are more than the server takes (our choice).
    TooLarge,
    /// The body took too long (our choice).
    TooSlow,
    /// A parameter that is not UTF-8, or has another form than `name=value` (our choice).
    MalformedParameters,
    /// The server has failed.
    Internal,
}

/// Only the code: a string to sign may hold a security token, which belongs in no log.
impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Refusal").field(&self.code()).finish()
    }
}

impl Refusal {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::UnknownAccessKey | Self::Path => StatusCode::NOT_FOUND,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::WrongAdminToken => StatusCode::UNAUTHORIZED,
            Self::SnapshotExists => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Missing(_)
            | Self::MalformedTimestamp
            | Self::ExpiredTimestamp
            | Self::UsedNonce
            | Self::WrongRpcSignature { .. }
            | Self::WrongAcs3Signature { .. }
            | Self::UnknownSignatureMethod
            | Self::MalformedSignature
            | Self::MissingSecurityToken
            | Self::ExpiredSecurityToken
            | Self::MalformedSecurityToken
            | Self::ForeignSecurityToken
            | Self::UnknownVersion
            | Self::UnknownFormat
            | Self::Method
            | Self::MalformedJson(_)
            | Self::SnapshotName
            | Self::MalformedRequest
            | Self::MalformedParameters => StatusCode::BAD_REQUEST,
        }
    }

    /// The code.
    pub fn code(&self) -> String {
        let code = match self {
            Self::Missing(name) => return format!("Missing{name}"),
            Self::UnknownAccessKey => "InvalidAccessKeyId.NotFound",
            Self::MalformedTimestamp => "InvalidTimeStamp.Format",
            Self::ExpiredTimestamp => "InvalidTimeStamp.Expired",
            Self::UsedNonce => "SignatureNonceUsed",
            Self::WrongRpcSignature { .. } | Self::WrongAcs3Signature { .. } => "SignatureDoesNotMatch",
            Self::UnknownSignatureMethod => "InvalidSignatureMethod",
            Self::MalformedSignature => "IncompleteSignature",
            Self::MissingSecurityToken => "MissingSecurityToken",
            Self::ExpiredSecurityToken => "InvalidSecurityToken.Expired",
            Self::MalformedSecurityToken => "InvalidSecurityToken.Malformed",
            Self::ForeignSecurityToken => "InvalidSecurityToken.MismatchWithAccessKey",
            Self::UnknownVersion => "InvalidVersion",
            Self::UnknownFormat => "InvalidParameter.Format",
            Self::Method => "UnsupportedHTTPMethod",
            Self::Path => "InvalidAction.NotFound",
            Self::Forbidden => "Forbidden",
            Self::WrongAdminToken => "Unauthorized",
            Self::MalformedJson(_) => "InvalidBody",
            Self::SnapshotName => "InvalidSnapshotName",
            Self::SnapshotExists => "SnapshotAlreadyExists",
            Self::MalformedRequest => "InvalidRequest",
            Self::TooLarge => "RequestTooLarge",
            Self::TooSlow => "RequestTimeout",
            Self::MalformedParameters => "InvalidParameter",
            Self::Internal => "InternalError",
        };
        code.to_owned()
    }

    /// The message.
    pub fn message(&self) -> String {
        let message = match self {
            Self::Missing(name) => return format!("{name} is mandatory for this action."),
            Self::WrongRpcSignature { string_to_sign } => {
                return format!(
                    "Specified signature is not matched with our calculation. server string to sign is:{string_to_sign}"
                );
            }
            Self::WrongAcs3Signature { string_to_sign, canonical_request } => {
                return format!(
                    "Specified signature does not match our calculation. server StringToSign is [{string_to_sign}] \
                     server CanonicalRequest is [{canonical_request}]"
                );
            }
            Self::MalformedJson(reason) => return format!("The body cannot be read as JSON: {reason}."),
            Self::UnknownAccessKey => "Specified access key is not found.",
            Self::MalformedTimestamp => "Specified time stamp or date value is not well formatted.",
            Self::ExpiredTimestamp => "Specified time stamp or date value is expired.",
            Self::UsedNonce => "Specified signature nonce was used already.",
            Self::UnknownSignatureMethod => "Specified signature method is not valid.",
            Self::MalformedSignature => "The request signature does not conform to Aliyun standards.",
            Self::MissingSecurityToken => "SecurityToken is mandatory for this action.",
            Self::ExpiredSecurityToken => "Specified SecurityToken is expired.",
            Self::MalformedSecurityToken => "Specified SecurityToken is malformed.",
            Self::ForeignSecurityToken => "Specified SecurityToken mismatch with the AccessKey.",
            Self::UnknownVersion => "Specified parameter Version is not valid.",
            Self::UnknownFormat => "Specified parameter format is not valid.",
            Self::Method => "This http method not supported.",
            Self::Path => "Specified api is not found, please check your url and method.",
            Self::Forbidden => {
                "This server answers clients of the API on its own names only, and no web pages."
            }
            Self::WrongAdminToken => "The header Authorization has to be Bearer and the token of the server.",
            Self::SnapshotName => {
                "The name of a snapshot is 1 to 64 of a-z, 0-9, _ and -, and begins with a letter or digit."
            }
            Self::SnapshotExists => "There is a snapshot of that name.",
            Self::MalformedRequest => "This is not a request of HTTP/1.1.",
            Self::TooLarge => "The request is larger than this server takes.",
            Self::TooSlow => "The request took longer than this server waits.",
            Self::MalformedParameters => "The parameters are not name=value pairs in UTF-8.",
            Self::Internal => {
                "The request processing has failed due to some unknown error, exception or failure."
            }
        };
        message.to_owned()
    }
}
