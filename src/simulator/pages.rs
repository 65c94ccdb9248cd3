//! Reads all pages of a list.

use crate::error::Result;
use crate::operation::Paged;
use crate::simulator::Simulator;

impl Simulator {
    /// Iterates over the entries of a list, from the query's page to the last. Each page is a separate call, made when
    /// the previous page has been read. Entries that are created or deleted in the meantime may or may not appear.
    ///
    /// The iterator ends after the first error.
    ///
    /// ```
    /// use ecr_sim::{Asn, CreateExpressConnectRouter, DescribeFlowLogs, FlowLogId, Result, Simulator};
    ///
    /// let sim = Simulator::in_memory()?;
    /// let ecr_id = sim.call(CreateExpressConnectRouter::new(Asn::try_from(64512)?))?.response.ecr_id;
    /// let flow_logs = sim.pages(DescribeFlowLogs::new(&ecr_id));
    /// let ids: Vec<FlowLogId> = flow_logs.map(|entry| Ok(entry?.flow_log_id)).collect::<Result<_>>()?;
    /// assert!(ids.is_empty());
    /// # Ok::<(), ecr_sim::Error>(())
    /// ```
    pub fn pages<Q: Paged>(&self, query: Q) -> impl Iterator<Item = Result<Q::Entry>> {
        let mut unread = Some(query);
        let mut entries = Vec::new().into_iter();
        std::iter::from_fn(move || {
            loop {
                if let Some(entry) = entries.next() {
                    return Some(Ok(entry));
                }
                let mut query = unread.take()?;
                match self.call(query.clone()) {
                    Ok(reply) => {
                        let (page, next_token) = Q::into_entries(reply.response);
                        entries = page.into_iter();
                        unread = next_token.map(|token| {
                            query.set_paging(Some(token), query.max_results());
                            query
                        });
                    }
                    Err(error) => return Some(Err(error)),
                }
            }
        })
    }
}
