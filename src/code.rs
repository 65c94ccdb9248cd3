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

            /// Returns the documented code, `%s` included.
            pub const fn template(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// Returns the HTTP status that carries the code.
            pub const fn http_status(self) -> u16 {
                match self { $(Self::$variant => $status),* }
            }

            /// Returns the documented message, `%s` included.
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
    IllegalParamAlibabaSideAsn = 400 "IllegalParam.AlibabaSideAsn" "The entered Bgp Asn is incorrect.";
    /// Also for a router of another account.
    ResourceNotFoundEcrId = 404 "ResourceNotFound.EcrId" "EcrId not found.";
    ResourceNotFoundAssociationId = 404 "ResourceNotFound.AssociationId" "EcrAssociationId not found.";
    /// The name of the code is our choice, by analogy.
    ResourceNotFoundFlowLogId = 404 "ResourceNotFound.FlowLogId" "FlowLogId not found.";
    /// The instance is not attached to the router.
    ResourceNotFoundInstanceId = 400 "ResourceNotFound.InstanceId" "The instance id does not exist.";
    OperationDeniedForceDeleting = 400 "OperationDenied.ForceDeleting" "The current instance is being deleted.";
    IncorrectStatusEcr = 400 "IncorrectStatus.Ecr" "Ecr Status does not allow current operation.";
    /// The addressed member is in transition, or already bound.
    IncorrectStatusEcrAssociation = 400 "IncorrectStatus.EcrAssociation"
        "Ecr Association Status does not allow current operation.";
    ConflictLock = 400 "Conflict.Lock" "There are other unfinished operations.";
    UnsupportedRegion = 400 "UnsupportedRegion" "Feature not supported in specified region.";
    QuotaExceededEcrCountPerUser = 400 "QuotaExceeded.EcrCountPerUser" "ECR Quota Exceeded.";
    /// Another router of the account has this ASN.
    ConflictAsnOfEcr = 400 "Conflict.ASNOfECR" "ASN already used by other ECR.";
    ConflictAsnOfVbr = 400 "Conflict.ASNOfVBR" "ASN already used by other VBR.";
    /// A plain delete of a router that still has members.
    ResourceInUseEcr = 400 "ResourceInUse.Ecr" "The express connect router is currently in use.";
    OperationFailedUserNotInWhiteList = 400 "OperationFailed.UserNotInWhiteList"
        "The current user is not in the whitelist.";
    OperationFailedUsedInRouteEntryNextHop = 400 "OperationFailed.UsedInRouteEntryNextHop"
        "The VPC also has a static route pointing to the ECR, and it is not allowed to disassociate the ECR.";
    /// Only the owner may unbind.
    OperationDeniedCrossAccountDisassociating = 400 "OperationDenied.CrossAccountDisassociating"
        "Unbind cross-account.";
    /// The transit router still holds the attachment.
    OperationDeniedEcrAttachmentExisted = 400 "OperationDenied.EcrAttachmentExisted" "Ecr and TR have been linked.";
    OperationDeniedVbrDoesNotSupportMpbgp = 400 "OperationDenied.VbrDoesNotSupportMpbgp"
        "The VBR does not support Mpbgp configuration.";
    OperationDeniedVbrHasRouteEntryInMiddleStatus = 400 "OperationDenied.VbrHasRouteEntryInMiddleStatus"
        "The operation is not allowed because of VBR has route entry in middle status.";
    OperationDeniedVbrHasBgpGroupInMiddleStatus = 400 "OperationDenied.VbrHasBgpGroupInMiddleStatus"
        "The operation is not allowed because of VBR has BGP group in middle status.";
    /// The controller of CEN, which Alibaba calls Yaochi, refused.
    OperationFailedRejectedByCenYaochi = 400 "OperationFailed.RejectedByCenYaochi"
        "Cen Yaochi has rejected your current request.";
    OperationFailedRejectedByEcYaochi = 400 "OperationFailed.RejectedByEcYaochi"
        "The request was rejected by Ec Yaochi.";
    OperationFailedRejectedByVpcYaochi = 400 "OperationFailed.RejectedByVpcYaochi"
        "Vpc Yaochi has rejected your current request.";
    IllegalParamSizeAllowedPrefixes = 400 "IllegalParamSize.AllowedPrefixes"
        "The number of prefix routes exceeded the quota.";
    IllegalParamFormatAllowedPrefixes = 400 "IllegalParamFormat.AllowedPrefixes"
        "The prefix parameter format is invalid. Procedure.";
    IllegalParamFormatCenId = 400 "IllegalParamFormat.CenId" "The format of the entered Cen instance ID is incorrect.";
    IllegalParamTransitMode = 400 "IllegalParam.TransitMode" "The transmission mode parameter is invalid.";
    /// A region that does not offer the product.
    IllegalParamRegionId = 400 "IllegalParam.RegionId" "Area parameter invalid.";
    /// The account does not own the router.
    IllegalParamEcrOwnerAliUid = 400 "IllegalParam.EcrOwnerAliUid" "The Ecr instance account parameter is invalid.";
    ExclusiveParamTransitRouterIdAndVpcId = 400 "ExclusiveParam.TransitRouterIdAndVpcId"
        "A private network instance cannot be bound to a forwarding router instance at the same time.";
    ResourceNotFoundCenId = 400 "ResourceNotFound.CenId" "CenId not found.";
    ResourceNotFoundTrId = 400 "ResourceNotFound.TrId" "TRId not found.";
    QuotaExceededVpcCountPerEcr = 400 "QuotaExceeded.VpcCountPerEcr"
        "The number of VPC bound to the ECR exceeds the quota.";
    QuotaExceededTrCountPerEcr = 400 "QuotaExceeded.TrCountPerEcr"
        "The number of TR bound to the ECR exceeds the quota.";
    OperationDeniedNotGrantedByNodeOwner = 400 "OperationDenied.NotGrantedByNodeOwner"
        "The node owner is not authorized.";
    /// The instance belongs to another business.
    OperationDeniedCrossBidAssociating = 400 "OperationDenied.CrossBidAssociating"
        "Cross-border binding of resources is subject to compliance constraints.";
    /// Only the owner may attach.
    OperationDeniedCrossAccountAttaching = 400 "OperationDenied.CrossAccountAttaching"
        "If the forwarding router is bound to another account, perform this operation on the same account.";
    OperationDeniedAttachmentInCurrentRegionExisted = 400 "OperationDenied.AttachmentInCurrentRegionExisted"
        "Only one forwarding router can be bound to an area.";
    OperationFailedCdtNotOpened = 400 "OperationFailed.CdtNotOpened" "The Cdt function is disabled.";
    OperationFailedCdtCrossBoarderNotOpened = 400 "OperationFailed.CdtCrossBoarderNotOpened"
        "The Cdt cross-border transmission function is disabled.";
    OperationFailedCrossBorderNotAllowed = 400 "OperationFailed.CrossBorderNotAllowed"
        "There is no qualification for creating cross-border links.";
    OperationFailedCallingVpcYaochi = 400 "OperationFailed.CallingVpcYaochi"
        "The system is abnormal. Please try again later.";
    OperationFailedCallingEcYaochi = 400 "OperationFailed.CallingEcYaochi" "EC Yaochi component returned an error.";
    IllegalParamFormatDestinationCidrBlock = 400 "IllegalParamFormat.DestinationCidrBlock"
        "The format of the specified destination Cidr route parameter is incorrect.";
    /// The next hop is not a member of the router.
    ResourceNotFoundNexthopInstanceId = 400 "ResourceNotFound.NexthopInstanceId"
        "The next hop instance does not exist.";
    /// The next hop is being bound to the router.
    ResourceInCreatingNexthopInstanceId = 400 "ResourceInCreating.NexthopInstanceId"
        "The next hop instance is being created.";
    IllegalParamTagKey = 400 "IllegalParam.TagKey" "The param of Tag.Key is illegal.";
    IllegalParamTagValue = 400 "IllegalParam.TagValue" "The param of Tag.Value is illegal.";
    /// A tag key that belongs to the system.
    ForbiddenTagKeys = 400 "Forbidden.TagKeys" "The tag key cannot be operated by the request.";
    ForbiddenTagKeyDuplicated = 400 "Forbidden.TagKey.Duplicated" "The specified tag key already exists.";
    BothEmptyTagsAndResources = 400 "BothEmpty.TagsAndResources"
        "The specified Tags and ResourcesIds are not allow to both empty.";
    /// A client token is reused with other parameters. No page of the product lists the code: our choice.
    IdempotentParameterMismatch = 400 "IdempotentParameterMismatch" "The request is retried with updated parameters.";
    /// A dry run passed every check. Documented for MoveResourceGroup, our choice for the other operations.
    DryRunOperation = 400 "DryRunOperation" "Request validation has been passed with DryRun flag set.";
    InvalidActionNotFound = 404 "InvalidAction.NotFound"
        "Specified api is not found, please check your url and method.";
    ThrottlingUser = 400 "Throttling.User" "Request was denied due to user flow control.";
    /// The message is our choice, by analogy.
    ThrottlingApi = 400 "Throttling.Api" "Request was denied due to api flow control.";
    /// The code and its message are our choice.
    NoPermission = 403 "NoPermission" "You are not authorized to do this action. You should be authorized by RAM.";
    InternalError = 500 "InternalError"
        "The request processing has failed due to some unknown error, exception or failure.";
    ServiceUnavailable = 503 "ServiceUnavailable" "The request has failed due to a temporary failure of the server.";
}

impl Code {
    /// Returns whether the code contains the name of a parameter.
    pub fn is_template(self) -> bool {
        self.template().contains("%s")
    }

    /// Returns whether the gateway in front of the product refuses with this code. It may refuse any call with it, so
    /// operations do not declare it.
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

/// A text is not a code of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the code is unknown")]
pub struct UnknownCode;

/// Reads a code, with its parameter filled in or as a template.
///
/// A code of the catalogue takes precedence over a template: `IllegalParam.AlibabaSideAsn` is a code of its own,
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
