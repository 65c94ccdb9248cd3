//! Refusals by the server itself, in the role of the gateway in front of the product. Such calls never reach the simulator.

use std::fmt;

use hyper::StatusCode;

/// A refusal by the server. Codes and messages are documented in Alibaba Cloud's help pages, unless marked as our choice.
#[derive(Clone, PartialEq, Eq)]
pub enum Refusal {
    /// A parameter or header that every call needs is missing, as in `MissingTimestamp`.
    Missing(&'static str),
    /// The server does not know the access key.
    UnknownAccessKey,
    /// The time of the call does not have the form `YYYY-MM-DDThh:mm:ssZ`.
    MalformedTimestamp,
    /// The time of the call differs from the server's by more than 15 minutes.
    ExpiredTimestamp,
    /// The access key has already sent a call with this nonce.
    UsedNonce,
    /// The signature of RPC V1 does not match. Clients compare the string with theirs to tell a wrong secret from a wrong
    /// string, so the message must end with it.
    WrongRpcSignature {
        /// The text that the server signed.
        string_to_sign: String,
    },
    /// The signature of ACS3 does not match.
    WrongAcs3Signature {
        /// The text that the server signed.
        string_to_sign: String,
        /// The text whose hash is part of `string_to_sign`.
        canonical_request: String,
    },
    /// The signature method is neither HMAC-SHA1 nor ACS3-HMAC-SHA256.
    UnknownSignatureMethod,
    /// The `Authorization` header is malformed or does not sign every required header.
    MalformedSignature,
    /// The call uses a temporary key without its token.
    MissingSecurityToken,
    /// The token of a temporary key has expired.
    ExpiredSecurityToken,
    /// The server does not know the token.
    MalformedSecurityToken,
    /// The token belongs to another key.
    ForeignSecurityToken,
    /// The version is not `2023-09-01`.
    UnknownVersion,
    /// `Format` is neither JSON nor XML.
    UnknownFormat,
    /// The HTTP method is neither GET nor POST.
    Method,
    /// The path is not `/`. The code is that of an unknown action.
    Path,
    /// The request has an unknown `Host` or comes from a web page (our choice).
    Forbidden,
    /// An administrative call without the admin token (our choice, like all of administration).
    WrongAdminToken,
    /// The body of an administrative call is invalid, for this reason.
    MalformedJson(String),
    /// The name of the snapshot is malformed.
    SnapshotName,
    /// A snapshot of that name exists.
    SnapshotExists,
    /// The request is not HTTP/1.1 (our choice).
    MalformedRequest,
    /// The headers, the body or the parameters exceed a limit of the server (our choice).
    TooLarge,
    /// The body did not arrive in time (our choice).
    TooSlow,
    /// The parameters are not `name=value` pairs in UTF-8 (our choice).
    MalformedParameters,
    /// The server failed.
    Internal,
}

/// Shows only the code: a string to sign may contain a security token, which must not be logged.
impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Refusal").field(&self.code()).finish()
    }
}

impl Refusal {
    /// Returns the HTTP status.
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

    /// Returns the code.
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

    /// Returns the message.
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
            Self::MalformedJson(reason) => return format!("The body is invalid: {reason}."),
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
                "This server answers only under its own host names and never to web pages; `serve --host NAME` adds a name."
            }
            Self::WrongAdminToken => {
                "Send the header `Authorization: Bearer TOKEN` with the admin token of this server."
            }
            Self::SnapshotName => {
                "A snapshot name has 1 to 64 characters of a-z, 0-9, _ and -, and begins with a letter or digit."
            }
            Self::SnapshotExists => "A snapshot of that name exists; choose another name.",
            Self::MalformedRequest => "This is not a valid HTTP/1.1 request.",
            Self::TooLarge => "The request exceeds a limit of this server; its README lists the limits.",
            Self::TooSlow => "The body of the request did not arrive in time.",
            Self::MalformedParameters => {
                "The parameters are not name=value pairs in UTF-8, joined by `&` and percent-encoded."
            }
            Self::Internal => {
                "The request processing has failed due to some unknown error, exception or failure."
            }
        };
        message.to_owned()
    }
}
