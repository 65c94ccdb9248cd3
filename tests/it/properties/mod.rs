//! What holds whatever a client sends and whatever happens to a file: shared by the property tests here and by the fuzz
//! targets in `fuzz/`, which find the input in another way.

pub mod call;
pub mod damage;
pub mod next_token;
