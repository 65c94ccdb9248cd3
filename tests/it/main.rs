//! The behaviour of the simulator, one file for each noun of the API and one for each promise.

mod architecture;
mod world;
