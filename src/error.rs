//! The catalogue of every error code, and the two ways a call can fail.
//!
//! A [`Refusal`] is the business of the API: it has a documented code and reaches the client. A
//! [`Fault`] is ours: a full disk, a corrupt file, a bug. It never wears a service code.

use std::borrow::Cow;
use std::fmt;

/// What every fallible call of this library returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $status:literal $code:literal $message:literal;)*) => {
        /// An error code of the API. Codes with `%s` are templates: [`Refusal::code`] fills in the parameter.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* #[doc = concat!("`", $code, "`, HTTP ", $status, ": ", $message)] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as documented, `%s` included.
            pub const fn template(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// The HTTP status that carries the code.
            pub const fn http_status(self) -> u16 {
                match self { $(Self::$variant => $status),* }
            }

            /// The documented message, `%s` included.
            pub const fn message_template(self) -> &'static str {
                match self { $(Self::$variant => $message),* }
            }
        }
    };
}

codes! {
    /// A required parameter is absent or empty.
    MissingParam = 400 "MissingParam.%s" "The param of %s is missing.";
    /// A value of the wrong type, length or pattern.
    IllegalParamFormat = 400 "IllegalParamFormat.%s" "The param format of %s is illegal.";
    /// A well-formed value that is not allowed.
    IllegalParam = 400 "IllegalParam.%s" "The param of %s is illegal.";
    /// An ASN outside the allowed ranges.
    IllegalParamAlibabaSideAsn = 400 "IllegalParam.AlibabaSideAsn" "The entered Bgp Asn is incorrect.";
    /// No such router, or it belongs to another account.
    ResourceNotFoundEcrId = 404 "ResourceNotFound.EcrId" "EcrId not found.";
    /// No such member on the router.
    ResourceNotFoundAssociationId = 404 "ResourceNotFound.AssociationId" "EcrAssociationId not found.";
    /// No such flow log on the router. The name is our choice, by analogy.
    ResourceNotFoundFlowLogId = 404 "ResourceNotFound.FlowLogId" "FlowLogId not found.";
    /// The instance is not attached to the router.
    ResourceNotFoundInstanceId = 400 "ResourceNotFound.InstanceId" "The instance id does not exist.";
    /// A force delete of the router runs.
    OperationDeniedForceDeleting = 400 "OperationDenied.ForceDeleting" "The current instance is being deleted.";
    /// The status of the router forbids the call.
    IncorrectStatusEcr = 400 "IncorrectStatus.Ecr" "Ecr Status does not allow current operation.";
    /// The addressed member is itself in transition, or already bound.
    IncorrectStatusEcrAssociation = 400 "IncorrectStatus.EcrAssociation"
        "Ecr Association Status does not allow current operation.";
    /// Another operation on the router is unfinished.
    ConflictLock = 400 "Conflict.Lock" "There are other unfinished operations.";
    /// The region does not offer the product.
    UnsupportedRegion = 400 "UnsupportedRegion" "Feature not supported in specified region.";
    /// The account has as many routers as its quota allows.
    QuotaExceededEcrCountPerUser = 400 "QuotaExceeded.EcrCountPerUser" "ECR Quota Exceeded.";
    /// Another router of the account has this ASN.
    ConflictAsnOfEcr = 400 "Conflict.ASNOfECR" "ASN already used by other ECR.";
    /// The ASN clashes with a VBR.
    ConflictAsnOfVbr = 400 "Conflict.ASNOfVBR" "ASN already used by other VBR.";
    /// A plain delete of a router that still has members.
    ResourceInUseEcr = 400 "ResourceInUse.Ecr" "The express connect router is currently in use.";
    /// The account may not use the product.
    OperationFailedUserNotInWhiteList = 400 "OperationFailed.UserNotInWhiteList"
        "The current user is not in the whitelist.";
    /// A static route of a VPC points to the router.
    OperationFailedUsedInRouteEntryNextHop = 400 "OperationFailed.UsedInRouteEntryNextHop"
        "The VPC also has a static route pointing to the ECR, and it is not allowed to disassociate the ECR.";
    /// Only the owner may unbind.
    OperationDeniedCrossAccountDisassociating = 400 "OperationDenied.CrossAccountDisassociating"
        "Unbind cross-account.";
    /// The transit router still holds the attachment.
    OperationDeniedEcrAttachmentExisted = 400 "OperationDenied.EcrAttachmentExisted"
        "Ecr and TR have been linked.";
    /// The VBR lacks MP-BGP.
    OperationDeniedVbrDoesNotSupportMpbgp = 400 "OperationDenied.VbrDoesNotSupportMpbgp"
        "The VBR does not support Mpbgp configuration.";
    /// A route entry of the VBR is in transition.
    OperationDeniedVbrHasRouteEntryInMiddleStatus = 400 "OperationDenied.VbrHasRouteEntryInMiddleStatus"
        "The operation is not allowed because of VBR has route entry in middle status.";
    /// A BGP group of the VBR is in transition.
    OperationDeniedVbrHasBgpGroupInMiddleStatus = 400 "OperationDenied.VbrHasBgpGroupInMiddleStatus"
        "The operation is not allowed because of VBR has BGP group in middle status.";
    /// The CEN controller refused.
    OperationFailedRejectedByCenYaochi = 400 "OperationFailed.RejectedByCenYaochi"
        "Cen Yaochi has rejected your current request.";
    /// The Express Connect controller refused.
    OperationFailedRejectedByEcYaochi = 400 "OperationFailed.RejectedByEcYaochi"
        "The request was rejected by Ec Yaochi.";
    /// The VPC controller refused.
    OperationFailedRejectedByVpcYaochi = 400 "OperationFailed.RejectedByVpcYaochi"
        "Vpc Yaochi has rejected your current request.";
    /// More allowed prefixes than an association may have.
    IllegalParamSizeAllowedPrefixes = 400 "IllegalParamSize.AllowedPrefixes"
        "The number of prefix routes exceeded the quota.";
    /// A malformed allowed prefix.
    IllegalParamFormatAllowedPrefixes = 400 "IllegalParamFormat.AllowedPrefixes"
        "The prefix parameter format is invalid. Procedure.";
    /// A malformed id of a CEN.
    IllegalParamFormatCenId = 400 "IllegalParamFormat.CenId"
        "The format of the entered Cen instance ID is incorrect.";
    /// A transit mode that does not exist.
    IllegalParamTransitMode = 400 "IllegalParam.TransitMode"
        "The transmission mode parameter is invalid.";
    /// A region that does not offer the product.
    IllegalParamRegionId = 400 "IllegalParam.RegionId"
        "Area parameter invalid.";
    /// The account does not own the router.
    IllegalParamEcrOwnerAliUid = 400 "IllegalParam.EcrOwnerAliUid"
        "The Ecr instance account parameter is invalid.";
    /// Both a VPC and a transit router.
    ExclusiveParamTransitRouterIdAndVpcId = 400 "ExclusiveParam.TransitRouterIdAndVpcId"
        "A private network instance cannot be bound to a forwarding router instance at the same time.";
    /// No such CEN.
    ResourceNotFoundCenId = 400 "ResourceNotFound.CenId"
        "CenId not found.";
    /// No such transit router.
    ResourceNotFoundTrId = 400 "ResourceNotFound.TrId"
        "TRId not found.";
    /// The router has as many VPCs as its quota allows.
    QuotaExceededVpcCountPerEcr = 400 "QuotaExceeded.VpcCountPerEcr"
        "The number of VPC bound to the ECR exceeds the quota.";
    /// The router has as many transit routers as its quota allows.
    QuotaExceededTrCountPerEcr = 400 "QuotaExceeded.TrCountPerEcr"
        "The number of TR bound to the ECR exceeds the quota.";
    /// The owner of the instance has not granted it.
    OperationDeniedNotGrantedByNodeOwner = 400 "OperationDenied.NotGrantedByNodeOwner"
        "The node owner is not authorized.";
    /// The instance belongs to another business.
    OperationDeniedCrossBidAssociating = 400 "OperationDenied.CrossBidAssociating"
        "Cross-border binding of resources is subject to compliance constraints.";
    /// Only the owner may attach.
    OperationDeniedCrossAccountAttaching = 400 "OperationDenied.CrossAccountAttaching"
        "If the forwarding router is bound to another account, perform this operation on the same account.";
    /// The router has a transit router in this region.
    OperationDeniedAttachmentInCurrentRegionExisted = 400 "OperationDenied.AttachmentInCurrentRegionExisted"
        "Only one forwarding router can be bound to an area.";
    /// The account has not opened CDT.
    OperationFailedCdtNotOpened = 400 "OperationFailed.CdtNotOpened"
        "The Cdt function is disabled.";
    /// The account has not opened cross-border CDT.
    OperationFailedCdtCrossBoarderNotOpened = 400 "OperationFailed.CdtCrossBoarderNotOpened"
        "The Cdt cross-border transmission function is disabled.";
    /// The account may not cross the border.
    OperationFailedCrossBorderNotAllowed = 400 "OperationFailed.CrossBorderNotAllowed"
        "There is no qualification for creating cross-border links.";
    /// The VPC controller failed.
    OperationFailedCallingVpcYaochi = 400 "OperationFailed.CallingVpcYaochi"
        "The system is abnormal. Please try again later.";
    /// The Express Connect controller failed.
    OperationFailedCallingEcYaochi = 400 "OperationFailed.CallingEcYaochi"
        "EC Yaochi component returned an error.";
    /// A malformed destination of a route.
    IllegalParamFormatDestinationCidrBlock = 400 "IllegalParamFormat.DestinationCidrBlock"
        "The format of the specified destination Cidr route parameter is incorrect.";
    /// The next hop is no member of the router.
    ResourceNotFoundNexthopInstanceId = 400 "ResourceNotFound.NexthopInstanceId"
        "The next hop instance does not exist.";
    /// The next hop is about to become a member of the router.
    ResourceInCreatingNexthopInstanceId = 400 "ResourceInCreating.NexthopInstanceId"
        "The next hop instance is being created.";
    /// A tag key that is not allowed.
    IllegalParamTagKey = 400 "IllegalParam.TagKey" "The param of Tag.Key is illegal.";
    /// A tag value that is not allowed.
    IllegalParamTagValue = 400 "IllegalParam.TagValue" "The param of Tag.Value is illegal.";
    /// A tag key that belongs to the system.
    ForbiddenTagKeys = 400 "Forbidden.TagKeys" "The tag key cannot be operated by the request.";
    /// A tag key that is there already.
    ForbiddenTagKeyDuplicated = 400 "Forbidden.TagKey.Duplicated" "The specified tag key already exists.";
    /// Neither tags nor resources are given.
    BothEmptyTagsAndResources = 400 "BothEmpty.TagsAndResources"
        "The specified Tags and ResourcesIds are not allow to both empty.";
    /// A client token came back with other parameters. Listed on no page of the product: our choice.
    IdempotentParameterMismatch = 400 "IdempotentParameterMismatch"
        "The request is retried with updated parameters.";
    /// A dry run passed every check. Documented for MoveResourceGroup, our choice for the rest.
    DryRunOperation = 400 "DryRunOperation" "Request validation has been passed with DryRun flag set.";
    /// The action is not one that this library knows.
    InvalidActionNotFound = 404 "InvalidAction.NotFound"
        "Specified api is not found, please check your url and method.";
}

