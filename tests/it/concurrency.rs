//! Calls from many threads to one simulation run one after the other.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;

use ecr_sim::{
    Asn, Call, CreateExpressConnectRouter, DescribeExpressConnectRouter, MaxResults, Reply, Simulator,
};

use crate::harness::{SimulatorExt, instant};

const THREADS: u32 = 8;

fn create(asn: u32) -> CreateExpressConnectRouter {
    CreateExpressConnectRouter::new(Asn::try_from(i64::from(asn)).unwrap())
}

/// Returns the results of `work` in eight threads that start together.
fn in_threads<T: Send>(work: impl Fn(u32) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(THREADS as usize);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|number| {
                let (barrier, work) = (&barrier, &work);
                scope.spawn(move || {
                    barrier.wait();
                    work(number)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn distinct<'a>(texts: impl IntoIterator<Item = &'a str>) -> usize {
    texts.into_iter().collect::<BTreeSet<_>>().len()
}

#[test]
fn a_handle_may_be_sent_shared_and_cloned() {
    fn check<T: Send + Sync + Clone + 'static>() {}
    check::<Simulator>();
}

#[test]
fn eight_threads_with_one_token_make_one_router_and_seven_replays() {
    let folder = tempfile::tempdir().unwrap();
    let file = Simulator::builder().open(folder.path().join("state.db")).unwrap();
    for sim in [instant(), file] {
        for round in 0..50 {
            let replies: Vec<Reply<_>> = in_threads(|_| {
                let call = Call::new(create(64512 + round)).client_token(format!("t-{round}"));
                sim.clone().call(call).unwrap()
            });
            assert_eq!(replies.iter().filter(|reply| reply.replayed).count(), 7);
            assert_eq!(distinct(replies.iter().map(|reply| reply.response.ecr_id.as_str())), 1);
            assert_eq!(distinct(replies.iter().map(|reply| reply.request_id.as_str())), 8);
        }
        assert_eq!(sim.dump().unwrap()["routers"].as_array().unwrap().len(), 50);
    }
}

#[test]
fn eight_threads_that_create_routers_get_ids_of_their_own() {
    let sim = instant();
    let replies = in_threads(|thread| {
        (0..100)
            .map(|number| sim.call(create(4_200_000_000 + 100 * thread + number)).unwrap())
            .collect::<Vec<_>>()
    });
    let replies: Vec<_> = replies.into_iter().flatten().collect();
    assert_eq!(distinct(replies.iter().map(|reply| reply.response.ecr_id.as_str())), 800);
    assert_eq!(distinct(replies.iter().map(|reply| reply.request_id.as_str())), 800);
    sim.check_invariants().unwrap();
}

#[test]
fn of_eight_threads_that_want_one_asn_one_gets_it() {
    let sim = instant();
    let winners = in_threads(|_| match sim.call(create(64512)) {
        Ok(_) => 1,
        Err(error) => {
            assert_eq!(error.refusal().unwrap().code_text(), "Conflict.ASNOfECR");
            0
        }
    });
    assert_eq!(winners.into_iter().sum::<u32>(), 1);
}

#[test]
fn readers_see_a_growing_world_and_no_half_of_a_call() {
    const ROUTERS: u32 = 100;
    let sim = instant();
    // Thread 0 writes. The others read until everything is there.
    in_threads(|thread| {
        if thread == 0 {
            for number in 0..ROUTERS {
                sim.router(64512 + number);
            }
            return;
        }
        let mut seen = 0;
        while seen < ROUTERS {
            let all = MaxResults::try_from(1_000).unwrap();
            let request = DescribeExpressConnectRouter { max_results: Some(all), ..Default::default() };
            let response = sim.call(request).unwrap().response;
            assert!(response.total_count >= seen);
            assert_eq!(response.ecr_list.len(), response.total_count as usize);
            seen = response.total_count;
            let dump = sim.dump().unwrap();
            let (routers, tokens) = (&dump["routers"], &dump["tokens"]);
            assert_eq!(routers.as_array().unwrap().len(), tokens.as_array().unwrap().len());
        }
    });
}
