//! The operations as `operations.json` declares them: parameters in order, and the codes that the model needs.

mod flow_log;
mod grant;
mod member;
mod region;
mod route;
mod router;
mod tag;

use crate::decode::Need::{self, Optional, Required, Verbatim};
use crate::decode::Rule::{self, Id, Number, Opaque, Page, Word};
use crate::decode::{Operation, Parameter};
use crate::list::Items;

const FORCE_DELETING: &str = "OperationDenied.ForceDeleting";
const STATUS: &str = "IncorrectStatus.Ecr";
const MEMBER_STATUS: &str = "IncorrectStatus.EcrAssociation";
const LOCK: &str = "Conflict.Lock";
const ILLEGAL: Option<&str> = Some("IllegalParam.%s");

const fn p(name: &'static str, need: Need, rule: Rule) -> Parameter {
    Parameter { name, need, rule }
}

const ECR_ID: Parameter = p("EcrId", Required, Id(&["ecr-"]));
/// The router that a query is about.
const ANY_ECR_ID: Parameter = p("EcrId", Required, Opaque);
const MAX_RESULTS: Parameter = p("MaxResults", Verbatim, Number(&[(1, 2_147_483_647)]));
const NEXT_TOKEN: Parameter = p("NextToken", Optional, Page);
const ACCOUNT: Rule = Number(&[(1, i64::MAX)]);
const VBR: Rule = Word(&["VBR"]);
const GROUP: Rule = Id(&["rg-"]);
const TAGS: Rule = Rule::List(Items::Tags);
const PATTERNS: Rule = Rule::List(Items::Patterns("Key", "Value"));
const ROUTER_TYPE: Parameter = p("ResourceType", Required, Word(&["EXPRESSCONNECTROUTER"]));

/// A query.
const fn query(name: &'static str, parameters: &'static [Parameter]) -> Operation {
    Operation {
        name,
        alias: None,
        writes: false,
        dry_run: true,
        token_most: 255,
        resource: None,
        value_code: ILLEGAL,
        busy: &[],
        one_of: &[],
        parameters,
    }
}

/// A command on a router.
const fn on_router(
    name: &'static str,
    busy: &'static [&'static str],
    parameters: &'static [Parameter],
) -> Operation {
    Operation {
        name,
        alias: None,
        writes: true,
        dry_run: true,
        token_most: 255,
        resource: Some("EcrId"),
        value_code: None,
        busy,
        one_of: &[],
        parameters,
    }
}

/// The operations.
pub fn all() -> impl Iterator<Item = &'static Operation> {
    let nouns: [&'static [Operation]; 7] = [
        &router::OPERATIONS,
        &member::OPERATIONS,
        &flow_log::OPERATIONS,
        &region::OPERATIONS,
        &route::OPERATIONS,
        &grant::OPERATIONS,
        &tag::OPERATIONS,
    ];
    nouns.into_iter().flatten()
}

/// Returns the operation with this name.
pub fn operation(name: &str) -> Option<&'static Operation> {
    all().find(|operation| operation.name == name)
}
