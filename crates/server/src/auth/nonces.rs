//! The used nonces.

use std::collections::{HashSet, VecDeque};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

/// A call's time may be 15 minutes ahead and is accepted until it is 15 minutes old, so a call can be replayed for that long.
const KEPT: Duration = Duration::from_secs(30 * 60);
/// The most nonces kept; then the oldest is dropped. They take about 50 MB and cover 290 calls a second for half an hour.
const KEPT_MAX: usize = 1 << 19;

/// The nonces of the last 30 minutes, by access key.
#[derive(Debug, Default)]
pub struct Nonces {
    used: HashSet<u128>,
    /// The oldest first, so that dropping one is as cheap as adding one.
    by_age: VecDeque<(SystemTime, u128)>,
}

impl Nonces {
    /// Marks a nonce of a key as used. Returns whether it was unused.
    pub fn spend(&mut self, access_key: &str, nonce: &str, now: SystemTime) -> bool {
        while self.oldest_is_over(now) {
            self.forget_oldest();
        }
        let id = id(access_key, nonce);
        let new = self.used.insert(id);
        if new {
            self.by_age.push_back((now, id));
        }
        if self.by_age.len() > KEPT_MAX {
            self.forget_oldest();
        }
        new
    }

    fn oldest_is_over(&self, now: SystemTime) -> bool {
        let age = self.by_age.front().map(|(then, _)| now.duration_since(*then).unwrap_or_default());
        age.is_some_and(|age| age > KEPT)
    }

    fn forget_oldest(&mut self) {
        if let Some((_, id)) = self.by_age.pop_front() {
            self.used.remove(&id);
        }
    }
}

/// Hashes key and nonce, because a nonce may be long. No access key id contains a line break.
fn id(access_key: &str, nonce: &str) -> u128 {
    let hash = Sha256::digest(format!("{access_key}\n{nonce}"));
    hash.iter().take(16).fold(0, |id, &byte| id << 8 | u128::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_used_for_thirty_minutes() {
        let mut nonces = Nonces::default();
        let start = SystemTime::UNIX_EPOCH + KEPT;
        assert!(nonces.spend("a", "n", start));
        for (later, again) in [(0, false), (30 * 60, false), (30 * 60 + 1, true), (30 * 60 + 2, false)] {
            assert_eq!(nonces.spend("a", "n", start + Duration::from_secs(later)), again, "{later}");
        }
        assert!(!nonces.spend("a", "n", start), "a clock that goes back");
    }

    #[test]
    fn what_is_over_is_forgotten() {
        let mut nonces = Nonces::default();
        let start = SystemTime::UNIX_EPOCH;
        for n in 0..1_000 {
            assert!(nonces.spend("a", &n.to_string(), start));
        }
        assert!(nonces.spend("a", "last", start + KEPT + Duration::from_secs(1)));
        assert_eq!((nonces.used.len(), nonces.by_age.len()), (1, 1));
    }

    #[test]
    fn the_oldest_is_forgotten_for_a_new_one_but_not_for_one_that_was_used() {
        let mut nonces = Nonces::default();
        let spend = |nonces: &mut Nonces, n: usize| nonces.spend("a", &n.to_string(), SystemTime::UNIX_EPOCH);
        assert!((0..KEPT_MAX).all(|n| spend(&mut nonces, n)));
        assert!(!spend(&mut nonces, 1) && !spend(&mut nonces, 0));
        assert!(spend(&mut nonces, KEPT_MAX));
        assert_eq!((nonces.used.len(), nonces.by_age.len()), (KEPT_MAX, KEPT_MAX));
        assert!(!spend(&mut nonces, 1) && spend(&mut nonces, 0));
    }
}
