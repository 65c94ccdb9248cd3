//! Every answer is JSON, and queries and refusals change nothing.

use ecr_sim::{OPERATIONS, Simulator};

use crate::harness::Answer;

/// Returns whether a text is an upper-case UUID.
fn is_request_id(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'A'..=b'F'),
        })
}

/// Calls, and checks that the answer is a success or a refusal in form, and no fault.
pub fn well_formed<T: AsRef<str>, U: AsRef<str>>(sim: &Simulator, action: &str, pairs: &[(T, U)]) -> Answer {
    let reply = sim.invoke(action, pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref())));
    let answer = Answer { status: reply.http_status, body: serde_json::from_str(&reply.body).unwrap() };
    assert!(answer.body.is_object() && is_request_id(answer.text("RequestId")), "{answer:?}");
    let refused = (400..500).contains(&answer.status) && answer.body["Message"].is_string();
    assert!(refused || (answer.status, answer.code()) == (200, "200"), "{answer:?}");
    answer
}

/// Calls, and checks the answer and its effect on the state.
pub fn harmless<T: AsRef<str>, U: AsRef<str>>(sim: &Simulator, action: &str, pairs: &[(T, U)]) -> Answer {
    let before = sim.dump().unwrap();
    let answer = well_formed(sim, action, pairs);
    let query = OPERATIONS.iter().any(|operation| operation.name() == action && !operation.writes());
    if query || answer.status != 200 {
        assert_eq!(sim.dump().unwrap(), before, "{answer:?}");
    } else {
        sim.check_invariants().unwrap();
    }
    answer
}
