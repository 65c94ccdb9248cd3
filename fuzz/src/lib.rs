//! What the fuzz targets check, by the properties and in the worlds of the library's own tests.

pub mod file;
pub mod next_token;
pub mod pairs;

#[path = "../../tests/it/properties/mod.rs"]
pub mod properties;
#[path = "../../tests/it/samples.rs"]
pub mod samples;
#[path = "../../tests/it/shelf.rs"]
pub mod shelf;
#[path = "../../tests/it/story.rs"]
pub mod story;
#[path = "../../tests/it/world.rs"]
pub mod world;
