//! The list of all operations, and calls by action name.

#[cfg(test)]
mod tests;

use crate::api::*;
use crate::error::{Code, Fault, Refusal, Result};
use crate::model::Evidence;
use crate::operation::{Call, Kind, Operation, Parameter};
use crate::simulator::Simulator;
use crate::wire::{Params, WireReply};

/// Every operation of the API, grouped by noun.
pub static OPERATIONS: &[OperationEntry] = &[
    OperationEntry::of::<CreateExpressConnectRouter>(),
    OperationEntry::of::<ModifyExpressConnectRouter>(),
    OperationEntry::of::<DescribeExpressConnectRouter>(),
    OperationEntry::of::<DeleteExpressConnectRouter>(),
    OperationEntry::of::<ForceDeleteExpressConnectRouter>(),
    OperationEntry::of::<MoveResourceGroup>(),
    OperationEntry::of::<ListExpressConnectRouterSupportedRegion>(),
    OperationEntry::of::<DescribeExpressConnectRouterRegion>(),
    OperationEntry::of::<CheckAddRegionToExpressConnectRouter>(),
    OperationEntry::of::<ModifyExpressConnectRouterInterRegionTransitMode>(),
    OperationEntry::of::<DescribeExpressConnectRouterInterRegionTransitMode>(),
    OperationEntry::of::<SynchronizeExpressConnectRouterInterRegionBandwidth>(),
    OperationEntry::of::<CreateExpressConnectRouterAssociation>(),
    OperationEntry::of::<DeleteExpressConnectRouterAssociation>(),
    OperationEntry::of::<ModifyExpressConnectRouterAssociation>(),
    OperationEntry::of::<ModifyExpressConnectRouterAssociationAllowedPrefix>(),
    OperationEntry::of::<DescribeExpressConnectRouterAssociation>(),
    OperationEntry::of::<DescribeExpressConnectRouterAllowedPrefixHistory>(),
    OperationEntry::of::<AttachExpressConnectRouterChildInstance>(),
    OperationEntry::of::<DetachExpressConnectRouterChildInstance>(),
    OperationEntry::of::<ModifyExpressConnectRouterChildInstance>(),
    OperationEntry::of::<DescribeExpressConnectRouterChildInstance>(),
    OperationEntry::of::<DescribeExpressConnectRouterRouteEntries>(),
    OperationEntry::of::<DescribeDisabledExpressConnectRouterRouteEntries>(),
    OperationEntry::of::<DisableExpressConnectRouterRouteEntries>(),
    OperationEntry::of::<EnableExpressConnectRouterRouteEntries>(),
    OperationEntry::of::<GrantInstanceToExpressConnectRouter>(),
    OperationEntry::of::<RevokeInstanceFromExpressConnectRouter>(),
    OperationEntry::of::<DescribeInstanceGrantedToExpressConnectRouter>(),
    OperationEntry::of::<CreateFlowLog>(),
    OperationEntry::of::<DeleteFlowlog>(),
    OperationEntry::of::<ActivateFlowLog>(),
    OperationEntry::of::<DeactivateFlowLog>(),
    OperationEntry::of::<ModifyFlowLogAttribute>(),
    OperationEntry::of::<DescribeFlowLogs>(),
    OperationEntry::of::<TagResources>(),
    OperationEntry::of::<UntagResources>(),
    OperationEntry::of::<ListTagResources>(),
];

/// An operation as data, without its type.
#[derive(Clone, Copy, Debug)]
pub struct OperationEntry {
    name: &'static str,
    aliases: &'static [&'static str],
    writes: bool,
    errors: &'static [Code],
    common_errors: fn() -> &'static [Code],
    evidence: fn(Code) -> Option<Evidence>,
    answer_evidence: Evidence,
    field_evidence: &'static [(&'static str, Evidence)],
    parameters: &'static [Parameter],
    one_of: &'static [&'static str],
    dry_run: bool,
    client_token_max: usize,
    invoke: fn(&Simulator, &[(&str, &str)]) -> WireReply,
    #[cfg(test)]
    reread: fn(&[(&str, &str)]) -> tests::Reread,
}

impl OperationEntry {
    const fn of<R: Operation>() -> Self {
        Self {
            name: R::NAME,
            aliases: R::ALIASES,
            writes: R::Kind::WRITES,
            errors: R::ERRORS,
            common_errors: R::common_errors,
            evidence: R::evidence,
            answer_evidence: R::ANSWER_EVIDENCE,
            field_evidence: R::FIELD_EVIDENCE,
            parameters: R::PARAMETERS,
            one_of: R::ONE_OF,
            dry_run: R::DRY_RUN,
            client_token_max: R::CLIENT_TOKEN_MAX,
            invoke: invoke::<R>,
            #[cfg(test)]
            reread: tests::reread::<R>,
        }
    }

