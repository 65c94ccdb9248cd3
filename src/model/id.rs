//! Ids of resources: a prefix and then `[a-z0-9-]+`. Any length is allowed, so that tests can use `ecr-1` (our choice).
//!
//! Commands use these types. Queries take any text as an id, which may match nothing.

fn has_form(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    })
}

text_type! {
    /// The id of a router, `ecr-…`.
    EcrId: "ecr-…", |text| has_form(text, "ecr-")
}

text_type! {
    /// The id of a member of a router, `ecr-assoc-…`.
    AssociationId: "ecr-assoc-…", |text| has_form(text, "ecr-assoc-")
}

text_type! {
    /// The id of a flow log, `ecr-flog-…`, or `flowlog-…` as in older samples.
    FlowLogId: "ecr-flog-… or flowlog-…", |text| has_form(text, "ecr-flog-") || has_form(text, "flowlog-")
}

text_type! {
    /// The id of a virtual border router, `vbr-…`.
    VbrId: "vbr-…", |text| has_form(text, "vbr-")
}

text_type! {
    /// The id of a virtual private cloud, `vpc-…`.
    VpcId: "vpc-…", |text| has_form(text, "vpc-")
}

text_type! {
    /// The id of a transit router, `tr-…`.
    TransitRouterId: "tr-…", |text| has_form(text, "tr-")
}

text_type! {
    /// The id of a Cloud Enterprise Network instance, `cen-…`.
    CenId: "cen-…", |text| has_form(text, "cen-")
}

text_type! {
    /// The id of a grant, `gr-…`.
    GrantId: "gr-…", |text| has_form(text, "gr-")
}

text_type! {
    /// The id of an instance that can be granted: a VPC, `vpc-…`, or a VBR, `vbr-…`.
    GrantedId: "vpc-… or vbr-…", |text| has_form(text, "vpc-") || has_form(text, "vbr-")
}

text_type! {
    /// The id of the next hop of a route: a VBR, `vbr-…`, a VPC, `vpc-…`, or a transit router, `tr-…`.
    NextHopId: "vbr-…, vpc-… or tr-…", |text| has_form(text, "vbr-") || has_form(text, "vpc-") || has_form(text, "tr-")
}

text_type! {
    /// The id of a resource group, `rg-…`.
    ResourceGroupId: "rg-…", |text| has_form(text, "rg-")
}

list_type! {
    /// Ids of routers to add tags to: at most 20 (documented). An id may be repeated.
    RouterIds of EcrId, at most 20
}

list_type! {
    /// Ids of routers to remove tags from: at most 50 (documented). An id may be repeated.
    UntaggedRouterIds of EcrId, at most 50
}

impl Default for ResourceGroupId {
    /// Returns the group of a resource that was created without one (a fixed id, our choice).
    fn default() -> Self {
        Self("rg-acfmxecrsim0001".to_owned())
    }
}
