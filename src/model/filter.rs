//! What queries look for.

use crate::model::text::is_plain;
use crate::model::{
    AssociationId, CenId, EcrId, FlowLogId, GrantedId, LogStoreName, NextHopId, ProjectName, Region,
    ResourceGroupId, TransitRouterId, VbrId, VpcId,
};

text_type! {
    /// A name to look for: 1 to 128 characters (documented). An empty one counts as absent on the wire.
    NameFilter: "" [1..=128], |text| !text.is_empty() && is_plain(text, 128)
}

text_type! {
    /// What a query looks for: any text but the empty one, which counts as absent on the wire. An id is one too, since a
    /// query need not be about something that exists.
    ///
    /// ```
    /// use ecr_sim::{EcrId, Filter};
    ///
    /// let ecr_id: EcrId = "ecr-1".parse()?;
    /// assert_eq!(Filter::from(&ecr_id), "ecr-1");
    /// assert_eq!(Filter::from(ecr_id), "ecr-1");
    /// # Ok::<(), ecr_sim::Invalid>(())
    /// ```
    Filter: "", |text| !text.is_empty()
}

/// None of these can be empty.
macro_rules! filter_from {
    ($($name:ident),*) => {
        $(impl From<&$name> for Filter {
            fn from(value: &$name) -> Self {
                Self(value.as_str().to_owned())
            }
        }

        impl From<$name> for Filter {
            fn from(value: $name) -> Self {
                Self(value.into())
            }
        })*
    };
}

filter_from!(
    AssociationId,
    CenId,
    EcrId,
    FlowLogId,
    GrantedId,
    LogStoreName,
    NextHopId,
    ProjectName,
    Region,
    ResourceGroupId,
    TransitRouterId,
    VbrId,
    VpcId
);

list_type! {
    /// Ids to look for: at most 50 (documented).
    IdFilters of Filter, at most 50
}
