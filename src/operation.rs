//! Defines what an operation declares, its call and its reply.

mod answer;
mod guard;
mod page;
mod parameters;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Code, Result};
use crate::model::{AccountId, ClientToken, Evidence, Region};
use crate::store::{Context, ReadTx, WriteTx};
use crate::wire::Envelope;

pub(crate) use answer::answer;
pub use guard::{
    addressed_router, described_router, idle_router, is_granted, named_router, refused, registered_instance,
    require_region, require_router_idle, require_router_not_held,
};
pub(crate) use page::paged;
pub use page::{Listing, Paged};
pub(crate) use parameters::parameters;
pub use parameters::{How, Parameter, Parameters};

/// An operation of the API. Its request type represents it. Only the request types of this crate implement this trait.
/// Generic code needs no more than `R: Operation`.
pub trait Operation: Parameters + 'static {
    /// [`Read`] or [`Write`].
    #[doc(hidden)]
    type Kind: Kind<Self>;

    /// The business fields of the answer.
    type Response: Serialize + DeserializeOwned;

    /// The codes it may refuse with, in the order they are checked, without those of [`Operation::common_errors`].
    const ERRORS: &'static [Code];

    /// The evidence for the fields of its answer. The documentation shows the answers of queries and of few commands.
    const ANSWER_EVIDENCE: Evidence =
        if Self::Kind::WRITES { Evidence::OBSERVED } else { Evidence::DOCUMENTED };

    /// The fields of the answer with other evidence, as paths such as `EcrList[].Tags`.
    const FIELD_EVIDENCE: &'static [(&'static str, Evidence)] = &[];

    /// The evidence for codes that are not plainly documented.
    #[doc(hidden)]
    const CODE_EVIDENCE: CodeEvidence = &[];

    /// The envelope fields of its answer.
    #[doc(hidden)]
    const ENVELOPE: Envelope = Envelope::Full;

    /// Other spellings of the name that clients use.
    const ALIASES: &'static [&'static str] = &[];

    /// The maximum length of its client tokens, in characters. 0 means that it has no `ClientToken` and ignores one.
    const CLIENT_TOKEN_MAX: usize = ClientToken::CHARS_MAX;

    /// Whether it has the parameter `DryRun`. An operation without it ignores a dry run.
    const DRY_RUN: bool = true;

    /// Checks rules between parameters, and between parameters and the settings of the world, before any look-up.
    #[doc(hidden)]
    fn check(&self, _context: &Context<'_>) -> Result<()> {
        Ok(())
    }

    /// Returns the codes about the parameters that every call may carry.
    fn common_errors() -> &'static [Code] {
        match (Self::Kind::WRITES, Self::DRY_RUN) {
            (true, _) => &[
                Code::MissingParam,
                Code::IllegalParamFormat,
                Code::IdempotentParameterMismatch,
                Code::DryRunOperation,
            ],
            (false, true) => &[Code::MissingParam, Code::IllegalParamFormat, Code::DryRunOperation],
            (false, false) => &[Code::MissingParam, Code::IllegalParamFormat],
        }
    }

    /// Returns whether it may refuse with this code.
    fn declares(code: Code) -> bool {
        Self::ERRORS.contains(&code) || Self::common_errors().contains(&code)
    }

    /// Returns the evidence that it refuses with this code, or `None` if it does not declare the code.
    fn evidence(code: Code) -> Option<Evidence> {
        let listed = Self::CODE_EVIDENCE.iter().chain(COMMON_CODES).find(|(_, codes)| codes.contains(&code));
        Self::declares(code).then_some(listed.map_or(Evidence::DOCUMENTED, |(evidence, _)| *evidence))
    }
}

/// Codes with the evidence for them. The first entry with a code counts.
pub type CodeEvidence = &'static [(Evidence, &'static [Code])];

/// The codes that we assume of operations without a documented list.
pub const GENERAL_CODES: &[Code] =
    &[Code::IllegalParam, Code::IllegalParamFormat, Code::MissingParam, Code::ResourceNotFoundEcrId];

/// The usual evidence for [`GENERAL_CODES`].
pub const GENERAL: (Evidence, &[Code]) =
    (Evidence::inferred("nearly every operation lists it"), GENERAL_CODES);

/// The evidence for codes that every operation declares, unless the operation has its own.
const COMMON_CODES: CodeEvidence = &[
    (
        Evidence::our_choice("the code of ECS; no page of this product lists it"),
        &[Code::IdempotentParameterMismatch],
    ),
    (Evidence::our_choice("the code that MoveResourceGroup documents"), &[Code::DryRunOperation]),
];

