//! The life of a flow log, as a client would see it: `cargo run --example quickstart`.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::time::Duration;

use ecr_sim::{Latency, Simulator, WireReply};
use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sim = Simulator::builder().latency(Latency::realistic()).in_memory()?;

    let created = show(
        "A router is ACTIVE at once.",
        &sim.invoke("CreateExpressConnectRouter", [("AlibabaSideAsn", "64512"), ("Name", "edge")]),
    )?;
    let ecr_id = text(&created, "EcrId")?;

    let vbr = [
        ("EcrId", ecr_id),
        ("ChildInstanceId", "vbr-1"),
        ("ChildInstanceType", "VBR"),
        ("ChildInstanceRegionId", "cn-hangzhou"),
    ];
    show(
        "Attaching a VBR takes 5 simulated seconds ...",
        &sim.invoke("AttachExpressConnectRouterChildInstance", vbr),
    )?;

    let flow_log = [
        ("EcrId", ecr_id),
        ("InstanceType", "VBR"),
        ("InstanceId", "vbr-1"),
        ("ProjectName", "net-audit"),
        ("LogStoreName", "vbr_flow"),
    ];
    show("... and until then the router is busy.", &sim.invoke("CreateFlowLog", flow_log))?;

    sim.advance(Duration::from_secs(5))?;
    let created = show("Five seconds later it is not.", &sim.invoke("CreateFlowLog", flow_log))?;
    let flow_log_id = text(&created, "FlowLogId")?;

    let delete = [("EcrId", ecr_id), ("FlowLogId", flow_log_id), ("ClientToken", "d-1")];
    let dry_run = [("DryRun", "true")].into_iter().chain(delete);
    show("A dry run checks and changes nothing.", &sim.invoke("DeleteFlowlog", dry_run))?;
    show("The flow log is deleted.", &sim.invoke("DeleteFlowlog", delete))?;
    show("A retry with the same token has no second effect.", &sim.invoke("DeleteFlowlog", delete))?;

    show(
        "A force delete takes 10 seconds.",
        &sim.invoke("ForceDeleteExpressConnectRouter", [("EcrId", ecr_id)]),
    )?;
    show(
        "It refuses every change meanwhile.",
        &sim.invoke("ModifyExpressConnectRouter", [("EcrId", ecr_id)]),
    )?;

    sim.advance_until_idle()?;
    show("Then the router is gone.", &sim.invoke("DescribeExpressConnectRouter", [("EcrId", ecr_id)]))?;
    Ok(())
}

/// Prints what happens and what the client gets.
fn show(what: &str, reply: &WireReply) -> Result<Value, serde_json::Error> {
    println!("{what}\n  {} {}", reply.http_status, reply.body);
    serde_json::from_str(&reply.body)
}

fn text<'a>(body: &'a Value, field: &str) -> Result<&'a str, String> {
    body.get(field).and_then(Value::as_str).ok_or_else(|| format!("the answer has no {field}"))
}
