//! Runs the official clients against the program: the Python SDK of this product, the older Python core, and the Node
//! core.
//!
//! The scripts are in `tests/sdk`. Their dependencies are installed below `target`, once for each list of versions.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[allow(dead_code, reason = "what other tests need")]
#[path = "it/program.rs"]
mod program;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use program::{Server, program};

/// The keys of two accounts: the first makes the calls, the second owns the granted instances.
const KEYS: [&str; 2] = [
    "LTAI5tTESTKEYID000000001:TestSecret0123456789abcdefghij:1234567890123456",
    "LTAI5tTESTKEYID000000002:TestSecret0123456789abcdefghij:1891593620094065",
];
/// The environment variables in which clients look for a proxy.
const PROXIES: [&str; 6] =
    ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const REQUIREMENTS: &str = include_str!("sdk/requirements.txt");
const PACKAGE: &str = include_str!("sdk/package.json");
const PACKAGE_LOCK: &str = include_str!("sdk/package-lock.json");

/// A program that finds its own way to the server.
fn direct(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for name in PROXIES {
        command.env_remove(name);
    }
    command
}

/// Runs a script against a server that checks signatures.
fn try_out(script: &mut Command) {
    let server = Server::start(&["--auth", "verify", "--access-key", KEYS[0], "--access-key", KEYS[1]]);
    script
        .env("ECR_SIM_URL", format!("http://{}", server.address))
        .env("ECR_SIM_AUTH", "verify")
        .env("ECR_SIM_ACCESS_KEYS", KEYS.join(" "))
        .env("ECR_SIM_OPERATIONS", output(&mut program(&["operations"])));
    output(script);
}

/// Returns what a command prints, and panics with all of it if the command fails.
fn output(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let [stdout, stderr] =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{:?}: {}\n{stdout}\n{stderr}", command.get_program(), output.status);
    stdout
}

/// Returns the version that a program prints, or `None` if it does not exist.
fn version(program: &str) -> Option<String> {
    match Command::new(program).arg("--version").output() {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => panic!("{program}: {error}"),
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
    }
}

/// Returns a folder below `target` with these contents installed. A file that is written last records them, so that
/// an interrupted or outdated installation is replaced.
fn installed(name: &str, contents: &str, install: impl FnOnce(&Path)) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // Tests run in parallel: one installs, the others wait.
    let lock = File::create(folder.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    let done = folder.join("contents");
    if fs::read_to_string(&done).is_ok_and(|done| done == contents) {
        return folder;
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir(&folder).unwrap();
    install(&folder);
    fs::write(done, contents).unwrap();
    folder
}

/// Returns the Python with the SDKs. It writes nothing into the sources and finds no other modules.
fn python() -> Command {
    let version = version("python3")
        .expect("there is no python3: the official SDK needs Python 3.11 or later, with the module venv");
    let environment = installed("official-sdk-python", &format!("{version}{REQUIREMENTS}"), |folder| {
        let requirements = folder.join("requirements.txt");
        fs::write(&requirements, REQUIREMENTS).unwrap();
        output(Command::new("python3").args(["-m", "venv"]).arg(folder));
        let pip = || {
            let mut pip = Command::new(folder.join("bin/python"));
            pip.args(["-m", "pip", "--disable-pip-version-check"]);
            pip
        };
        // A missing dependency is not installed, but the check finds it.
        output(pip().args(["install", "--no-deps", "--requirement"]).arg(requirements));
        output(pip().arg("check"));
    });
    let mut python = direct(environment.join("bin/python"));
    python.args(["-W", "ignore::DeprecationWarning"]);
    python.env("PYTHONDONTWRITEBYTECODE", "1").env_remove("PYTHONPATH");
    python
}

/// Runs a module of tests.
fn try_python(module: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdk");
    try_out(python().args(["-m", "unittest", "--verbose", module]).current_dir(folder));
}

#[test]
fn the_python_of_the_readme_prints_what_it_says() {
    let readme = include_str!("../../../README.md");
    let version =
        REQUIREMENTS.lines().find(|line| line.starts_with("alibabacloud-expressconnectrouter20230901=="));
    let install = format!("`pip install {}`", version.unwrap().split(' ').next().unwrap());
    assert!(readme.contains(&install), "{install}");
    let (_, script) = readme.split_once("```python\n").unwrap();
    let (script, _) = script.split_once("```").unwrap();
    let (_, says) = script.trim_end().rsplit_once("  # ").unwrap();
    // The lines as printed, except for the port, which may be taken.
    let server = Server::start(&[]);
    assert_eq!(script.matches("127.0.0.1:8080").count(), 1);
    let script = script.replace("127.0.0.1:8080", &server.address);
    assert_eq!(output(python().args(["-c", &script])).trim_end(), says);
}

#[test]
fn the_python_sdk_calls_every_operation() {
    try_python("test_sdk");
}

#[test]
fn the_older_python_core_calls_with_its_older_signature() {
    try_python("test_core");
}

#[test]
fn the_node_core_calls_where_there_is_node() {
    let (Some(node), Some(_)) = (version("node"), version("npm")) else {
        // Written to the terminal directly, because the output of passing tests is captured.
        writeln!(io::stderr(), "skipped: the Node core, as there is no node, or no npm").unwrap();
        return;
    };
    let folder = installed("official-sdk-node", &format!("{node}{PACKAGE}{PACKAGE_LOCK}"), |folder| {
        fs::write(folder.join("package.json"), PACKAGE).unwrap();
        fs::write(folder.join("package-lock.json"), PACKAGE_LOCK).unwrap();
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
        output(&mut npm);
    });
    // Node looks for packages beside the script.
    fs::write(folder.join("client.mjs"), include_str!("sdk/client.mjs")).unwrap();
    try_out(direct("node").arg("client.mjs").current_dir(&folder));
}
