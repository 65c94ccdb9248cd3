//! Regions.

text_type! {
    /// The id of a region, such as `cn-hangzhou`: 1 to 64 of `[a-z0-9-]` (our choice; no form is documented).
    Region: "[a-z0-9-]" [1..=64], |text| (1..=64).contains(&text.len())
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

impl Region {
    /// Returns the region that a world is created with unless the builder is given another.
    pub(super) fn hangzhou() -> Self {
        Self("cn-hangzhou".to_owned())
    }

    /// Returns whether it is in mainland China (inferred: every `cn-…` but cn-hongkong).
    pub(crate) fn is_mainland(&self) -> bool {
        self.0.starts_with("cn-") && self.0 != "cn-hongkong"
    }
}

word_type! {
    /// What can be bound to a router.
    NodeType {
        /// A transit router.
        TransitRouter = "TR",
        /// A virtual border router.
        Vbr = "VBR",
        /// A virtual private cloud.
        Vpc = "VPC",
    }
}

/// Returns the regions of the product in its metadata of November 2025, in that order.
pub fn supported_regions() -> Vec<Region> {
    [
        "cn-qingdao",
        "cn-beijing",
        "cn-zhangjiakou",
        "cn-zhengzhou-jva",
        "cn-huhehaote",
        "cn-wulanchabu",
        "cn-hangzhou",
        "cn-shanghai",
        "cn-nanjing",
        "cn-fuzhou",
        "cn-shenzhen",
        "cn-heyuan",
        "cn-guangzhou",
        "cn-chengdu",
        "cn-wuhan-lr",
        "cn-hongkong",
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-southeast-1",
        "ap-southeast-3",
        "ap-southeast-5",
        "ap-southeast-6",
        "us-east-1",
        "us-west-1",
        "eu-west-1",
        "eu-central-1",
        "cn-shanghai-finance-1",
        "cn-shenzhen-finance-1",
        "ap-southeast-7",
        "cn-beijing-finance-1",
        "me-central-1",
        "cn-heyuan-acdr-1",
    ]
    .map(|id| Region(id.to_owned()))
    .to_vec()
}
