//! The lists with pages, each in a simulation of its own.

use ecr_sim::{EcrId, Simulator};

use crate::harness::{Answer, SimulatorExt, instant};

/// A list, and how to add and remove its entries.
struct List {
    action: &'static str,
    entries: &'static str,
    id: &'static str,
    default_size: u32,
    /// Filters that all entries match.
    filters: Vec<(&'static str, String)>,
    /// Creates entry number `n`, and returns its id.
    add: fn(&Simulator, &str, n: u32) -> String,
    remove: fn(&Simulator, &str, id: &str),
}

fn routers() -> List {
    List {
        action: "DescribeExpressConnectRouter",
        entries: "EcrList",
        id: "EcrId",
        default_size: 20,
        filters: vec![("Name", "paged".to_owned())],
        add: |sim, _, n| {
            let asn = (64512 + n).to_string();
            let answer =
                sim.ask("CreateExpressConnectRouter", &[("AlibabaSideAsn", &asn), ("Name", "paged")]);
            answer.text("EcrId").to_owned()
        },
        remove: |sim, _, id| assert_eq!(sim.ask("DeleteExpressConnectRouter", &[("EcrId", id)]).status, 200),
    }
}

fn child_instances(router: &EcrId) -> List {
    List {
        action: "DescribeExpressConnectRouterChildInstance",
        entries: "ChildInstanceList",
        id: "ChildInstanceId",
        default_size: 20,
        // The VBR of the simulation itself is in another region than the entries.
        filters: vec![("EcrId", router.to_string()), ("ChildInstanceRegionId", "cn-beijing".to_owned())],
        add: |sim, router, n| {
            let vbr = format!("vbr-paged-{n}");
            let of = [("EcrId", router), ("ChildInstanceId", &vbr), ("ChildInstanceType", "VBR")];
            let pairs = [&of[..], &[("ChildInstanceRegionId", "cn-beijing")]].concat();
            assert_eq!(sim.ask("AttachExpressConnectRouterChildInstance", &pairs).status, 200);
            vbr
        },
        remove: |sim, router, id| {
            let pairs = [("EcrId", router), ("ChildInstanceId", id), ("ChildInstanceType", "VBR")];
            assert_eq!(sim.ask("DetachExpressConnectRouterChildInstance", &pairs).status, 200);
        },
    }
}

fn flow_logs(router: &EcrId) -> List {
    List {
        action: "DescribeFlowLogs",
        entries: "FlowLogs",
        id: "FlowLogId",
        default_size: 10,
        filters: vec![("EcrId", router.to_string())],
        add: |sim, router, _| sim.flow_log(&router.parse().unwrap(), "vbr-home").to_string(),
        remove: |sim, router, id| {
            assert_eq!(sim.ask("DeleteFlowlog", &[("EcrId", router), ("FlowLogId", id)]).status, 200);
        },
    }
}

/// One tag of each router.
fn tags() -> List {
    List {
        action: "ListTagResources",
        entries: "TagResources",
        id: "ResourceId",
        default_size: 20,
        filters: vec![("ResourceType", "EXPRESSCONNECTROUTER".to_owned()), ("Tag.1.Key", "paged".to_owned())],
        add: |sim, _, n| {
            let asn = (64512 + n).to_string();
            let pairs = [("AlibabaSideAsn", asn.as_str()), ("Tag.1.Key", "paged")];
            sim.ask("CreateExpressConnectRouter", &pairs).text("EcrId").to_owned()
        },
        ..routers()
    }
}

fn associations(router: &EcrId) -> List {
    List {
        action: "DescribeExpressConnectRouterAssociation",
        entries: "AssociationList",
        id: "AssociationId",
        default_size: 20,
        filters: vec![("EcrId", router.to_string()), ("AssociationNodeType", "VPC".to_owned())],
        add: |sim, router, n| {
            let vpc = format!("vpc-paged-{n}");
            let pairs = [("EcrId", router), ("VpcId", &vpc), ("AssociationRegionId", "cn-beijing")];
            sim.ask("CreateExpressConnectRouterAssociation", &pairs).text("AssociationId").to_owned()
        },
        remove: |sim, router, id| {
            let pairs = [("EcrId", router), ("AssociationId", id)];
            assert_eq!(sim.ask("DeleteExpressConnectRouterAssociation", &pairs).status, 200);
        },
    }
}

fn grants(router: &EcrId) -> List {
    const OWNER: &str = "1234567890123456";
    List {
        action: "DescribeInstanceGrantedToExpressConnectRouter",
        entries: "EcrGrantedInstanceList",
        id: "NodeId",
        default_size: 20,
        filters: vec![("EcrId", router.to_string())],
        add: |sim, router, n| {
            let vpc = format!("vpc-paged-{n}");
            let of = [("EcrId", router), ("EcrOwnerAliUid", OWNER), ("InstanceId", &vpc)];
            let pairs = [&of[..], &[("InstanceType", "VPC"), ("InstanceRegionId", "cn-beijing")]].concat();
            assert_eq!(sim.ask("GrantInstanceToExpressConnectRouter", &pairs).status, 200);
            vpc
        },
        remove: |sim, router, id| {
            let of = [("EcrId", router), ("EcrOwnerAliUid", OWNER), ("InstanceId", id)];
            let pairs = [&of[..], &[("InstanceType", "VPC"), ("InstanceRegionId", "cn-beijing")]].concat();
            assert_eq!(sim.ask("RevokeInstanceFromExpressConnectRouter", &pairs).status, 200);
        },
    }
}

/// A simulation with a list.
pub struct PagedList {
    pub sim: Simulator,
    home: EcrId,
    list: List,
}

impl PagedList {
    /// Returns every list, with `count` entries each, and the ids of these.
    pub fn each(count: u32) -> Vec<(Self, Vec<String>)> {
        let lists =
            [|_: &EcrId| routers(), |_: &EcrId| tags(), child_instances, flow_logs, associations, grants];
        lists
            .into_iter()
            .map(|list| {
                let sim = instant();
                let home = sim.router(45104);
                sim.vbr(&home, "vbr-home");
                let paged = Self { list: list(&home), sim, home };
                let ids = (0..count).map(|n| paged.add(n)).collect();
                (paged, ids)
            })
            .collect()
    }

