//! The official Python clients against the program: `cargo test --features official-sdk`.
//!
//! It needs `python3`, and the network once: the packages of `sdk/requirements.txt` go into a virtual environment in cargo's
//! target folder.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
#![allow(dead_code, reason = "what other tests need of the program")]

#[path = "it/program.rs"]
mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use program::{Server, run};

/// The access keys of two accounts.
const KEYS: [&str; 2] = [
    "LTAI5tTESTKEYID000000001:TestSecret0123456789abcdefghij:1111111111111111",
    "LTAI5tOTHERKEYID00000001:OtherSecret0123456789abcdefghi:2222222222222222",
];

const REQUIREMENTS: &str = include_str!("sdk/requirements.txt");

fn succeed(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| {
        panic!("{command:?}: {error}. The feature official-sdk needs python3 with its module venv")
    });
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{out}\n{err}");
}

/// The Python of an environment with the required packages. One that was not finished is made anew.
fn python() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("official-sdk");
    let (python, finished) = (folder.join("bin/python"), folder.join("finished.txt"));
    if fs::read_to_string(&finished).is_ok_and(|text| text == REQUIREMENTS) {
        return python;
    }
    succeed(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
    let requirements = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sdk/requirements.txt");
    succeed(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement", requirements]));
    fs::write(finished, REQUIREMENTS).unwrap();
    python
}

#[test]
fn the_official_python_clients_talk_to_it_unmodified() {
    let python = python();
    let options = ["--auth", "verify", "--access-key", KEYS[0], "--access-key", KEYS[1]];
    let server = Server::start(&options);
    succeed(
        Command::new(python)
            .args(["-B", "-m", "unittest", "test_sdk", "test_core"])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sdk"))
            .env("ECR_SIM_URL", format!("http://{}", server.address))
            .env("ECR_SIM_AUTH", "verify")
            .env("ECR_SIM_ACCESS_KEYS", KEYS.join(" "))
            .env("ECR_SIM_OPERATIONS", String::from_utf8(run(&["operations"]).stdout).unwrap()),
    );
}
