//! What kind of value each parameter takes, and how good and bad values of each kind are answered.

use ecr_sim::{How, OperationEntry, Parameter, Values};

/// Each parameter of an operation with the kind of its values; `!` marks the required ones. A list of plain values or of
/// transit modes is represented by its first item; lists of tags have tests of their own.
pub fn parameters(operation: &OperationEntry) -> Vec<(String, String)> {
    let mut kinds = Vec::new();
    for parameter in operation.parameters() {
        let mark = if parameter.how == How::Required { "!" } else { "" };
        let name = parameter.name;
        match parameter.values {
            Values::Fields(fields) if name == "TransitModeList" => {
                kinds.extend(fields.iter().map(|&(field, values)| {
                    (format!("{name}.1.{field}"), kind(operation, &parameter, values).to_owned())
                }));
            }
            Values::Fields(_) => {}
            values => {
                let item = if parameter.list.is_some() { ".1" } else { "" };
                kinds.push((
                    format!("{name}{item}"),
                    format!("{}{mark}", kind(operation, &parameter, values)),
                ));
            }
        }
    }
    // Where an operation does not have these, it ignores them.
    for name in ["DryRun", "ClientToken"] {
        if !kinds.iter().any(|(known, _)| known == name) {
            kinds.push((name.to_owned(), "any".to_owned()));
        }
    }
    kinds
}

/// The kind of a value.
fn kind(operation: &OperationEntry, parameter: &Parameter, values: Values) -> &'static str {
    let (list, required) = (parameter.list.is_some(), parameter.how == How::Required);
    match values {
        Values::Boolean => "flag",
        Values::Integer([(45104, _), ..]) => "asn",
        Values::Integer([(60, _), ..]) => "interval",
        Values::Integer([(1, i64::MAX)]) => "account",
        Values::Integer(_) => "count",
        Values::Words(["MatchMode", ..]) => "routes",
        Values::Words(["ECMP", ..]) => "mode",
        Values::Words(["1:4096", ..]) => "rate",
        Values::Words(["sub", ..]) => "caller",
        Values::Words(_) if required => "word",
        Values::Words(["VPC", "TR"]) => "node",
        Values::Words(["VBR", "VPC"]) => "type",
        Values::Words(["VBR"]) => "choice",
        Values::Text { form, chars } => match (form, chars) {
            ("ecr-…", _) => {
                if list {
                    "routers"
                } else {
                    "router"
                }
            }
            ("ecr-assoc-…", _) => "association",
            ("ecr-flog-… or flowlog-…", _) => "log",
            ("vbr-…", _) => "vbr",
            ("vpc-…", _) => "vpc",
            ("tr-…", _) => "transit",
            ("cen-…", _) => "cen",
            ("rg-…", _) => "group",
            ("vpc-… or vbr-…", _) => "granted",
            ("vbr-…, vpc-… or tr-…", _) => "hop",
            ("IPv4 CIDR block", _) => {
                if list {
                    "prefix"
                } else {
                    "block"
                }
            }
            ("the NextToken of the page before", _) => "page",
            ("[a-z0-9-]", Some((3, _))) => "project",
            ("[a-z0-9-]", _) if list => "place",
            ("[a-z0-9-]", _) => {
                if required {
                    "region"
                } else {
                    "zone"
                }
            }
            ("[a-z0-9_-]", _) => "store",
            ("", Some(_)) => "find",
            ("", None) if list => "opaque",
            // Queries refuse these where they find nothing.
            ("", None) if required || operation.name().ends_with("History") => "known",
            ("", None) => "any",
            ("printable ASCII without spaces", Some((_, 64))) => "short",
            ("printable ASCII without spaces", _) => "token",
            ("not beginning with http:// or https://", Some((_, 128))) => "name",
            ("not beginning with http:// or https://", _) => "text",
            (_, Some((1, 128))) => "key",
            other => panic!("{} {}: {other:?}", operation.name(), parameter.name),
        },
        other => panic!("{} {}: {other:?}", operation.name(), parameter.name),
    }
}

/// How a value of some kind is answered.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Answered {
    Fine,
    Missing,
    Format,
    Value,
    NotFound,
}
pub use Answered::{Fine, Format, Missing, NotFound, Value};

/// As many characters as a name may have, of four bytes each.
const CRABS: (&str, Answered) = (
    "🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀",
    Fine,
);

const NUMBER_BEYOND_I64: &str = "99999999999999999999";