/// An operation that writes.
pub trait Command: Operation<Kind = Write> {
    /// The findings of the guard, which `apply` consumes.
    type Witness;

    /// Returns the id that a client token belongs to: of the member or flow log addressed, else of the router, else empty.
    fn resource(&self) -> String;

    /// Refuses the call or returns the witness. It cannot write.
    fn guard(&self, tx: &ReadTx<'_>) -> Result<Self::Witness>;

    /// Makes the change.
    fn apply(self, witness: Self::Witness, tx: &WriteTx<'_>) -> Result<Self::Response>;
}

/// An operation that reads.
pub trait Query: Operation<Kind = Read> {
    /// Returns the answer.
    fn run(&self, tx: &ReadTx<'_>) -> Result<Self::Response>;
}

/// The kind of operations that write.
pub enum Write {}

/// The kind of operations that read.
pub enum Read {}

/// The kind of an operation: [`Read`] or [`Write`].
pub trait Kind<R: Operation> {
    /// [`Command::Witness`]; nothing for a query.
    type Witness;

    /// The functions that the pipeline runs.
    const STEPS: Steps<R, Self::Witness>;

    /// Whether the operation writes.
    const WRITES: bool = matches!(Self::STEPS, Steps::Command { .. });
}

/// The steps of an operation. Only a command can write.
pub enum Steps<R: Operation, W> {
    /// The step of a [`Query`].
    Query {
        /// [`Query::run`].
        run: fn(&R, &ReadTx<'_>) -> Result<R::Response>,
    },
    /// The steps of a [`Command`].
    Command {
        /// [`Command::resource`].
        resource: fn(&R) -> String,
        /// [`Command::guard`].
        guard: fn(&R, &ReadTx<'_>) -> Result<W>,
        /// [`Command::apply`].
        apply: fn(R, W, &WriteTx<'_>) -> Result<R::Response>,
    },
}

impl<C: Command> Kind<C> for Write {
    type Witness = C::Witness;
    const STEPS: Steps<C, C::Witness> =
        Steps::Command { resource: C::resource, guard: C::guard, apply: C::apply };
}

impl<Q: Query> Kind<Q> for Read {
    type Witness = ();
    const STEPS: Steps<Q, ()> = Steps::Query { run: Q::run };
}

/// A call without its parameters. Stages of the pipeline decide on it whether the call is permitted.
pub struct Request<'a> {
    /// The name of the operation.
    pub action: &'static str,
    /// The calling account.
    pub account: AccountId,
    /// The identity that calls for the account.
    pub principal: Principal,
    /// The region called.
    pub region: &'a Region,
    /// Whether the call may change the world, and so needs a transaction and a client token. Neither a query nor a dry
    /// run does.
    pub writes: bool,
}

/// An identity that calls for an account.
#[derive(Clone, Copy)]
pub enum Principal {
    /// The account itself.
    Account,
}

/// A request with the parameters that every operation may have: `ClientToken` and `DryRun`.
#[derive(Clone, Debug, PartialEq)]
pub struct Call<R> {
    pub(crate) request: R,
    /// The client token, or a text that is not a valid one.
    pub(crate) client_token: Option<Result<ClientToken, String>>,
    pub(crate) dry_run: bool,
}

impl<R: Operation> Call<R> {
    /// Creates a call without a client token that is not a dry run.
    pub fn new(request: R) -> Self {
        Self { request, client_token: None, dry_run: false }
    }

    /// Makes retries safe: a second call with this token and the same parameters returns the first answer and has no
    /// effect.
    ///
    /// A token has 1 to 255 characters from 0x21 to 0x7E, else the call is refused with
    /// `IllegalParamFormat.ClientToken`. An empty token counts as absent: the call's RequestId is used instead. Queries
    /// check the form and ignore the token.
    #[must_use]
    pub fn client_token(mut self, token: impl Into<String>) -> Self {
        self.client_token = ClientToken::read(token.into(), R::CLIENT_TOKEN_MAX);
        self
    }

    /// Checks the call without performing it. A dry run that passes is refused with `DryRunOperation`, HTTP 400, as
    /// documented for MoveResourceGroup.
    #[must_use]
    pub fn dry_run(mut self, dry_run: bool) -> Self {
        self.dry_run = dry_run && R::DRY_RUN;
        self
    }
}

impl<R: Operation> From<R> for Call<R> {
    fn from(request: R) -> Self {
        Self::new(request)
    }
}

/// A successful answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply<T> {
    /// The id of the call, a unique UUID in upper case.
    pub request_id: String,
    /// Whether this repeats the answer to an earlier call with the same client token.
    pub replayed: bool,
    /// The business fields of the answer.
    pub response: T,
}

/// The answer of an operation without business fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Empty {}
