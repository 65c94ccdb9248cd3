//! Pages of lists, in the reference model.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::decode::{Refusal, bad_page};
use crate::reference::Request;
use crate::state::{PageMark, Position, State};

impl State {
    /// Remembers where the next page of a query starts, and returns the symbol for it.
    fn mark(&mut self, mark: PageMark) -> String {
        let known = self.pages.iter().position(|known| **known == mark);
        let number = known.unwrap_or_else(|| {
            self.pages.push(Arc::new(mark));
            self.pages.len() - 1
        });
        format!("page-{number}")
    }

    /// Returns the position after which the requested page starts.
    pub fn page_start(&self, request: &Request<'_>) -> Result<Position, Refusal> {
        let token = request.text("NextToken");
        if token.is_empty() {
            return Ok((0, String::new()));
        }
        let number = token.strip_prefix("page-").and_then(|number| number.parse::<usize>().ok());
        let mark = number.and_then(|number| self.pages.get(number));
        mark.filter(|mark| ***mark == page_mark(request, mark.after.clone()))
            .map(|mark| mark.after.clone())
            .ok_or_else(|| bad_page(request.operation))
    }

    /// Returns a page of all matching entries, which come with their keys.
    pub fn page(
        &mut self,
        request: &Request<'_>,
        start: &Position,
        list: &str,
        default: u64,
        matching: Vec<(i64, Value)>,
    ) -> Map<String, Value> {
        let matching = matching.into_iter().map(|(key, entry)| ((key, String::new()), entry)).collect();
        self.page_of_places(request, start, list, default, matching)
    }

    /// As above, if several entries share a key.
    pub fn page_of_places(
        &mut self,
        request: &Request<'_>,
        start: &Position,
        list: &str,
        default: u64,
        matching: Vec<(Position, Value)>,
    ) -> Map<String, Value> {
        let most = request.fields["MaxResults"].as_u64().unwrap_or(default);
        let total = matching.len();
        let mut rest = matching.into_iter().filter(|(place, _)| place > start).peekable();
        let mut entries = Vec::new();
        let mut last = start.clone();
        while entries.len() < usize::try_from(most).unwrap()
            && let Some((place, entry)) = rest.next()
        {
            entries.push(entry);
            last = place;
        }
        let next = if rest.peek().is_some() { self.mark(page_mark(request, last)) } else { String::new() };
        Map::from_iter([
            (list.to_owned(), Value::Array(entries)),
            ("MaxResults".to_owned(), most.into()),
            ("NextToken".to_owned(), next.into()),
            ("TotalCount".to_owned(), total.into()),
        ])
    }
}

fn page_mark(request: &Request<'_>, after: Position) -> PageMark {
    let mut filters = request.fields.clone();
    filters.remove("NextToken");
    filters.remove("MaxResults");
    PageMark { account: request.account, action: request.operation.name, filters, after }
}
