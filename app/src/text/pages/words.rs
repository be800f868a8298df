use model::{Role, Status, Visibility};

use crate::text::Translations;

/// The model's own words, as people say them.
pub struct WordsText {
    pub status: fn(Status) -> &'static str,
    pub visibility: fn(Visibility) -> &'static str,
    pub visibility_means: fn(Visibility) -> &'static str,
    pub role: fn(Role) -> &'static str,
    pub copy: fn(&str) -> String,
    pub copied: &'static str,
}

pub static TEXT: Translations<WordsText> = Translations {
    en: WordsText {
        status: |status| match status {
            Status::Queued => "Queued",
            Status::Saving => "Saving",
            Status::Uploading => "Uploading",
            Status::Importing => "Importing",
            Status::Active => "Active",
            Status::Deactivated => "Deactivated",
            Status::Killed => "Failed",
            Status::PendingDelete => "Pending deletion",
            Status::Deleted => "Deleted",
            Status::Other(word) => word.as_str(),
        },
        visibility: |visibility| match visibility {
            Visibility::Private => "Private",
            Visibility::Shared => "Shared",
            Visibility::Community => "Community",
            Visibility::Public => "Public",
            Visibility::Other(word) => word.as_str(),
        },
        visibility_means: |visibility| match visibility {
            Visibility::Private => "Only this project sees it.",
            Visibility::Shared => "This project sees it, and every project it is shared with.",
            Visibility::Community => "Every project can use it, but finds it only by its id.",
            Visibility::Public => "Every project sees it in its list.",
            Visibility::Other(_) => "Set by a newer release of Vitrine. Here it counts as private.",
        },
        role: |role| match role {
            Role::Reader => "reader",
            Role::Member => "member",
            Role::Admin => "admin",
            Role::Service => "service",
        },
        copy: |what| format!("Copy {what}"),
        copied: "Copied",
    },
    zh: WordsText {
        status: |status| match status {
            Status::Queued => "已排队",
            Status::Saving => "保存中",
            Status::Uploading => "上传中",
            Status::Importing => "导入中",
            Status::Active => "可用",
            Status::Deactivated => "已停用",
            Status::Killed => "失败",
            Status::PendingDelete => "待删除",
            Status::Deleted => "已删除",
            Status::Other(word) => word.as_str(),
        },
        visibility: |visibility| match visibility {
            Visibility::Private => "私有",
            Visibility::Shared => "共享",
            Visibility::Community => "社区",
            Visibility::Public => "公有",
            Visibility::Other(word) => word.as_str(),
        },
        visibility_means: |visibility| match visibility {
            Visibility::Private => "仅本项目可见。",
            Visibility::Shared => "本项目及被共享的项目可见。",
            Visibility::Community => "所有项目均可使用，但不出现在默认列表中，需通过 ID 查找。",
            Visibility::Public => "所有项目均可在列表中看到。",
            Visibility::Other(_) => "由较新版本的 Vitrine 设置，在此视为私有。",
        },
        role: |role| match role {
            Role::Reader => "只读",
            Role::Member => "成员",
            Role::Admin => "管理员",
            Role::Service => "服务",
        },
        copy: |what| format!("复制 {what}"),
        copied: "已复制",
    },
};
