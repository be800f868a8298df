use model::Deed;

use super::{Counted, Named, Said, spoken};

spoken! {
    /// The words of what was done.
    ActivityText {
        title: Said = "Activity", "活动记录";
        lead: Said = "What was done in this project, and by others with what they share with it. Nobody can change this record.", "本项目中的所有操作，以及其他项目对共享镜像的操作。此记录不可更改。";
        all: Said = "Activity of all", "全部活动记录";
        all_lead: Said = "What was done in every project, by whom, and from where. Nobody can change this record.", "所有项目中的操作，包括操作者和来源。此记录不可更改。";
        of_image: Said = "The latest that was done to this image.", "对该镜像的最近操作。";
        more: Said = "All activity of this image", "该镜像的全部活动记录";
        any_deed: Said = "Everything done", "全部操作";
        actor: Said = "By whom: name or ID", "操作者：名称或 ID";
        target: Said = "What: name or ID", "对象：名称或 ID";
        since: Said = "From", "起始日期";
        until: Said = "Until", "截止日期";
        filter: Said = "Filter", "筛选";
        clear: Said = "Show everything", "显示全部";
        export: Said = "Download these", "下载当前记录";
        csv: Said = "CSV, for spreadsheets", "CSV（电子表格）";
        ndjson: Said = "NDJSON, for programs", "NDJSON（程序）";
        shown: Counted = |count| if count == 1 { "1 entry on this page".into() } else { format!("{count} entries on this page") }, |count| format!("本页共 {count} 条记录");
        nothing: Said = "Nothing was done yet.", "暂无活动记录。";
        nothing_hint: Said = "Whatever people and programs change here is listed, newest first.", "所有更改都会按时间倒序列在这里。";
        no_match: Said = "Nothing that was done matches these filters.", "没有符合筛选条件的记录。";
        newest: Said = "Newest", "最新";
        older: Said = "Older", "更早";
        pages: Said = "Pages of the list", "列表翻页";
        server: Said = "Vitrine itself", "系统";
        unknown: Said = "an unknown user", "未知用户";
        stranger: Said = "Somebody", "未知人员";
        by_credential: fn(&str, &str) -> String = |actor, credential| format!("{actor} (application credential {credential})"), |actor, credential| format!("{actor}（应用凭据 {credential}）");
        credential: Said = "Application credential", "应用凭据";
        somebody: Named = |project| format!("somebody of project {project}"), |project| format!("项目 {project} 的成员");
        with: Named = |project| format!("with project {project}"), |project| format!("（项目 {project}）");
        in_project: Named = |project| format!("in project {project}"), |project| format!("项目 {project}");
        nameless: Said = "without a name", "未命名";
        details: Said = "Details", "详细信息";
        at: Said = "When", "时间";
        action: Said = "Action", "操作代码";
        target_id: Said = "ID", "ID";
        request: Said = "Request ID", "请求 ID";
        address: Said = "From address", "来源地址";
        agent: Said = "With program", "客户端程序";
        node: Said = "At node", "节点";
        changed: Named = |field| format!("{field} changed"), |field| format!("{field} 已更改");
        empty: Said = "nothing", "空";
        deed: fn(Deed) -> &'static str = english, chinese;
        kind: fn(&str) -> &'static str = english_kind, chinese_kind;
    }
}

fn english(deed: Deed) -> &'static str {
    match deed {
        Deed::ImageCreate => "Image created",
        Deed::ImageUpdate => "Image changed",
        Deed::ImageDelete => "Image deleted",
        Deed::ImageUpload => "Data of image stored",
        Deed::ImageStage => "Data of image staged",
        Deed::ImageImport => "Import into image begun",
        Deed::ImageDeactivate => "Image deactivated",
        Deed::ImageReactivate => "Image reactivated",
        Deed::MemberAdd => "Image shared",
        Deed::MemberAccept => "Shared image accepted",
        Deed::MemberReject => "Shared image declined",
        Deed::MemberReset => "Answer to shared image taken back",
        Deed::MemberRemove => "Image no longer shared",
        Deed::ProjectCreate => "Project created",
        Deed::ProjectUpdate => "Project changed",
        Deed::ProjectDelete => "Project deleted",
        Deed::UserCreate => "User created",
        Deed::UserUpdate => "User changed",
        Deed::UserDelete => "User deleted",
        Deed::UserPassword => "Password set for user",
        Deed::RoleAssign => "Role given to user",
        Deed::RoleRevoke => "Role taken from user",
        Deed::SessionBegin => "Signed in as",
        Deed::SessionEnd => "Session ended of",
        Deed::SessionRefuse => "Failed to sign in as",
        Deed::CredentialCreate => "Application credential created",
        Deed::CredentialDelete => "Application credential deleted",
        Deed::Other(word) => word.as_str(),
    }
}

fn chinese(deed: Deed) -> &'static str {
    match deed {
        Deed::ImageCreate => "创建镜像",
        Deed::ImageUpdate => "修改镜像",
        Deed::ImageDelete => "删除镜像",
        Deed::ImageUpload => "存储镜像数据",
        Deed::ImageStage => "暂存镜像数据",
        Deed::ImageImport => "开始导入镜像",
        Deed::ImageDeactivate => "停用镜像",
        Deed::ImageReactivate => "重新启用镜像",
        Deed::MemberAdd => "共享镜像",
        Deed::MemberAccept => "接受共享镜像",
        Deed::MemberReject => "拒绝共享镜像",
        Deed::MemberReset => "撤回对共享镜像的答复",
        Deed::MemberRemove => "取消共享镜像",
        Deed::ProjectCreate => "创建项目",
        Deed::ProjectUpdate => "修改项目",
        Deed::ProjectDelete => "删除项目",
        Deed::UserCreate => "创建用户",
        Deed::UserUpdate => "修改用户",
        Deed::UserDelete => "删除用户",
        Deed::UserPassword => "设置用户密码",
        Deed::RoleAssign => "授予角色：用户",
        Deed::RoleRevoke => "撤销角色：用户",
        Deed::SessionBegin => "登录",
        Deed::SessionEnd => "结束会话",
        Deed::SessionRefuse => "登录失败：用户",
        Deed::CredentialCreate => "创建应用凭据",
        Deed::CredentialDelete => "删除应用凭据",
        Deed::Other(word) => word.as_str(),
    }
}

fn english_kind(kind: &str) -> &'static str {
    match kind {
        "image" => "Images: everything",
        "member" => "Sharing: everything",
        "project" => "Projects: everything",
        "user" => "Users: everything",
        "role" => "Roles: everything",
        "session" => "Sessions: everything",
        _ => "Application credentials: everything",
    }
}

fn chinese_kind(kind: &str) -> &'static str {
    match kind {
        "image" => "镜像：全部",
        "member" => "共享：全部",
        "project" => "项目：全部",
        "user" => "用户：全部",
        "role" => "角色：全部",
        "session" => "会话：全部",
        _ => "应用凭据：全部",
    }
}