    /// Returns the name of the action.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns whether it is a command. A query changes nothing.
    pub fn writes(&self) -> bool {
        self.writes
    }

    /// Returns every code that it may refuse with.
    pub fn errors(&self) -> impl Iterator<Item = Code> {
        self.errors.iter().chain((self.common_errors)()).copied()
    }

    /// Returns the evidence that it refuses with this code, or `None` if it does not.
    pub fn evidence(&self, code: Code) -> Option<Evidence> {
        (self.evidence)(code)
    }

    /// Returns the evidence for the fields of its answer, except for those of [`OperationEntry::field_evidence`].
    pub fn answer_evidence(&self) -> Evidence {
        self.answer_evidence
    }

    /// Returns the fields of its answer with other evidence than the rest, as paths such as `EcrList[].Tags`.
    pub fn field_evidence(&self) -> &'static [(&'static str, Evidence)] {
        self.field_evidence
    }

    /// Returns names of parameters. At least one of them is required. Empty if there is no such rule.
    pub fn one_of(&self) -> &'static [&'static str] {
        self.one_of
    }

    /// Returns its parameters in the order of the API, then `DryRun` and `ClientToken` if it has them. Other parameters
    /// are ignored.
    pub fn parameters(&self) -> impl Iterator<Item = Parameter> {
        let client_token = Parameter::client_token(self.client_token_max);
        let common =
            [self.dry_run.then_some(Parameter::DRY_RUN), (self.client_token_max > 0).then_some(client_token)];
        self.parameters.iter().copied().chain(common.into_iter().flatten())
    }
}

impl Simulator {
    /// Performs an operation by action name and name/value pairs, as a client does, and returns the documented JSON.
    ///
    /// Undeclared parameters are ignored. If a name occurs twice, its last value counts. An unknown action is refused with
    /// `InvalidAction.NotFound`, HTTP 404. A fault returns HTTP 500 with the gateway's `InternalError`.
    ///
    /// ```
    /// let sim = ecr_sim::Simulator::in_memory()?;
    /// let reply = sim.invoke("CreateExpressConnectRouter", [("AlibabaSideAsn", "64512")]);
    /// assert_eq!(reply.http_status, 200);
    /// assert!(reply.body.contains(r#""EcrId":"ecr-"#));
    ///
    /// let reply = sim.invoke("DeleteFlowlog", [("EcrId", "ecr-1")]);
    /// assert_eq!(reply.http_status, 400);
    /// assert!(reply.body.contains(r#""Code":"MissingParam.FlowLogId""#));
    /// # Ok::<(), ecr_sim::Error>(())
    /// ```
    pub fn invoke<'a>(&self, action: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> WireReply {
        let pairs: Vec<(&str, &str)> = pairs.into_iter().collect();
        let named =
            |operation: &&OperationEntry| operation.name == action || operation.aliases.contains(&action);
        match OPERATIONS.iter().find(named) {
            Some(operation) => (operation.invoke)(self, &pairs),
            None => {
                let refusal = Refusal::about(Code::InvalidActionNotFound, "Action").with_value(action);
                self.written(self.refuse(refusal))
            }
        }
    }

    /// Returns the answer, or the envelope of the error.
    fn written(&self, (request_id, answer): (String, Result<WireReply>)) -> WireReply {
        answer.unwrap_or_else(|error| WireReply::error(&error, &request_id, self.region()))
    }
}

fn invoke<R: Operation>(simulator: &Simulator, pairs: &[(&str, &str)]) -> WireReply {
    let (request_id, answer) = simulator.answer(decode::<R>(pairs));
    let answer =
        answer.and_then(|reply| Ok(WireReply::success(R::ENVELOPE, &reply.request_id, &reply.response)?));
    simulator.written((request_id, answer))
}

fn decode<R: Operation>(pairs: &[(&str, &str)]) -> Result<Call<R>> {
    let mut params = Params::new(pairs, R::declares);
    let request = R::decode(&mut params);
    let dry_run = if R::DRY_RUN { params.dry_run() } else { Some(false) };
    let client_token = params.client_token(R::CLIENT_TOKEN_MAX);
    match (params.into_problem(), request, dry_run, client_token) {
        (None, Some(request), Some(dry_run), Some(client_token)) => {
            Ok(Call { request, client_token: client_token.map(Ok), dry_run })
        }
        (Some(refusal), ..) => Err(refusal.into()),
        (None, ..) => Err(Fault::Internal(format!("{} was not decoded, for no reason", R::NAME)).into()),
    }
}
