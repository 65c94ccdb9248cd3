//! Writes the seeds of the fuzz targets to `corpus/`: good calls, recorded requests, good tokens, damages of each
//! kind.

use std::error::Error;
use std::fs;
use std::path::Path;

use ecr_sim::OPERATIONS;
use ecr_sim_fuzz::paged_lists::PagedList;
use ecr_sim_fuzz::samples::good_call;
use serde_json::Value;

/// A call as the target `pairs` reads it.
fn call<'a>(action: &str, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let lines = pairs.map(|(name, value)| format!("{name}={value}"));
    [action.to_owned()].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

fn main() -> Result<(), Box<dyn Error>> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let write = |target: &str, seeds: Vec<Vec<u8>>| {
        let folder = home.join("corpus").join(target);
        fs::create_dir_all(&folder)?;
        seeds.iter().zip(1..).try_for_each(|(seed, n)| fs::write(folder.join(format!("seed-{n}")), seed))
    };
    let mut calls = Vec::new();
    for operation in OPERATIONS {
        let pairs = good_call(operation.name());
        calls.push(call(operation.name(), pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))));
    }
    calls.push(calls.join("\n\n"));
    let recorded: Vec<Value> =
        serde_json::from_str(&fs::read_to_string(home.join("../tests/data/recorded.json"))?)?;
    for request in recorded {
        let given = [&request["query"], &request["form"]].into_iter().filter_map(Value::as_array).flatten();
        let pairs = given.filter_map(|pair| Some((pair[0].as_str()?, pair[1].as_str()?)));
        calls.push(call(request["operation"].as_str().ok_or("a request without operation")?, pairs));
    }
    let tokens = PagedList::each(3).iter().flat_map(|(paged, _)| paged.tokens()).collect::<Vec<_>>();
    // A cut, a sector in another's new_path, and room for eight flipped bits.
    let (cut, misplaced) = (vec![0, 0, 0, 0x50, 0, 0], vec![1, 1, 9, 0, 30, 0]);
    let flips = [&[0][..], &[2, 0x21, 0x43, 0, 1].repeat(8)].concat();
    write("pairs", calls.into_iter().map(String::into_bytes).collect())?;
    write("next_token", tokens.into_iter().map(String::into_bytes).collect())?;
    write("file", vec![cut, misplaced, flips])?;
    Ok(())
}
