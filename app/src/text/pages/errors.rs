use model::ErrorKind;

use crate::text::Translations;

/// The words for what went wrong: by kind, since the server's own sentence is English.
pub struct ErrorsText {
    /// What happened.
    pub title: fn(ErrorKind) -> &'static str,
    /// What to do about it.
    pub hint: fn(ErrorKind) -> &'static str,
    pub request_id: &'static str,
}

pub static TEXT: Translations<ErrorsText> = Translations {
    en: ErrorsText {
        title: |kind| match kind {
            ErrorKind::Unauthenticated => "You are not signed in",
            ErrorKind::Forbidden => "You may not do this",
            ErrorKind::NotFound => "There is nothing here",
            ErrorKind::Invalid => "This request cannot be understood",
            ErrorKind::Conflict => "This is not possible right now",
            ErrorKind::Gone => "This is gone",
            ErrorKind::TooLarge => "This is too large",
            ErrorKind::Unsupported => "This kind of image is not supported",
            ErrorKind::Range => "There is no data at this position",
            ErrorKind::TooMany => "Too many attempts",
            ErrorKind::Full => "There is no room left",
            ErrorKind::Unavailable => "The server is not available right now",
            ErrorKind::Internal => "Something went wrong on our side",
        },
        hint: |kind| match kind {
            ErrorKind::Unauthenticated => "Sign in and try again.",
            ErrorKind::Forbidden => {
                "Ask an administrator of the project for the role that it takes."
            }
            ErrorKind::NotFound => "It may have been deleted, or it belongs to another project.",
            ErrorKind::Invalid
            | ErrorKind::Unsupported
            | ErrorKind::TooLarge
            | ErrorKind::Range => "Correct it and try again.",
            ErrorKind::Conflict => "Its state changed, or it is protected. Look at it again.",
            ErrorKind::Gone => "It cannot be brought back.",
            ErrorKind::TooMany => "Wait for a minute, and try again.",
            ErrorKind::Full => "An operator has to make room first.",
            ErrorKind::Unavailable => "Check the connection and try again in a moment.",
            ErrorKind::Internal => {
                "Nothing was changed. If it happens again, give an operator the request id."
            }
        },
        request_id: "Request id",
    },
    zh: ErrorsText {
        title: |kind| match kind {
            ErrorKind::Unauthenticated => "尚未登录",
            ErrorKind::Forbidden => "没有权限执行此操作",
            ErrorKind::NotFound => "内容不存在",
            ErrorKind::Invalid => "请求无效",
            ErrorKind::Conflict => "当前状态下无法执行此操作",
            ErrorKind::Gone => "内容已不存在",
            ErrorKind::TooLarge => "超出大小限制",
            ErrorKind::Unsupported => "不支持此类镜像",
            ErrorKind::Range => "请求的范围超出数据",
            ErrorKind::TooMany => "尝试次数过多",
            ErrorKind::Full => "服务器空间不足",
            ErrorKind::Unavailable => "服务器暂时不可用",
            ErrorKind::Internal => "服务器内部错误",
        },
        hint: |kind| match kind {
            ErrorKind::Unauthenticated => "请登录后重试。",
            ErrorKind::Forbidden => "请向项目管理员申请所需的角色。",
            ErrorKind::NotFound => "它可能已被删除，或属于其他项目。",
            ErrorKind::Invalid
            | ErrorKind::Unsupported
            | ErrorKind::TooLarge
            | ErrorKind::Range => "请更正后重试。",
            ErrorKind::Conflict => "其状态已改变，或受到保护。请重新查看后再试。",
            ErrorKind::Gone => "无法恢复。",
            ErrorKind::TooMany => "请等待一分钟后重试。",
            ErrorKind::Full => "需要运维人员先释放空间。",
            ErrorKind::Unavailable => "请检查网络连接，稍后重试。",
            ErrorKind::Internal => "未作任何更改。如再次出现，请将请求 ID 提供给运维人员。",
        },
        request_id: "请求 ID",
    },
};
