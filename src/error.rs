//! How a call can fail.
//!
//! A [`Refusal`] is the API's answer: it has a documented code and reaches the client. A [`Fault`] is a failure of the
//! simulator itself: a full disk, a corrupt file, a bug. [`Invalid`] says why a caller's text or number is no value.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::io::ErrorKind;

pub use crate::code::Code;

/// The result of every fallible call of this library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The API refused the call, as the real service would have.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The simulator itself failed.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The caller built a value for a request from bad input. Calls never return it; with it, one `?` works for both.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

impl Error {
    /// Returns the refusal, if it is one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Fault(_) | Self::Invalid(_) => None,
        }
    }

    /// Returns the fault, if it is one.
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Refused(_) | Self::Invalid(_) => None,
        }
    }

    /// Adds the id of the call that failed, which a refusal carries.
    pub(crate) fn with_request_id(self, request_id: &str) -> Self {
        match self {
            Self::Refused(refusal) => refusal.with_request_id(request_id).into(),
            error @ (Self::Fault(_) | Self::Invalid(_)) => error,
        }
    }

    /// Returns the code of the refusal, if it is one.
    pub fn code(&self) -> Option<Code> {
        self.refusal().map(Refusal::code)
    }
}

/// Why a text, number or list is not a value of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// Wrong type, length or pattern: `IllegalParamFormat`.
    #[error("the value is malformed")]
    Format,
    /// Well-formed, but outside the range or set that is allowed: `IllegalParam` where the operation lists it.
    #[error("the value is well-formed, but outside the allowed range or set")]
    NotAllowed,
    /// More items than a list may have.
    #[error("the list has more items than allowed")]
    TooMany,
}

impl From<Infallible> for Invalid {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// An error answer of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    code: Code,
    code_text: Cow<'static, str>,
    parameter: Option<Cow<'static, str>>,
    value: Option<Box<str>>,
    request_id: Box<str>,
}

/// `DynamicMessage` repeats at most this many characters of a value (our choice).
const VALUE_CHARS_MAX: usize = 64;

impl Refusal {
    /// Creates a refusal that is not about one parameter.
    pub(crate) fn new(code: Code) -> Self {
        Self {
            code,
            code_text: Cow::Borrowed(code.template()),
            parameter: None,
            value: None,
            request_id: Box::default(),
        }
    }

    /// Creates a refusal about a parameter, whose name is filled into the code if that is a template.
    pub(crate) fn about(code: Code, parameter: impl Into<Cow<'static, str>>) -> Self {
        let (mut refusal, parameter) = (Self::new(code), parameter.into());
        if code.is_template() {
            refusal.code_text = code.template().replace("%s", &parameter).into();
        }
        refusal.parameter = Some(parameter);
        refusal
    }

    /// Adds the offending value, cut to a length that fits a message. Ignores an empty value.
    pub(crate) fn with_value(mut self, value: &str) -> Self {
        self.value = (!value.is_empty()).then(|| value.chars().take(VALUE_CHARS_MAX).collect());
        self
    }

    /// Adds the id of the call that was refused.
    pub(crate) fn with_request_id(mut self, request_id: &str) -> Self {
        self.request_id = request_id.into();
        self
    }

    /// Returns the code, which may be a template.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Returns the code with its parameter filled in, such as `MissingParam.EcrId`.
    pub fn code_text(&self) -> &str {
        &self.code_text
    }

    /// Returns the parameter that the refusal is about.
    pub fn parameter(&self) -> Option<&str> {
        self.parameter.as_deref()
    }

    /// Returns the HTTP status that carries the code.
    pub fn http_status(&self) -> u16 {
        self.code.http_status()
    }

    /// Returns the documented message, with the name of the parameter filled in.
    pub fn message(&self) -> String {
        self.code.message_template().replace("%s", self.parameter().unwrap_or_default())
    }

    /// Returns the `DynamicMessage`: the message with the offending value. Only a template has one, and a reused client
    /// token, whose message names the parameter that differs.
    pub fn dynamic_message(&self) -> Option<String> {
        let parameter = self.parameter()?;
        let subject = match &self.value {
            Some(value) => Cow::Owned(format!("{parameter} {value}")),
            None => Cow::Borrowed(parameter),
        };
        if self.code.is_template() {
            Some(self.code.message_template().replace("%s", &subject))
        } else if self.code == Code::IdempotentParameterMismatch {
            Some(format!("The param of {subject} differs from the first request with this ClientToken."))
        } else {
            None
        }
    }

    /// Returns the `RequestId` of the refused call.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code_text, self.message())
    }
}

impl std::error::Error for Refusal {}

/// A failure of this library or of its environment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Another simulator, in this process or another, holds the file.
    #[error("the database is in use by another simulator; close that one or open another file")]
    InUse,
    /// A later version of this library wrote the file, which was not changed.
    #[error(
        "the database has schema version {found}, and this ecr-sim reads up to {known}; use a newer ecr-sim"
    )]
    TooNew {
        /// The version of the file.
        found: i64,
        /// The latest version this library can read.
        known: i64,
    },
    /// The file is not a database of this library. It and the files beside it were not changed.
    #[error("the file is not a database of ecr-sim and was not changed; choose another path")]
    Foreign,
    /// The database contradicts itself.
    #[error("the database is corrupt: {0}")]
    Corrupt(String),
    /// The disk is full, or the size limit of the database is reached.
    #[error("the database is full: free disk space, or raise the limit on its size")]
    Full,
    /// The file cannot be opened, read or written.
    #[error("the database cannot be read or written: {message}")]
    Io {
        /// The kind of problem that the operating system or SQLite reports.
        kind: ErrorKind,
        /// Their message.
        message: String,
    },
    /// The builder and the file disagree about a setting.
    #[error(
        "{setting} is {given}, but the database was created with {stored}; leave {setting} out to open it"
    )]
    SettingsMismatch {
        /// The name of the builder's method.
        setting: &'static str,
        /// The value that the builder was given.
        given: String,
        /// The value that the file was created with.
        stored: String,
    },
    /// The builder was given an invalid value.
    #[error("{given} is not a valid {setting}")]
    SettingInvalid {
        /// The name of the builder's method.
        setting: &'static str,
        /// The value that the builder was given.
        given: String,
    },
    /// The inventory contradicts itself. Nothing was registered.
    #[error("the inventory was not registered: {0}")]
    InventoryInvalid(String),
    /// An operation refused with a code that it does not declare, which is a bug of this library.
    #[error("{operation} refused with {code}, which it does not declare; please report this bug of ecr-sim")]
    Undeclared {
        /// The operation.
        operation: &'static str,
        /// The code.
        code: String,
    },
    /// `check_invariants` found a state that no sequence of calls should reach.
    #[error("an invariant is broken: {0}")]
    Invariant(String),
    /// Anything else that only a bug of this library can cause.
    #[error("internal error, please report this bug of ecr-sim: {0}")]
    Internal(String),
}
