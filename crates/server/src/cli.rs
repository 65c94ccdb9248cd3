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
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the API over HTTP.
    ///
    /// Prints one line, `listening on http://ADDRESS`, once it answers; logs go to stderr. SIGINT and SIGTERM end it when
    /// the calls under way are answered.
    #[command(
        after_help = "Examples:\n  ecr-sim serve\n  ecr-sim serve --db state.db --latency realistic\n  \
                            ecr-sim serve --listen 127.0.0.1:0 --auth verify --access-key test:secret:1234567890123456"
    )]
    Serve(Serve),
    /// Performs one call and prints its answer; exits with 1 if it is refused.
    #[command(
        after_help = "Examples:\n  ecr-sim call CreateExpressConnectRouter AlibabaSideAsn=64512 --db state.db\n  \
                            ecr-sim call DescribeExpressConnectRouter --db state.db"
    )]
    Call(Call),
    /// Performs recorded calls and compares the answers; exits with 1 if one differs.
    ///
    /// A line of the file is {"action", "query": {}, "form": {}, "status", "response": {}}. Ids that a recorded answer
    /// introduced are replaced by the simulated ones. Prints a JSON line for each call. A status that differs counts, and
    /// the code of a recorded error.
    #[command(after_help = "Example:\n  ecr-sim replay tests/data/terraform-lifecycle.jsonl")]
    Replay(Replay),
    /// What is registered of the world around the routers: VPCs, VBRs, transit routers, CENs, accounts.
    #[command(after_help = "Example:\n  ecr-sim inventory apply inventory.json --db state.db --mode strict")]
    Inventory(InventoryArgs),
    /// Lists the operations: name, kind, and the codes that each refuses with.
    #[command(after_help = "Example:\n  ecr-sim operations | grep DeleteFlowlog")]
    Operations,
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen; port 0 picks a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Allows an address that other machines can reach.
    #[arg(long)]
    pub allow_remote: bool,
    /// One more name by which clients may call the server; repeatable.
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// The world.
    #[command(flatten)]
    pub world: WorldOptions,
    /// Whether signatures are checked [default: off; where other machines can reach the server, it must be said].
    #[arg(long, value_enum)]
    pub auth: Option<AuthKind>,
    // Keys and tokens are read later: clap would show one that it cannot read.
    /// A key that calls may be signed with, and the account that it belongs to; repeatable. More may stand in the environment
    /// variable ECR_SIM_ACCESS_KEYS, with blanks between them.
    #[arg(long, value_name = "ID:SECRET[:ACCOUNT]")]
    pub access_key: Vec<String>,
    /// The token of a temporary key; repeatable. Such a key is good only with one of its tokens, until it expires. More may
    /// stand in the environment variable ECR_SIM_SECURITY_TOKENS.
    #[arg(long, value_name = "ID:TOKEN[:EXPIRES]")]
    pub security_token: Vec<String>,
    /// A file with one key on each line. Lines that begin with # are left out.
    #[arg(long, value_name = "FILE")]
    pub access_key_file: Option<PathBuf>,
    /// Lets whoever knows its token administer the world, at /_sim/: health, clock, dump, what is registered, snapshots.
    #[arg(long)]
    pub admin: bool,
    /// The token of the administration. Without one, a new one is printed on stderr.
    #[arg(long, value_name = "TOKEN", env = "ECR_SIM_ADMIN_TOKEN", hide_env_values = true)]
    pub admin_token: Option<String>,
    /// The folder of the snapshots that the administration takes.
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

/// Options of `world`.
#[derive(Debug, Args)]
pub struct InventoryArgs {
    /// What to do with it.
    #[command(subcommand)]
    pub action: InventoryAction,
}

/// What `world` can do.
#[derive(Debug, Subcommand)]
pub enum InventoryAction {
    /// Registers the facts of a file, in place of what was registered under the same ids, and prints all that is registered
    /// then. To apply a file again changes nothing.
    ///
    /// The file is a JSON object: {"Vpcs": [{"VpcId", "OwnerId", "RegionId", "VSwitchCidrBlocks": [], "StaticRoutes":
    /// [{"DestinationCidrBlock", "EcrId"}]}], "Vbrs": [{"VbrId", "OwnerId", "RegionId", "LocalAsn", "SupportsMpBgp",
    /// "BgpState": Up, Down or InMiddleStatus, "Routes": [{"DestinationCidrBlock", "AsPath": [], "Communities": [],
    /// "Med", "InMiddleStatus"}]}], "TransitRouters": [{"TransitRouterId", "OwnerId", "RegionId", "CenId", "Edition": Enterprise or
    /// Basic}], "Cens": [{"CenId", "OwnerId"}], "Accounts": [{"AccountId", "IsCdtInterRegionEnabled",
    /// "IsCdtCrossBorderEnabled", "IsUserAllowedToCreateCrossBorderLink"}]}. Only ids, owners, regions and CenId are required.
    Apply {
        /// The facts.
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

/// Which world it is. A file keeps its settings; one that differs from what is asked for is refused.
#[derive(Debug, Args)]
pub struct WorldOptions {
    /// The file that keeps the world, created if it is not there. Without it the world is in memory and ends with the
    /// program.
    #[arg(long, value_name = "FILE")]
    pub db: Option<PathBuf>,
    /// Where time comes from [default: system; manual for `replay`].
    #[arg(long, value_enum)]
    pub clock: Option<ClockKind>,
    /// What ids derive from [default: 0].
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// How long unfinished operations take: `instant`, `realistic` (3 to 10 seconds) or a time for all, such as `500ms`
    /// [default: instant].
    #[arg(long, value_name = "LATENCY", value_parser = latency)]
    pub latency: Option<Latency>,
    /// The region of calls that name none [default: cn-hangzhou].
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// The account of calls that name none [default: 1234567890123456].
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<AccountId>,
    /// What is assumed of instances that are not registered: that they exist and are good, or that there are none [default:
    /// literal].
    #[arg(long, value_enum)]
    pub mode: Option<ModeKind>,
}

/// What is assumed of instances that are not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ModeKind {
    /// They exist and are good.
    Literal,
    /// There are none.
    Strict,
}

/// Where time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClockKind {
    /// The clock of the system.
    System,
    /// One that stands, at 2026-01-01T00:00:00Z in a new world, until it is moved.
    Manual,
}

/// Whether signatures are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AuthKind {
    /// Anything is accepted.
    Off,
    /// Calls must be signed with a known key.
    Verify,
}

impl WorldOptions {
    /// Opens the world. A new one has this clock unless another is asked for.
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
            builder = builder.account(account);
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
    let (name, value) = text.split_once('=').ok_or("a parameter has the form NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn latency(text: &str) -> Result<Latency, String> {
    match text {
        "instant" => Ok(Latency::instant()),
        "realistic" => Ok(Latency::realistic()),
        _ => duration(text).map(|all| Latency {
            associate: all,
            dissociate: all,
            update: all,
            delete: all,
            force_delete: all,
        }),
    }
}

/// `500ms`, `5s` or `2m`.
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text} is neither instant, realistic nor a time such as 500ms, 5s or 2m");
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
