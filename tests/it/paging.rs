//! Pages of all lists.

use std::sync::LazyLock;

use ecr_sim::{DescribeFlowLogs, DescribeFlowLogsResponse, EcrId, Filter, NameFilter, NextToken, Simulator};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::harness::{SimulatorExt, value};
use crate::paged_lists::PagedList;
use crate::properties::next_token::holds;

#[test]
fn pages_of_every_size_give_all_entries_in_the_order_of_creation() {
    for (paged, ids) in PagedList::each(5) {
        for size in 1..=6_usize {
            let text = size.to_string();
            let (mut got, mut token) = (Vec::new(), String::new());
            loop {
                let page = paged.page(&[("MaxResults", &text), ("NextToken", &token)]);
                assert_eq!((&page.body["MaxResults"], &page.body["TotalCount"]), (&size.into(), &5.into()));
                got.extend(paged.ids(&page).into_iter().map(str::to_owned));
                page.text("NextToken").clone_into(&mut token);
                if token.is_empty() {
                    break;
                }
                assert_eq!(got.len() % size, 0, "a page before the last is full");
                assert!(got.len() < 5, "an empty page after the last entry");
            }
            assert_eq!(got, ids, "{} by {size}", paged.action());
        }
    }
}

#[test]
fn an_absent_page_size_is_the_documented_one() {
    for (paged, ids) in PagedList::each(21) {
        let size = paged.default_size();
        let page = paged.page(&[]);
        assert_eq!((&page.body["MaxResults"], &page.body["TotalCount"]), (&size.into(), &21.into()));
        assert_eq!(paged.ids(&page), ids[..usize::try_from(size).unwrap()]);
        let all = paged.page(&[("MaxResults", "2147483647")]);
        assert_eq!((paged.ids(&all).len(), all.text("NextToken")), (21, ""));
    }
}

#[test]
fn no_entry_is_lost_or_doubled_while_others_come_and_go() {
    for (paged, ids) in PagedList::each(6) {
        let first = paged.page(&[("MaxResults", "2")]);
        assert_eq!(paged.ids(&first), ids[..2]);
        // Deletes the entry that the token was made from, and the first entry of the next page.
        paged.remove(&ids[1]);
        paged.remove(&ids[2]);
        let late = paged.add(6);
        let second = paged.page(&[("MaxResults", "2"), ("NextToken", first.text("NextToken"))]);
        assert_eq!(
            (paged.ids(&second).as_slice(), &second.body["TotalCount"]),
            (&[&*ids[3], &*ids[4]][..], &5.into())
        );
        let third = paged.page(&[("MaxResults", "2"), ("NextToken", second.text("NextToken"))]);
        assert_eq!((paged.ids(&third).as_slice(), third.text("NextToken")), (&[&*ids[5], &*late][..], ""));
    }
}

#[test]
fn a_page_after_which_everything_has_gone_is_the_last() {
    for (paged, ids) in PagedList::each(3) {
        let first = paged.page(&[("MaxResults", "2")]);
        paged.remove(&ids[2]);
        let second = paged.page(&[("MaxResults", "2"), ("NextToken", first.text("NextToken"))]);
        assert_eq!((paged.ids(&second).len(), second.text("NextToken")), (0, ""));
        assert_eq!(second.body["TotalCount"], 2);
    }
}

#[test]
fn the_page_size_may_change_between_pages() {
    for (paged, ids) in PagedList::each(6) {
        let first = paged.page(&[("MaxResults", "1")]);
        let second = paged.page(&[("MaxResults", "3"), ("NextToken", first.text("NextToken"))]);
        assert_eq!(
            (paged.ids(&second).as_slice(), &second.body["MaxResults"]),
            (&[&*ids[1], &*ids[2], &*ids[3]][..], &3.into())
        );
        let third = paged.page(&[("NextToken", second.text("NextToken"))]);
        assert_eq!(paged.ids(&third), ids[4..]);
    }
}

#[test]
fn the_same_token_gives_the_same_page_again() {
    for (paged, ids) in PagedList::each(4) {
        let first = paged.page(&[("MaxResults", "2")]);
        for _ in 0..2 {
            assert_eq!(paged.ids(&paged.page(&[("NextToken", first.text("NextToken"))])), ids[2..]);
        }
    }
}

#[test]
fn a_typed_list_is_walked_by_handing_each_token_back() {
    let (sim, ecr_id) = crate::harness::attached();
    for _ in 0..5 {
        sim.flow_log(&ecr_id, "vbr-1");
    }
    let mut query = DescribeFlowLogs::new(&ecr_id);
    query.max_results = Some(value("2"));
    let mut sizes = Vec::new();
    loop {
        let page = sim.call(query.clone()).unwrap().response;
        let json = serde_json::to_string(&page).unwrap();
        assert_eq!(serde_json::from_str::<DescribeFlowLogsResponse>(&json).unwrap(), page);
        sizes.push(page.flow_logs.len());
        query.next_token = page.next_token;
        if query.next_token.is_none() {
            break;
        }
    }
    assert_eq!(sizes, [2, 2, 1]);
}