impl Code {
    /// Whether the code takes the name of a parameter.
    pub fn is_template(self) -> bool {
        self.template().contains("%s")
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.template())
    }
}

/// Why a call did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The API refuses, as the real service would.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// This library failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Error {
    /// The refusal, if it is one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Fault(_) => None,
        }
    }

    /// The fault, if it is one.
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Refused(_) => None,
            Self::Fault(fault) => Some(fault),
        }
    }
}

/// An error answer of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    code: Code,
    code_text: Cow<'static, str>,
    parameter: Option<Cow<'static, str>>,
    value: Option<Box<str>>,
    request_id: Box<str>,
}

/// `DynamicMessage` repeats at most this many characters of a value (our choice).
const VALUE_CHARS_MAX: usize = 64;

impl Refusal {
    /// A refusal that is not about one parameter.
    pub(crate) fn new(code: Code) -> Self {
        Self {
            code,
            code_text: Cow::Borrowed(code.template()),
            parameter: None,
            value: None,
            request_id: Box::default(),
        }
    }

    /// A refusal about one parameter, whose name fills the template if the code is one.
    pub(crate) fn about(code: Code, parameter: impl Into<Cow<'static, str>>) -> Self {
        let parameter = parameter.into();
        let code_text = if code.is_template() {
            Cow::Owned(code.template().replace("%s", &parameter))
        } else {
            Cow::Borrowed(code.template())
        };
        Self { code, code_text, parameter: Some(parameter), value: None, request_id: Box::default() }
    }

