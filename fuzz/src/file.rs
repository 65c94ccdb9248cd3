//! A damaged file: it is refused with a typed fault and not written to, or opened, and never ends in a panic.
//!
//! The input is which of two sound files is damaged, and five bytes for each change to it: kind and place.

use std::sync::LazyLock;

use crate::properties::damage::{Damage, Sound, Wound};

static SOUND: LazyLock<Sound> = LazyLock::new(Sound::new);

fn wound(&[kind, a, b, c, d]: &[u8; 5]) -> Wound {
    match kind % 8 {
        0 => Wound::Cut { at: u32::from_le_bytes([a, b, c, d]) },
        1 => Wound::Misplaced { from: u16::from_le_bytes([a, b]), to: u16::from_le_bytes([c, d]) },
        _ => Wound::Flip { at: u32::from_le_bytes([a, b, c, 0]), bits: d },
    }
}

pub fn check(input: &[u8]) {
    let (first, rest) = input.split_first().unwrap_or((&0, &[]));
    let (wounds, _) = rest.as_chunks();
    let damage = Damage { to_snapshot: first % 2 == 1, wounds: wounds.iter().map(wound).collect() };
    SOUND.fate_of(&damage);
}
