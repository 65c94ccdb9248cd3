//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use ecr_sim::{AccountId, Clock, Latency, Mode, Simulator};

/// A simulator of Alibaba Cloud's Express Connect Router API (2023-09-01).
#[derive(Debug, Parser)]
#[command(version, name = "ecr-sim")]
pub struct Cli {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands of the program.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the API over HTTP.
    ///
    /// Prints one line, `listening on http://ADDRESS`, once it accepts connections. Logs go to stderr. SIGINT and SIGTERM stop it
    /// after the calls in flight, at most 5 seconds later.
    #[command(
        after_help = "Examples:\n  ecr-sim serve\n  ecr-sim serve --db state.db --latency realistic\n  \
                            ecr-sim serve --listen 127.0.0.1:0 --auth verify --access-key test:secret:1234567890123456"
    )]
    Serve(Serve),
    /// Performs one call and prints its answer. Exits with 1 if the call is refused.
    #[command(
        after_help = "Examples:\n  ecr-sim call CreateExpressConnectRouter AlibabaSideAsn=64512 --db state.db\n  \
                            ecr-sim call DescribeExpressConnectRouter --db state.db"
    )]
    Call(Call),
    /// Performs recorded calls and compares the answers. Exits with 1 if one differs.
    ///
    /// Each line of the file is {"action", "query": {}, "form": {}, "status", "response": {}}. Ids that a recorded answer
    /// introduced are replaced by the simulated ones. Prints a JSON line for each call. Two answers differ if their HTTP
    /// statuses differ, or the codes of their errors.
    #[command(after_help = "Example:\n  ecr-sim replay tests/data/terraform-lifecycle.jsonl")]
    Replay(Replay),
    /// Registers the VPCs, VBRs, transit routers, CENs and accounts around the routers.
    #[command(after_help = "Example:\n  ecr-sim inventory apply inventory.json --db state.db --mode strict")]
    Inventory(InventoryArgs),
    /// Lists the operations: name, kind and error codes.
    #[command(after_help = "Example:\n  ecr-sim operations | grep DeleteFlowlog")]
    Operations,
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The address to listen on. Port 0 picks a free port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Allows a `--listen` address that other machines can reach. Also requires `--auth`.
    #[arg(long)]
    pub allow_remote: bool,
    /// A further host name under which clients may call the server. Repeatable.
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// The world.
    #[command(flatten)]
    pub world: WorldOptions,
    /// Whether signatures are checked [default: off; required if other machines can reach the server].
    #[arg(long, value_enum)]
    pub auth: Option<AuthKind>,
    // Keys and tokens are parsed later: clap would print a malformed one.
    /// An access key, and the account it belongs to. Repeatable. The environment variable ECR_SIM_ACCESS_KEYS may hold more,
    /// separated by blanks.
    #[arg(long, value_name = "ID:SECRET[:ACCOUNT]")]
    pub access_key: Vec<String>,
    /// The token of a temporary key. Repeatable. Such a key is accepted only with one of its tokens, until the token expires.
    /// The environment variable ECR_SIM_SECURITY_TOKENS may hold more, separated by blanks.
    #[arg(long, value_name = "ID:TOKEN[:EXPIRES]")]
    pub security_token: Vec<String>,
    /// A file with one access key a line. Blank lines and lines that begin with # are ignored.
    #[arg(long, value_name = "FILE")]
    pub access_key_file: Option<PathBuf>,
    /// Enables administration at /_sim/, for callers that send the admin token: health, clock, dump, inventory, snapshots.
    #[arg(long)]
    pub admin: bool,
    /// The admin token. Without it, a random one is printed on stderr.
    #[arg(long, value_name = "TOKEN", env = "ECR_SIM_ADMIN_TOKEN", hide_env_values = true)]
    pub admin_token: Option<String>,
    /// The folder of the snapshots taken through administration.
    #[arg(long, value_name = "FOLDER", default_value = "snapshots")]
    pub snapshots: PathBuf,
}

/// Options of `call`.
#[derive(Debug, Args)]
pub struct Call {
    /// The name of the action, as the API spells it.
    pub action: String,
    /// The parameters.
    #[arg(value_name = "NAME=VALUE", value_parser = pair)]
    pub parameters: Vec<(String, String)>,
    /// The world.
    #[command(flatten)]
    pub world: WorldOptions,
}

/// Options of `inventory`.
#[derive(Debug, Args)]
pub struct InventoryArgs {
    /// The subcommand.
    #[command(subcommand)]
    pub action: InventoryAction,
}

