//! What is aimed at, and what stands in the way where it is missed.

use crate::fixture::Kind;

/// Where one connection is not enough, so many.
pub const MANY: usize = 8;

/// A lower limit of the requests per second, beside the server that answers the same bytes.
pub struct Target {
    pub kind: Kind,
    pub connections: usize,
    pub at_least: f64,
    /// Shown where the target is missed.
    pub reason: &'static str,
}

impl Target {
    const fn new(kind: Kind, connections: usize, at_least: f64, reason: &'static str) -> Self {
        Self { kind, connections, at_least, reason }
    }

    pub fn is_for(&self, kind: Kind, connections: usize) -> bool {
        (self.kind, self.connections) == (kind, connections)
    }
}

const ONE: &str = "A ninth of the floor's round trip is left for the call, which takes more also without HTTP, in the process.";
const EIGHT: &str = "Two thirds of the floor's time are left for the call, which takes that also without HTTP, in the process, and for \
                     parameters, hosts, answer and log.";

/// In memory, without checked signatures.
pub static TARGETS: [Target; 4] = [
    Target::new(Kind::Describe, 1, 0.9, ONE),
    Target::new(Kind::Delete, 1, 0.9, ONE),
    Target::new(Kind::Describe, MANY, 0.6, EIGHT),
    Target::new(Kind::Delete, MANY, 0.6, EIGHT),
];
