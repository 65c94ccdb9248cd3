//! What is aimed at, and what stands in the way where it is missed.

/// An upper limit.
pub enum AtMost {
    /// So many times as much.
    Times(f64),
    /// So many microseconds more.
    Microseconds(f64),
    Bytes(f64),
}

impl AtMost {
    pub fn allows(&self, value: f64) -> bool {
        let (Self::Times(limit) | Self::Microseconds(limit) | Self::Bytes(limit)) = self;
        value <= *limit
    }

    /// The limit as a text.
    pub fn limit(&self) -> String {
        match self {
            Self::Times(limit) => format!("≤ {limit} ×"),
            Self::Microseconds(limit) => format!("≤ +{limit} µs"),
            Self::Bytes(limit) => format!("≤ {limit} B"),
        }
    }

    /// A measured value as a text.
    pub fn value(&self, value: f64) -> String {
        match self {
            Self::Times(_) => format!("{value:.2} ×"),
            Self::Microseconds(_) => format!("{value:+.2} µs"),
            Self::Bytes(_) => format!("{value:.0} B"),
        }
    }
}

pub struct Target {
    pub what: &'static str,
    pub at_most: AtMost,
    /// Shown where the target is missed.
    pub reason: &'static str,
}

impl Target {
    const fn times(what: &'static str, limit: f64, reason: &'static str) -> Self {
        Self { what, at_most: AtMost::Times(limit), reason }
    }

    const fn bytes(what: &'static str, limit: f64) -> Self {
        let reason = "The token's row holds the request as JSON and what the token is about; a flow log's row is wider, and \
                      has an index more.";
        Self { what, at_most: AtMost::Bytes(limit), reason }
    }
}

const ONE_INDEX_MORE: &str = "A flow log has an index more than the floor's and a wider row, and the token's row holds the request too.";
const MORE_PAGES: &str = "A flow log and its token lie in five B-trees, the floor's in four, and their rows are wider, so more \
                          pages are outside the page cache of 2 MB.";
const TAIL: &str = "A commit that needs pages outside the page cache and a processor that others use are not told apart; the \
                    floor's p99 stands beside it below.";
const PAGES_WRITTEN: &str =
    "A commit writes at least five pages, the floor's four: a router's flow logs have an index.";

pub static DELETE_FIRST: Target =
    Target::times("DeleteFlowlog with a token beside its floor, first aim", 1.5, ONE_INDEX_MORE);
pub static DELETE: Target =
    Target::times("DeleteFlowlog with a token beside its floor, in the end", 1.2, ONE_INDEX_MORE);
pub static INVOKE: Target = Target {
    what: "the same through `invoke` beside the delete's floor",
    at_most: AtMost::Microseconds(3.0),
    reason: "The pairs are read and the JSON is written on top of the delete.",
};
pub static REFUSAL: Target =
    Target::times("refusal by a guard beside the delete", 1.0, "It begins a transaction and rolls it back.");
pub static REPLAY: Target =
    Target::times("replay of a token beside the delete", 1.0, "It reads the stored request and answer.");
pub static DESCRIBE: Target = Target::times(
    "DescribeFlowLogs of one beside the delete",
    1.0,
    "It reads a row of 16 columns and builds an answer of as many fields.",
);

/// Growth of the calls beside that of their floors.
pub static GROWTH: [Target; 4] = [
    Target::times("growth of DeleteFlowlog beside its floor's", 1.3, MORE_PAGES),
    Target::times("growth of CreateFlowLog beside its floor's", 1.3, MORE_PAGES),
    Target::times(
        "growth of DescribeFlowLogs of one beside its floor's",
        1.3,
        "It reads the row itself; the floor's answer stands in the index, which has fewer pages.",
    ),
    Target::times(
        "growth of DescribeFlowLogs of a page of 10 beside its floor's",
        1.3,
        "`TotalCount` counts the 100 flow logs of the router, which the floor leaves out.",
    ),
];

/// The slowest hundredth of the calls beside their median.
pub static TAILS: [Target; 4] = [
    Target::times("p99 of DeleteFlowlog beside its p50", 10.0, TAIL),
    Target::times("p99 of CreateFlowLog beside its p50", 10.0, TAIL),
    Target::times("p99 of DescribeFlowLogs of one beside its p50", 10.0, TAIL),
    Target::times("p99 of DescribeFlowLogs of a page of 10 beside its p50", 10.0, TAIL),
];

pub static FRESH: Target = Target::times(
    "a fresh simulator beside a copy of the same bytes",
    1.3,
    "The connection is hardened, and settings, clock and ids come on top of the copy.",
);
pub static FORK: Target = Target::times(
    "`fork()` beside a copy of the same bytes",
    1.3,
    "The connection is hardened, and settings, clock and ids come on top of the copy.",
);
pub static NORMAL: Target =
    Target::times("DeleteFlowlog in a file, `NORMAL`, beside its floor", 1.1, PAGES_WRITTEN);
pub static FULL: Target =
    Target::times("DeleteFlowlog in a file, `FULL`, beside its floor", 1.1, PAGES_WRITTEN);
pub static BYTES_FIRST: Target =
    Target::bytes("database per flow log with its token's row, first aim", 800.0);
pub static BYTES: Target = Target::bytes("database per flow log with its token's row, in the end", 600.0);