/// Values of a kind, besides those of [`values`]. A required parameter has no `""` here.
fn values_of(kind: &str) -> &'static [(&'static str, Answered)] {
    match kind {
        "router!" => &[
            ("ecr-", Format),
            ("vbr-1", Format),
            ("ecr-ABC", Format),
            (" ecr-1", Format),
            ("ecr-1/", Format),
        ],
        "vbr!" => &[("vbr-", Format), ("ecr-1", Format), ("vbr_1", Format), ("VBR-1", Format)],
        "log!" => &[("ecr-flog-", Format), ("ecr-1", Format), ("flowlog-", Format), ("ecr-flog-a b", Format)],
        "group!" => &[("rg-", Format), ("group-1", Format), ("rg-A", Format), ("rg-1", Fine)],
        "group" => &[("", Fine), ("rg-", Format), ("group-1", Format), ("rg-A", Format), ("rg-1", Fine)],
        "association!" => {
            &[("ecr-assoc-", Format), ("ecr-1", Format), ("assoc-1", Format), ("ecr-assoc-A", Format)]
        }
        "transit" => &[("tr-", Format), ("vpc-1", Format), ("TR-1", Format), ("tr-1", Fine)],
        "vpc" => &[("", Fine), ("vpc-", Format), ("tr-1", Format), ("VPC-1", Format), ("vpc_1", Format)],
        "cen" => &[("", Fine), ("cen-", Format), ("tr-1", Format), ("CEN-1", Format), ("cen-1", Fine)],
        "granted!" => &[("vpc-", Format), ("vbr-", Format), ("tr-1", Format), ("VBR-1", Format)],
        "routers" => &[("", Format), ("ecr-", Format), ("vbr-1", Format), ("ecr-A", Format)],
        "prefix" => &[
            ("", Format),
            ("10.0.0.0", Format),
            ("10.0.0.0/", Format),
            ("10.0.0.0/33", Format),
            ("10.0.0.0/-1", Format),
            ("10.0.0/8", Format),
            ("256.0.0.0/8", Format),
            ("::/0", Format),
            (" 10.0.0.0/8", Format),
            ("10.0.0.0/8,10.1.0.0/16", Format),
            ("0.0.0.0/0", Fine),
            ("10.0.0.0/25", Fine),
            ("10.0.0.1/32", Fine),
        ],
        "block" => &[
            ("", Fine),
            ("10.0.0.0", Format),
            ("10.0.0.0/33", Format),
            ("10.0.0.0/024", Format),
            ("10.0.0.1/24", Format),
            ("::/0", Format),
            ("0.0.0.0/0", Fine),
            ("10.0.0.1/32", Fine),
        ],
        "block!" => &[
            ("10.0.0.0", Format),
            ("10.0.0.0/33", Format),
            ("10.0.0.0/024", Format),
            ("10.0.0.1/24", Format),
            ("::/0", Format),
            ("0.0.0.0/0", Fine),
            ("10.0.0.1/32", Fine),
        ],
        "hop!" => &[
            ("vbr-", Format),
            ("vpc-", Format),
            ("tr-", Format),
            ("cen-1", Format),
            ("VBR-1", Format),
            ("vbr-none", NotFound),
            ("vpc-none", NotFound),
            ("tr-none", NotFound),
            ("vpc-idle", Fine),
            ("tr-idle", Fine),
        ],
        "routes" => &[("", Value), ("matchmode", Value), ("Match", Value), ("IncrementalMode", Fine)],
        "mode" => &[("", Fine), ("ecmp", Value), ("Nearby", Value), ("ECMP", Fine), ("NearBy", Fine)],
        "place" => &[
            ("", Format),
            ("cn beijing", Format),
            ("CN-BEIJING", Format),
            ("cn-mars", Value),
            ("cn-hangzhou", Value),
            ("cn-shanghai", Fine),
        ],
        "region!" => &[("cn hangzhou", Format), ("CN-HANGZHOU", Format), ("cn-beijing", Fine)],
        "zone" => &[
            ("", Fine),
            ("cn hangzhou", Format),
            ("CN-HANGZHOU", Format),
            ("cn-mars", Fine),
            ("<64>", Fine),
            ("<65>", Format),
        ],
        "name" => &[
            ("", Fine),
            ("<128>", Fine),
            ("<129>", Format),
            ("http://x", Format),
            ("https://x", Format),
            CRABS,
        ],
        "text" => &[
            ("", Fine),
            ("<256>", Fine),
            ("<257>", Format),
            ("http://x", Format),
            ("https://x", Format),
            CRABS,
        ],
        "find" => &[("", Fine), ("<128>", Fine), ("<129>", Format), ("http://x", Fine), CRABS],
        "any" => &[("", Fine), ("ecr-1_fake", Fine), (NUMBER_BEYOND_I64, Fine)],
        "known!" => &[("ecr-1_fake", NotFound), ("router-1", NotFound)],
        "known" => &[("", Fine), ("ecr-assoc-1_fake", NotFound), (NUMBER_BEYOND_I64, NotFound)],
        "opaque" => &[("ecr-1_fake", Fine), (NUMBER_BEYOND_I64, Fine)],
        "page" => &[
            ("", Fine),
            ("1", Value),
            ("0000000000000001", Value),
            ("ffffffffffffffffffffffffffffffff", Value),
        ],
        "word!" => &[("VLAN", Value), ("vbr", Value), ("1", Value), (" VBR", Value)],
        "node" => &[("", Fine), ("VBR", Value), ("vpc", Value), ("VPC", Fine)],
        "type" => &[("", Fine), ("TR", Value), ("vbr", Value), ("VPC", Fine)],
        "caller" => &[("other", Value), ("root", Value), ("sub", Fine), ("parent", Fine), ("OTHER", Fine)],
        "choice" => &[("", Fine), ("VPC", Value), ("vbr", Value)],
        "rate" => &[("", Value), ("1:1", Value), ("4096", Value), ("1:4096 ", Value), ("1:2048", Fine)],
        "interval" => &[
            ("", Format),
            ("often", Format),
            ("60.0", Format),
            ("6e1", Format),
            ("+60", Format),
            (" 60", Format),
            ("0", Value),
            ("61", Value),
            ("-60", Value),
            (NUMBER_BEYOND_I64, Value),
            ("60", Fine),
            ("600", Fine),
        ],
        "count" => &[
            ("", Format),
            ("many", Format),
            ("1.5", Format),
            ("1e3", Format),
            ("-", Format),
            ("0", Value),
            ("-1", Value),
            ("2147483648", Value),
            (NUMBER_BEYOND_I64, Value),
            ("1", Fine),
            ("2147483647", Fine),
        ],
        "asn!" => &[
            ("AS64512", Format),
            ("64512.0", Format),
            ("0xfc00", Format),
            ("+64600", Format),
            ("0", Value),
            ("-64512", Value),
            ("45103", Value),
            ("45105", Value),
            ("64511", Value),
            ("65025", Value),
            ("65535", Value),
            ("4199999999", Value),
            ("4294967295", Value),
            (NUMBER_BEYOND_I64, Value),
            ("45104", Fine),
            ("65024", Fine),
            ("65026", Fine),
            ("65534", Fine),
            ("4200000000", Fine),
            ("4294967294", Fine),
        ],
        "account" => &[
            ("", Fine),
            ("me", Format),
            ("1.0", Format),
            ("0", Value),
            ("-1", Value),
            (NUMBER_BEYOND_I64, Value),
            ("1891593620094065", Fine),
            ("9223372036854775807", Fine),
        ],
        "account!" => &[
            ("me", Format),
            ("1.0", Format),
            ("0", Value),
            ("-1", Value),
            (NUMBER_BEYOND_I64, Value),
            ("1891593620094065", Fine),
        ],
        "key" => &[
            ("", Format),
            ("aliyun", Format),
            ("acs:env", Format),
            ("see-http://x", Format),
            ("<128>", Fine),
            ("<129>", Format),
        ],
        "project!" => &[
            ("ab", Format),
            ("<63>", Fine),
            ("<64>", Format),
            ("Net", Format),
            ("net_audit", Format),
            ("-net", Format),
            ("net-", Format),
            ("n.t", Format),
        ],
        "store!" => &[
            ("ab", Format),
            ("<63>", Fine),
            ("<64>", Format),
            ("Net", Format),
            ("net_audit", Fine),
            ("_net", Format),
            ("net_", Format),
            ("n.t", Format),
        ],
        "flag" => &[("", Format), ("perhaps", Format), ("1", Format), ("TRUE", Fine), ("True", Fine)],
        "short" => &[("", Fine), ("<64>", Fine), ("<65>", Format), ("a b", Format), ("~!", Fine)],
        "token" => &[("", Fine), ("<255>", Fine), ("<256>", Format), ("a b", Format), ("~!", Fine)],
        other => panic!("{other}"),
    }
}

/// How a kind answers what is bad for most: an empty required value, 1 MiB, a letter that is not ASCII, a
/// NUL.
pub fn values(kind: &str) -> Vec<(&'static str, Answered)> {
    let (long, letter, nul) = match kind {
        "any" | "opaque" => (Fine, Fine, Fine),
        "known!" | "known" => (NotFound, NotFound, NotFound),
        "word!" | "choice" | "node" | "type" | "caller" | "mode" | "routes" | "rate" | "page" => {
            (Value, Value, Value)
        }
        "name" | "text" | "find" | "key" => (Format, Fine, Format),
        _ => (Format, Format, Format),
    };
    let mut values = vec![("<1048576>", long), ("é", letter), ("a\0", nul)];
    if kind.ends_with('!') {
        values.push(("", Missing));
    }
    values.extend(values_of(kind));
    values
}