    /// Adds the offending value, cut to a length that fits a message. An empty one has nothing to show.
    pub(crate) fn with_value(mut self, value: &str) -> Self {
        self.value = (!value.is_empty()).then(|| value.chars().take(VALUE_CHARS_MAX).collect());
        self
    }

    /// Adds the id of the call that was refused.
    pub(crate) fn with_request_id(mut self, request_id: &str) -> Self {
        self.request_id = request_id.into();
        self
    }

    /// The row of the catalogue.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The full code with its argument filled in, such as `MissingParam.EcrId`.
    pub fn code_text(&self) -> &str {
        &self.code_text
    }

    /// The parameter that the refusal is about.
    pub fn parameter(&self) -> Option<&str> {
        self.parameter.as_deref()
    }

    /// The HTTP status that carries the code.
    pub fn http_status(&self) -> u16 {
        self.code.http_status()
    }

    /// The documented message, with the name of the parameter filled in.
    pub fn message(&self) -> String {
        self.code.message_template().replace("%s", self.parameter().unwrap_or_default())
    }

    /// `DynamicMessage`: what [`Self::message`] says, with the offending value. Only where the code is a template,
    /// or where a reused client token has to name the parameter that differs.
    pub fn dynamic_message(&self) -> Option<String> {
        let parameter = self.parameter()?;
        let subject = match &self.value {
            Some(value) => Cow::Owned(format!("{parameter} {value}")),
            None => Cow::Borrowed(parameter),
        };
        if self.code.is_template() {
            Some(self.code.message_template().replace("%s", &subject))
        } else if self.code == Code::IdempotentParameterMismatch {
            Some(format!("The param of {subject} differs from the first request with this ClientToken."))
        } else {
            None
        }
    }

