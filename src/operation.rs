//! What an operation is: its declaration, its call and its reply.

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
    addressed_router, described_router, is_granted, named_router, refused, registered_instance,
    require_region, require_router_idle, require_router_not_held,
};
pub(crate) use page::paged;
pub use page::{Listing, Paged};
pub(crate) use parameters::parameters;
pub use parameters::{How, Parameter, Parameters};

/// One of the API's operations. The request type is the operation.
///
/// Implemented by the request types of this crate only; generic code needs no more than `R: Operation`.
pub trait Operation: Parameters + 'static {
    /// [`Read`] or [`Write`].
    #[doc(hidden)]
    type Kind: Kind<Self>;

    /// The business fields of the answer.
    type Response: Serialize + DeserializeOwned;

    /// The codes it may refuse with besides those of [`Operation::common_errors`], in the order they are checked.
    const ERRORS: &'static [Code];

    /// How the fields of its answer are known. The documentation shows the answers of queries and of few commands.
    const ANSWER_EVIDENCE: Evidence =
        if Self::Kind::WRITES { Evidence::OBSERVED } else { Evidence::DOCUMENTED };

    /// The fields of the answer that are known in another way, as paths such as `EcrList[].Tags`.
    const FIELD_EVIDENCE: &'static [(&'static str, Evidence)] = &[];

    /// How the codes are known that are not plainly documented.
    #[doc(hidden)]
    const CODE_EVIDENCE: CodeEvidence = &[];

    /// The envelope fields of its answer.
    #[doc(hidden)]
    const ENVELOPE: Envelope = Envelope::Full;

    /// Other spellings of the name that clients use.
    const ALIASES: &'static [&'static str] = &[];

    /// How many characters its client tokens may have; 0 where it has no parameter `ClientToken`, which is ignored there.
    const CLIENT_TOKEN_MAX: usize = ClientToken::CHARS_MAX;

    /// Whether it has the parameter `DryRun`. Where it has not, a dry run is ignored.
    const DRY_RUN: bool = true;

    /// Checks rules between parameters, and between them and the world's settings, which decoding one by one cannot see.
    /// It runs before anything is looked up.
    #[doc(hidden)]
    fn check(&self, _context: &Context<'_>) -> Result<()> {
        Ok(())
    }

    /// The codes that come with what every call may carry.
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

    /// Whether it may refuse with this code.
    fn declares(code: Code) -> bool {
        Self::ERRORS.contains(&code) || Self::common_errors().contains(&code)
    }

    /// How it is known that it refuses with this code; `None` if it does not declare it.
    fn evidence(code: Code) -> Option<Evidence> {
        let listed = Self::CODE_EVIDENCE.iter().chain(COMMON_CODES).find(|(_, codes)| codes.contains(&code));
        Self::declares(code).then_some(listed.map_or(Evidence::DOCUMENTED, |(evidence, _)| *evidence))
    }
}

/// Codes with the evidence for them. The first entry that has a code counts.
pub type CodeEvidence = &'static [(Evidence, &'static [Code])];

/// The codes that operations without a documented list are taken to have.
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
    /// The witness: what the guard found, and `apply` consumes.
    type Witness;

    /// Returns what a client token is about: the member, flow log or child addressed, else the router, else nothing.
    fn resource(&self) -> String;

    /// The read-only check before the change. It may refuse.
    fn guard(&self, tx: &ReadTx<'_>) -> Result<Self::Witness>;

    /// The change.
    fn apply(self, witness: Self::Witness, tx: &WriteTx<'_>) -> Result<Self::Response>;
}

/// An operation that reads.
pub trait Query: Operation<Kind = Read> {
    /// Answers.
    fn run(&self, tx: &ReadTx<'_>) -> Result<Self::Response>;
}

/// The kind of operations that write.
pub enum Write {}

/// The kind of operations that read.
pub enum Read {}

/// Whether an operation reads or writes, and what the pipeline runs for it.
pub trait Kind<R: Operation> {
    /// What passes from the guard of a command to its change.
    type Witness;

    /// What the pipeline runs.
    const STEPS: Steps<R, Self::Witness>;

    /// Whether calls need a transaction and a client token.
    const WRITES: bool = matches!(Self::STEPS, Steps::Command { .. });
}

/// The steps of an operation. Only those of a command get to write.
pub enum Steps<R: Operation, W> {
    /// Those of a [`Query`].
    Query {
        /// [`Query::run`].
        run: fn(&R, &ReadTx<'_>) -> Result<R::Response>,
    },
    /// Those of a [`Command`].
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

/// Describes a call without its parameters: what decides whether it may happen.
pub struct Request<'a> {
    /// The name of the operation.
    pub action: &'static str,
    /// The account that calls.
    pub account: AccountId,
    /// Who calls in the name of the account.
    pub principal: Principal,
    /// The region that is called.
    pub region: &'a Region,
    /// Whether the call may change the world, and so needs a transaction and a client token. Neither a query nor a dry
    /// run does.
    pub writes: bool,
}

/// Who calls in the name of an account.
#[derive(Clone, Copy)]
pub enum Principal {
    /// The account itself.
    Account,
}

/// A request plus what every request may carry.
#[derive(Clone, Debug, PartialEq)]
pub struct Call<R> {
    pub(crate) request: R,
    /// The client token, or the text that is none.
    pub(crate) client_token: Option<Result<ClientToken, String>>,
    pub(crate) dry_run: bool,
}

impl<R: Operation> Call<R> {
    /// A call without a client token that is not a dry run.
    pub fn new(request: R) -> Self {
        Self { request, client_token: None, dry_run: false }
    }

    /// Makes retries safe: a second call with this token and the same parameters is answered like the first, without a
    /// second effect.
    ///
    /// A token has 1 to 255 characters from 0x21 to 0x7E, else the call is refused with
    /// `IllegalParamFormat.ClientToken`. An empty one counts as absent, and then the call's RequestId is its token.
    /// Queries check the form and ignore the token.
    #[must_use]
    pub fn client_token(mut self, token: impl Into<String>) -> Self {
        self.client_token = ClientToken::read(token.into(), R::CLIENT_TOKEN_MAX);
        self
    }

    /// Checks only. A dry run that passes is refused with `DryRunOperation`, HTTP 400, as documented for
    /// MoveResourceGroup.
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
    /// The id of the call, an upper-case UUID, never the same twice.
    pub request_id: String,
    /// Whether the call was answered from its client token, without executing.
    pub replayed: bool,
    /// The business fields of the answer.
    pub response: T,
}

/// The answer of operations that have no business fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Empty {}
