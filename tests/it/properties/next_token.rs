//! A page token has one spelling, and any other text is refused as a token or answered with a page.

use ecr_sim::NextToken;

use crate::paged_lists::PagedList;
use crate::properties::call::harmless;

/// Sends a text as the token to every list.
pub fn holds(lists: &[PagedList], text: &str) {
    if let Ok(token) = text.parse::<NextToken>() {
        assert_eq!(token.to_string(), text);
    }
    for paged in lists {
        let mut pairs = paged.filters().to_vec();
        pairs.push(("NextToken", text.to_owned()));
        let answer = harmless(&paged.sim, paged.action(), &pairs);
        let outcome = (answer.status, answer.code());
        assert!(
            matches!(outcome, (200, _) | (400, "IllegalParam.NextToken" | "IllegalParamFormat.NextToken")),
            "{} {text:?}: {answer:?}",
            paged.action()
        );
    }
}