/// The subcommands of `inventory`.
#[derive(Debug, Subcommand)]
pub enum InventoryAction {
    /// Registers the inventory of a file and prints the whole inventory. An item replaces the one with the same id. Applying a
    /// file twice changes nothing.
    ///
    /// The file is a JSON object: {"Vpcs": [{"VpcId", "OwnerId", "RegionId", "VSwitchCidrBlocks": [], "StaticRoutes":
    /// [{"DestinationCidrBlock", "EcrId"}]}], "Vbrs": [{"VbrId", "OwnerId", "RegionId", "LocalAsn", "SupportsMpBgp",
    /// "BgpState": Up, Down or InMiddleStatus, "Routes": [{"DestinationCidrBlock", "AsPath": [], "Communities": [],
    /// "Med", "InMiddleStatus"}]}], "TransitRouters": [{"TransitRouterId", "OwnerId", "RegionId", "CenId", "Edition": Enterprise or
    /// Basic}], "Cens": [{"CenId", "OwnerId"}], "Accounts": [{"AccountId", "IsCdtInterRegionEnabled",
    /// "IsCdtCrossBorderEnabled", "IsUserAllowedToCreateCrossBorderLink"}]}. Only ids, owners, regions and CenId are required.
    Apply {
        /// The inventory, as JSON.
        file: PathBuf,
        /// The world.
        #[command(flatten)]
        world: WorldOptions,
    },
}

/// Options of `replay`.
#[derive(Debug, Args)]
pub struct Replay {
    /// The recorded calls.
    pub file: PathBuf,
    /// The world.
    #[command(flatten)]
    pub world: WorldOptions,
}

/// Options that select a world. A file keeps its settings; options that contradict them are refused.
#[derive(Debug, Args)]
pub struct WorldOptions {
    /// The file of the world, created if it does not exist. Without it, the world is in memory and ends with the program.
    #[arg(long, value_name = "FILE")]
    pub db: Option<PathBuf>,
    /// The clock of a new world [default: system; for `replay`: manual].
    #[arg(long, value_enum)]
    pub clock: Option<ClockKind>,
    /// The seed that ids derive from [default: 0].
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// How long operations that take time stay unfinished: `instant`, `realistic` (3 to 10 seconds), or one duration for all,
    /// such as `500ms` [default: instant].
    #[arg(long, value_name = "LATENCY", value_parser = latency)]
    pub latency: Option<Latency>,
    /// The default region of calls [default: cn-hangzhou].
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// The default account of calls [default: 1234567890123456].
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<AccountId>,
    /// Whether instances that are not in the inventory exist [default: literal].
    #[arg(long, value_enum)]
    pub mode: Option<ModeKind>,
}

/// Whether instances that are not in the inventory exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ModeKind {
    /// They exist and allow every operation.
    Literal,
    /// They do not exist.
    Strict,
}

/// The clock of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClockKind {
    /// The clock of the system, which never goes back.
    System,
    /// A clock that only calls to `/_sim/` move. A new world starts at 2026-01-01T00:00:00Z.
    Manual,
}

/// Whether signatures are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AuthKind {
    /// Every call is accepted.
    Off,
    /// Calls must be signed with a known access key.
    Verify,
}

impl WorldOptions {
    /// Opens the world. A new one has this clock unless `--clock` says otherwise.
    pub fn open(&self, default_clock: ClockKind) -> Result<Simulator, Box<dyn std::error::Error>> {
        let mut builder = Simulator::builder();
        if let Some(seed) = self.seed {
            builder = builder.seed(seed);
        }
        if let Some(latency) = self.latency {
            builder = builder.latency(latency);
        }
        if let Some(region) = &self.region {
            builder = builder.region(region);
        }
        if let Some(account) = self.account {
            builder = builder.account(account.get());
        }
        if let Some(mode) = self.mode {
            builder = builder.mode(match mode {
                ModeKind::Literal => Mode::Literal,
                ModeKind::Strict => Mode::Strict,
            });
        }
        let is_new = !self.db.as_ref().is_some_and(|path| path.metadata().is_ok_and(|file| file.len() > 0));
        match self.clock.or_else(|| is_new.then_some(default_clock)) {
            Some(ClockKind::System) => builder = builder.clock(Clock::System),
            Some(ClockKind::Manual) => builder = builder.clock(Clock::default()),
            None => {}
        }
        match &self.db {
            Some(path) => builder.open(path).map_err(|error| format!("{}: {error}", path.display()).into()),
            None => Ok(builder.in_memory()?),
        }
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("it has no `=`; write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn latency(text: &str) -> Result<Latency, String> {
    match text {
        "instant" => Ok(Latency::instant()),
        "realistic" => Ok(Latency::realistic()),
        _ => duration(text).map(|all| {
            Latency::instant().associate(all).dissociate(all).update(all).delete(all).force_delete(all)
        }),
    }
}

/// `500ms`, `5s` or `2m`.
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "write instant, realistic, or a duration such as 500ms, 5s or 2m".to_owned();
    let digits = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
    let (number, unit) = text.split_at(digits);
    let number: u32 = number.parse().map_err(|_| wrong())?;
    match unit {
        "ms" => Ok(Duration::from_millis(number.into())),
        "s" => Ok(Duration::from_secs(number.into())),
        "m" => Ok(Duration::from_secs(60 * u64::from(number))),
        _ => Err(wrong()),
    }
}
