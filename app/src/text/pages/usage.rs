use super::{Text, spoken};

spoken! {
    /// What is said of quotas.
    UsageText {
        title: Text = "Quota of this project", "项目配额";
        size: Text = "Data", "数据量";
        staged: Text = "Staged data", "暂存数据";
        images: Text = "Images", "镜像数量";
        uploading: Text = "Uploads at once", "同时上传数";
        of: fn(&str, &str) -> String = |used, limit| format!("{used} of {limit}"), |used, limit| format!("{used} / {limit}");
        unlimited: fn(&str) -> String = |used| format!("{used}, no limit"), |used| format!("{used}，不限");
        reserved: fn(&str) -> String = |bytes| format!("{bytes} reserved for uploads under way"), |bytes| format!("{bytes} 已为进行中的上传预留");
    }
}
