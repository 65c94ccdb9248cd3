//! A token is spelt in one way, and whatever a client sends as one is answered with a page or refused as a token.

use ecr_sim::NextToken;

use crate::paged_lists::Shelf;
use crate::properties::call::harmless;

/// Reads a text as a token, and hands it to every list.
pub fn holds(shelves: &[Shelf], text: &str) {
    if let Ok(token) = text.parse::<NextToken>() {
        assert_eq!(token.to_string(), text);
    }
    for shelf in shelves {
        let mut pairs = shelf.filters().to_vec();
        pairs.push(("NextToken", text.to_owned()));
        let answer = harmless(&shelf.sim, shelf.action(), &pairs);
        let outcome = (answer.status, answer.code());
        assert!(
            matches!(outcome, (200, _) | (400, "IllegalParam.NextToken" | "IllegalParamFormat.NextToken")),
            "{} {text:?}: {answer:?}",
            shelf.action()
        );
    }
}
