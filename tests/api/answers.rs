//! Answers: whole lists, JSON, and forks.

use ecr_sim::{DescribeFlowLogs, FlowLogId, MaxResults, Result, Simulator};

use crate::world;

#[test]
fn a_list_is_read_as_a_whole_over_all_pages() -> Result<()> {
    let (sim, ecr_id, ids) = world(7)?;
    for size in [1, 3, 7, 10] {
        let max_results = Some(MaxResults::try_from(size)?);
        let query = DescribeFlowLogs { max_results, ..DescribeFlowLogs::new(&ecr_id) };
        let all = sim.pages(query).map(|entry| Ok(entry?.flow_log_id));
        assert_eq!(all.collect::<Result<Vec<FlowLogId>>>()?, ids, "{size}");
    }
    let query = DescribeFlowLogs::new(&"ecr-none".parse::<ecr_sim::EcrId>()?);
    assert_eq!(sim.pages(query).map(|entry| entry.is_err()).collect::<Vec<_>>(), [true]);
    Ok(())
}

#[test]
fn an_answer_on_the_wire_is_read_as_json() {
    let sim = Simulator::in_memory().unwrap();
    let answer = sim.invoke("DescribeExpressConnectRouter", [("MaxResults", "1")]).json().unwrap();
    assert_eq!(answer["TotalCount"], 0);
    assert_eq!(sim.invoke("X", [("A", "1")]).json().unwrap()["Code"], "InvalidAction.NotFound");
}

#[test]
fn a_world_is_forked_for_each_case() -> Result<()> {
    let (base, _, _) = world(1)?;
    for _ in 0..3 {
        base.fork()?.check_invariants()?;
    }
    Ok(())
}
