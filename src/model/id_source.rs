//! Ids: derived from the seed and a counter, never drawn from the environment.
//!
//! ChaCha8 is addressed by the counter, so an id needs no history. Its stream never changes between versions of `rand`,
//! unlike that of `StdRng`; pinned vectors in the tests hold us to it.

use std::str::FromStr;

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

use crate::error::{Fault, Result};
use crate::model::{AssociationId, EcrId, FlowLogId, GrantId};

/// The streams of the generator, one for each kind of id.
#[derive(Clone, Copy)]
enum Stream {
    Request,
    Router,
    Association,
    FlowLog,
    Grant,
}

fn generator(seed: u64, stream: Stream) -> ChaCha8Rng {
    let mut key = [0; 32];
    for (byte, of_seed) in key.iter_mut().zip(seed.to_le_bytes()) {
        *byte = of_seed;
    }
    let mut generator = ChaCha8Rng::from_seed(key);
    generator.set_stream(stream as u64);
    generator
}

/// Derives the ids of resources.
#[derive(Clone, Copy)]
pub struct Ids {
    seed: u64,
}

impl Ids {
    /// Returns the ids of this seed.
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// Returns the id of the router with this internal key: `ecr-` and 18 characters, as in most samples.
    pub fn router(&self, key: i64) -> Result<EcrId> {
        self.derive(Stream::Router, key, "ecr-", 18)
    }

    /// Returns the id of the member with this internal key: `ecr-assoc-` and 18 characters, as in the samples.
    pub fn association(&self, key: i64) -> Result<AssociationId> {
        self.derive(Stream::Association, key, "ecr-assoc-", 18)
    }

    /// Returns the id of the flow log with this internal key: `ecr-flog-` and 16 characters, as in the newer samples.
    pub fn flow_log(&self, key: i64) -> Result<FlowLogId> {
        self.derive(Stream::FlowLog, key, "ecr-flog-", 16)
    }

    /// Returns the id of the grant with this internal key: `gr-` and 18 characters, as in the samples.
    pub fn grant(&self, key: i64) -> Result<GrantId> {
        self.derive(Stream::Grant, key, "gr-", 18)
    }

    fn derive<T: FromStr>(&self, stream: Stream, key: i64, prefix: &str, length: usize) -> Result<T> {
        let mut generator = generator(self.seed, stream);
        generator.set_block_pos(key.cast_unsigned());
        let mut bytes = [0; 16];
        generator.fill_bytes(&mut bytes);
        let mut rest = u128::from_le_bytes(bytes);
        let mut id = String::with_capacity(prefix.len() + length);
        id.push_str(prefix);
        for _ in 0..length {
            // 128 bits are enough for 24 digits of base 36. A digit below 36 always is one.
            let digit = u32::try_from(rest % 36).unwrap_or_default();
            id.push(char::from_digit(digit, 36).unwrap_or_default());
            rest /= 36;
        }
        id.parse().map_err(|_| Fault::Internal(format!("the id of key {key} has no legal form")).into())
    }
}

/// The sequence of RequestIds: upper-case UUIDs of version 4.
pub struct RequestIds {
    generator: ChaCha8Rng,
    position: u64,
}

impl RequestIds {
    /// Returns the sequence of this seed, from a position on.
    pub fn new(seed: u64, position: u64) -> Self {
        let mut generator = generator(seed, Stream::Request);
        // Four 32-bit words make an id.
        generator.set_word_pos(u128::from(position) * 4);
        Self { generator, position }
    }

    /// Returns how many ids were given out.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Returns the next id.
    pub fn next_id(&mut self) -> String {
        let mut bytes = [0; 16];
        self.generator.fill_bytes(&mut bytes);
        self.position += 1;
        let id = uuid::Builder::from_random_bytes(bytes).into_uuid();
        id.hyphenated().encode_upper(&mut Uuid::encode_buffer()).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The vectors were computed by another implementation of ChaCha8, from the definition of the cipher.

    #[test]
    fn the_ids_of_a_seed_never_change() {
        let ids = Ids::new(0);
        assert_eq!(ids.router(1).unwrap().as_str(), "ecr-nox3qh4zi3iqd2dw07");
        assert_eq!(ids.association(2).unwrap().as_str(), "ecr-assoc-pj1tdetciq1ooqekdz");
        assert_eq!(ids.flow_log(3).unwrap().as_str(), "ecr-flog-x7to61em0jt339pk");
        assert_eq!(Ids::new(7).router(1).unwrap().as_str(), "ecr-7m71r5tbildclfsgks");
    }

    #[test]
    fn the_request_ids_of_a_seed_never_change() {
        let mut ids = RequestIds::new(0, 0);
        assert_eq!(ids.next_id(), "3E00EF2F-895F-40D6-BF5B-B8E81F09A5A1");
        assert_eq!(ids.next_id(), "2C840EC3-CE9A-4F3B-981B-E188EF711A1E");
    }

    #[test]
    fn a_request_id_depends_on_its_position_only() {
        let mut from_start = RequestIds::new(7, 0);
        let sequence: Vec<String> = (0..40).map(|_| from_start.next_id()).collect();
        for (position, id) in (0..).zip(&sequence) {
            assert_eq!(RequestIds::new(7, position).next_id(), *id, "position {position}");
        }
        assert_eq!(from_start.position(), 40);
    }
}
