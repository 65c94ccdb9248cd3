//! Ids of resources: a prefix and then `[a-z0-9-]+`. No rule on length: tests like to say `ecr-1` (our choice).
//!
//! These types are for commands. In a query every id is an opaque text that may match nothing.

fn has_form(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    })
}

text_type! {
    /// The id of a router, `ecr-…`.
    EcrId, |text| has_form(text, "ecr-")
}

text_type! {
    /// The id of a member of a router, `ecr-assoc-…`.
    AssociationId, |text| has_form(text, "ecr-assoc-")
}

text_type! {
    /// The id of a flow log, `ecr-flog-…`; older samples say `flowlog-…`, which is accepted too.
    FlowLogId, |text| has_form(text, "ecr-flog-") || has_form(text, "flowlog-")
}

text_type! {
    /// The id of a virtual border router, `vbr-…`.
    VbrId, |text| has_form(text, "vbr-")
}

text_type! {
    /// The id of a resource group, `rg-…`.
    ResourceGroupId, |text| has_form(text, "rg-")
}

impl Default for ResourceGroupId {
    /// The group that a resource shows when none was given (a fixed id, our choice).
    fn default() -> Self {
        Self("rg-acfmxecrsim0001".to_owned())
    }
}
