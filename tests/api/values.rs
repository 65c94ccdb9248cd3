//! Values: how they are made and compared.

use std::time::Duration;

use ecr_sim::{
    AccountId, Asn, CreateFlowLog, DescribeFlowLogs, DisableExpressConnectRouterRouteEntries, EcrId,
    InstanceType, Interval, Latency, MaxResults, NextHopId, Prefix, Prefixes, Result, Simulator, Tag, Tags,
    Timestamp,
};

use crate::world;

#[test]
fn a_next_hop_has_a_name() -> Result<()> {
    fn disable(sim: &Simulator, ecr_id: &EcrId, block: Prefix, hop: NextHopId) -> Result<()> {
        sim.call(DisableExpressConnectRouterRouteEntries::new(ecr_id.clone(), block, hop))?;
        Ok(())
    }
    let (sim, ecr_id, _) = world(0)?;
    disable(&sim, &ecr_id, "10.0.0.0/8".parse()?, "vbr-1".parse()?)
}

#[test]
fn an_id_is_a_filter_whether_owned_or_borrowed() -> Result<()> {
    let (sim, ecr_id, _) = world(2)?;
    assert_eq!(sim.call(DescribeFlowLogs::new(&ecr_id))?.response.total_count, 2);
    assert_eq!(sim.call(DescribeFlowLogs::new(ecr_id))?.response.total_count, 2);
    Ok(())
}

#[test]
fn numbers_come_from_any_integer_at_hand() -> Result<()> {
    let n: u32 = 64512;
    assert_eq!(Asn::try_from(n)?, Asn::try_from(i64::from(n))?);
    assert_eq!(Asn::try_from(64512)?.get(), n);
    assert_eq!(MaxResults::try_from(50_u32)?, MaxResults::try_from(50)?);
    assert_eq!(Interval::try_from(60_u32)?, Interval::OneMinute);
    assert!(MaxResults::try_from(u32::MAX).is_err() && MaxResults::try_from(-1).is_err());
    Ok(())
}

#[test]
fn ids_compare_with_texts() -> Result<()> {
    let ecr_id: EcrId = "ecr-1".parse()?;
    assert_eq!(ecr_id, "ecr-1");
    assert_eq!(ecr_id, *"ecr-1");
    assert_ne!(ecr_id, "ecr-2");
    Ok(())
}

#[test]
fn a_handle_takes_an_account_and_a_region() -> Result<()> {
    let sim = Simulator::builder().account(1891593620094065).region("cn-beijing").in_memory()?;
    let other = sim.with_account(AccountId::try_from(42)?).with_region("cn-shanghai".parse()?);
    assert_eq!((other.account().get(), other.region().as_str()), (42, "cn-shanghai"));
    Ok(())
}

#[test]
fn optional_parameters_follow_the_required_ones() -> Result<()> {
    let new = CreateFlowLog::new(
        "ecr-1".parse()?,
        InstanceType::Vbr,
        "vbr-1".parse()?,
        "audit".parse()?,
        "vbr_flow".parse()?,
    );
    let tag = Tags::new([Tag { key: "env".parse()?, value: "test".parse()? }])?;
    let request = CreateFlowLog { flow_log_name: "x".parse()?, interval: Interval::OneMinute, tag, ..new };
    assert_eq!(request.flow_log_name, "x");
    Ok(())
}

#[test]
fn lists_are_collected_counted_and_walked() -> Result<()> {
    let prefixes: std::result::Result<Vec<Prefix>, _> =
        ["10.0.0.0/8", "172.16.0.0/12"].iter().map(|block| block.parse()).collect();
    let prefixes = Prefixes::try_from(prefixes?)?;
    assert_eq!((prefixes.len(), (&prefixes).into_iter().count()), (2, 2));
    assert_eq!(prefixes.into_iter().next(), Some("10.0.0.0/8".parse()?));
    let tags = Tags::new([Tag { key: "env".parse()?, value: "test".parse()? }])?;
    for (key, value) in &tags {
        assert_eq!((key.as_str(), value.as_str()), ("env", "test"));
    }
    assert_eq!((tags.len(), tags.into_iter().count()), (1, 1));
    Ok(())
}

#[test]
fn times_subtract_and_never_below_zero() -> Result<()> {
    let second = Duration::from_secs(1);
    let start = Timestamp::DEFAULT_START;
    let later = start + second;
    assert_eq!((later - start, later.duration_since(start), start - later), (second, second, Duration::ZERO));
    let ends = Timestamp::from_millis(i64::MAX) - Timestamp::from_millis(i64::MIN);
    assert_eq!(ends, Duration::from_millis(u64::MAX));
    let sim = Simulator::builder().latency(Latency::realistic().associate(second)).in_memory()?;
    assert_eq!(sim.next_due()?.map(|due| due.duration_since(sim.now())), None);
    Ok(())
}