    pub fn add(&self, n: u32) -> String {
        (self.list.add)(&self.sim, self.home.as_str(), n)
    }

    pub fn remove(&self, id: &str) {
        (self.list.remove)(&self.sim, self.home.as_str(), id);
    }

    pub fn action(&self) -> &'static str {
        self.list.action
    }

    /// Returns the size of a page if the query does not set it.
    pub fn default_size(&self) -> u32 {
        self.list.default_size
    }

    /// Returns the pairs of a query for all entries.
    pub fn filters(&self) -> &[(&'static str, String)] {
        &self.list.filters
    }

    pub fn page(&self, more: &[(&str, &str)]) -> Answer {
        let filters = self.list.filters.iter().map(|(name, value)| (*name, value.as_str()));
        let pairs: Vec<(&str, &str)> = filters.chain(more.iter().copied()).collect();
        self.sim.ask(self.list.action, &pairs)
    }

    pub fn ids<'a>(&self, page: &'a Answer) -> Vec<&'a str> {
        page.each(self.list.entries, self.list.id)
    }

    /// Returns the tokens of all pages of one entry.
    pub fn tokens(&self) -> Vec<String> {
        let next = |token: &String| {
            let page = self.page(&[("MaxResults", "1"), ("NextToken", token)]);
            Some(page.text("NextToken").to_owned()).filter(|token| !token.is_empty())
        };
        std::iter::successors(next(&String::new()), next).collect()
    }
}