    /// The `RequestId` of the refused call.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code_text, self.message())
    }
}

impl std::error::Error for Refusal {}

/// A failure of this library or of what it stands on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Another simulator, in this process or another, holds the file.
    #[error("the database is in use by another simulator")]
    InUse,
    /// The file was written by a later version of this library. It was not touched.
    #[error("the database has schema version {found}, this library knows up to {known}")]
    TooNew {
        /// The version of the file.
        found: i64,
        /// The latest version this library can read.
        known: i64,
    },
    /// The file is not a database of this library. Neither it nor what lies beside it was touched.
    #[error("the file is not a database of ecr-sim")]
    Foreign,
    /// The database contradicts itself.
    #[error("the database is corrupt: {0}")]
    Corrupt(String),
    /// No room: the disk is full, or the size limit of the database is reached.
    #[error("the database is full")]
    Full,
    /// The file cannot be opened, read or written.
    #[error("the database cannot be read or written: {0}")]
    Io(String),
    /// The builder asks for something else than the file was created with.
    #[error("the setting {setting} was given as {given}, the database has {stored}")]
    SettingsMismatch {
        /// The builder's method.
        setting: &'static str,
        /// What the builder was given.
        given: String,
        /// What the file was created with.
        stored: String,
    },
    /// The builder was given something that cannot be.
    #[error("the setting {setting} cannot be {given}")]
    SettingInvalid {
        /// The builder's method.
        setting: &'static str,
        /// What the builder was given.
        given: String,
    },
    /// The facts about the world contradict each other. Nothing was registered.
    #[error("the facts cannot be registered: {0}")]
    InventoryInvalid(String),
    /// An operation refused with a code that it does not declare: a bug of this library.
    #[error("{operation} refused with {code}, which it does not declare")]
    Undeclared {
        /// The operation.
        operation: &'static str,
        /// The code.
        code: String,
    },
    /// `check_invariants` found a state that no sequence of calls should reach.
    #[error("an invariant is broken: {0}")]
    Invariant(String),
    /// Anything else that only a bug of this library can cause.
    #[error("internal error: {0}")]
    Internal(String),
}
