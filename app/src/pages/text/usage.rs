use super::{Said, spoken};

spoken! {
    /// What is said of quotas.
    UsageText {
        title: Said = "Quota of this project", "项目配额";
        size: Said = "Data", "数据量";
        staged: Said = "Staged data", "暂存数据";
        images: Said = "Images", "镜像数量";
        uploading: Said = "Uploads at once", "同时上传数";
        of: fn(&str, &str) -> String = |used, limit| format!("{used} of {limit}"), |used, limit| format!("{used} / {limit}");
        unlimited: fn(&str) -> String = |used| format!("{used}, no limit"), |used| format!("{used}，不限");
        reserved: fn(&str) -> String = |bytes| format!("{bytes} reserved for uploads under way"), |bytes| format!("{bytes} 已为进行中的上传预留");
    }
}
