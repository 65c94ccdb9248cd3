//! Properties of every input and of every damage to a file. The property tests here and the fuzz targets in `fuzz/`
//! share them and generate the input in different ways.

pub mod call;
pub mod damage;
pub mod next_token;