#[test]
fn an_empty_text_is_no_filter_no_token_and_no_id() {
    assert!("".parse::<Filter>().is_err() && "".parse::<NameFilter>().is_err());
    assert!("".parse::<NextToken>().is_err());
}

#[test]
fn a_token_that_no_answer_to_this_query_gave_is_refused() {
    for (paged, _) in PagedList::each(3) {
        let token = paged.page(&[("MaxResults", "1")]).text("NextToken").to_owned();
        let refused = |more: &[(&str, &str)]| {
            let answer = paged.page(more);
            assert_eq!((answer.status, answer.code()), (400, "IllegalParam.NextToken"), "{more:?}");
        };
        let (shorter, longer) = (&token[..token.len() - 1], format!("{token}0"));
        let other = if token.ends_with('0') { "1" } else { "0" };
        let changed = format!("{shorter}{other}");
        let page_two = token.replacen('0', "1", 1);
        let plus = format!("+{}", &token[1..]);
        for garbage in
            ["x", " ", "é", shorter, &longer, &changed, &page_two, &plus, &token.to_uppercase(), "<\0>"]
        {
            if garbage != token {
                refused(&[("NextToken", garbage)]);
            }
        }
        // A token belongs to the filters of its query, but not to its page size.
        refused(&[
            ("NextToken", &token),
            ("ResourceGroupId", "rg-1"),
            ("AssociationId", "ecr-assoc-1"),
            ("ResourceId.1", "ecr-1"),
        ]);
    }
}

#[test]
fn a_token_of_another_list_is_refused() {
    let lists = PagedList::each(3);
    for (paged, _) in &lists {
        for (other, _) in lists.iter().filter(|(other, _)| other.action() != paged.action()) {
            let token = other.page(&[("MaxResults", "1")]).text("NextToken").to_owned();
            assert_eq!(paged.page(&[("NextToken", &token)]).code(), "IllegalParam.NextToken");
        }
    }
}

#[test]
fn a_token_of_another_account_world_or_router_is_refused() {
    let list = |sim: &Simulator, token: &str| {
        sim.ask("DescribeExpressConnectRouter", &[("MaxResults", "1"), ("NextToken", token)])
    };
    let worlds = [1, 2].map(|seed| Simulator::builder().seed(seed).in_memory().unwrap());
    let [sim, elsewhere] = &worlds;
    let other = sim.as_account(1_891_593_620_094_065);
    for sim in [sim, elsewhere, &other] {
        sim.router(64512);
        sim.router(64513);
    }
    let first = list(sim, "");
    let token = first.text("NextToken");
    assert_eq!(list(sim, token).code(), "200");
    assert_eq!(list(&other, token).code(), "IllegalParam.NextToken");
    assert_eq!(list(elsewhere, token).code(), "IllegalParam.NextToken");

    let (sim, home) = crate::harness::attached();
    let next = sim.router(64513);
    sim.vbr(&next, "vbr-2");
    for (router, vbr) in [(&home, "vbr-1"), (&home, "vbr-1"), (&next, "vbr-2"), (&next, "vbr-2")] {
        sim.flow_log(router, vbr);
    }
    let logs = |router: &EcrId, token: &str| {
        sim.ask("DescribeFlowLogs", &[("EcrId", router.as_str()), ("MaxResults", "1"), ("NextToken", token)])
    };
    let first = logs(&home, "");
    assert_eq!(logs(&next, first.text("NextToken")).code(), "IllegalParam.NextToken");
}

/// A list of each kind with three entries, and all tokens of their pages.
static LISTS: LazyLock<(Vec<PagedList>, Vec<String>)> = LazyLock::new(|| {
    let lists: Vec<PagedList> = PagedList::each(3).into_iter().map(|(paged, _)| paged).collect();
    let tokens = lists.iter().flat_map(PagedList::tokens).collect();
    (lists, tokens)
});

/// A valid token with one character replaced, removed or added.
fn spoilt_token() -> impl Strategy<Value = String> {
    let character =
        prop_oneof![3 => select("0123456789abcdef".chars().collect::<Vec<_>>()), 1 => any::<char>()];
    (select(&*LISTS.1), any::<Index>(), 0..2_usize, proptest::option::of(character)).prop_map(
        |(token, at, removed, added)| {
            let at = at.index(token.len());
            [&token[..at], &String::from_iter(added), &token[at + removed..]].concat()
        },
    )
}

proptest! {
    #[test]
    fn any_text_is_a_token_that_is_answered_or_refused_as_a_token(
        text in prop_oneof![any::<String>(), "[0-9a-f]{0,70}", spoilt_token()],
    ) {
        holds(&LISTS.0, &text);
    }
}
