//! The catalogue: every error code with its HTTP status and message.

use std::fmt;
use std::str::FromStr;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $status:literal $code:literal $message:literal;)*) => {
        /// An error code of the API, or of the gateway in front of it.
        ///
        /// A code with `%s` is a template. `Refusal::code_text` fills in the parameter; `Display` writes the template,
        /// and `FromStr` reads both.
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
    /// The action is unknown. A gateway code.
    InvalidActionNotFound = 404 "InvalidAction.NotFound"
        "Specified api is not found, please check your url and method.";
    /// The account sends more calls than its quota allows. A gateway code.
    ThrottlingUser = 400 "Throttling.User" "Request was denied due to user flow control.";
    /// The operation receives more calls than its quota allows. A gateway code; the message is by analogy.
    ThrottlingApi = 400 "Throttling.Api" "Request was denied due to api flow control.";
    /// The caller may not perform the operation. A gateway code; the choice of code and message is ours.
    NoPermission = 403 "NoPermission"
        "You are not authorized to do this action. You should be authorized by RAM.";
    /// The server failed. A gateway code.
    InternalError = 500 "InternalError"
        "The request processing has failed due to some unknown error, exception or failure.";
    /// The server failed for a moment; a retry may succeed. A gateway code.
    ServiceUnavailable = 503 "ServiceUnavailable" "The request has failed due to a temporary failure of the server.";
}

impl Code {
    /// Whether the code takes the name of a parameter.
    pub fn is_template(self) -> bool {
        self.template().contains("%s")
    }

    /// Whether the gateway in front of the product refuses with this code. Any call may be refused with it, so no
    /// operation declares it.
    pub const fn is_gateway(self) -> bool {
        matches!(
            self,
            Self::InvalidActionNotFound
                | Self::ThrottlingUser
                | Self::ThrottlingApi
                | Self::NoPermission
                | Self::InternalError
                | Self::ServiceUnavailable
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.template())
    }
}

/// The text is no code of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the code is unknown")]
pub struct UnknownCode;

/// Reads a code, with its parameter filled in or as a template.
///
/// A code that is written out in the catalogue wins over a template: `IllegalParam.AlibabaSideAsn` is a code of its own,
/// `IllegalParam.EcrId` is [`Code::IllegalParam`].
impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let is_template_of = |code: &Self| {
            let start = code.template().strip_suffix("%s");
            start.and_then(|start| text.strip_prefix(start)).is_some_and(|parameter| !parameter.is_empty())
        };
        let mut codes = Self::ALL.iter().copied();
        let written_out = codes.clone().find(|code| code.template() == text);
        written_out.or_else(|| codes.find(is_template_of)).ok_or(UnknownCode)
    }
}
