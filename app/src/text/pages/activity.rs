use model::AuditAction;

use super::{Text, TextWithCount, TextWithName, spoken};

spoken! {
    /// The words of what was done.
    ActivityText {
        title: Text = "Activity", "活动记录";
        lead: Text = "What was done in this project, and by others with what they share with it. Nobody can change this record.", "本项目中的所有操作，以及其他项目对共享镜像的操作。此记录不可更改。";
        all: Text = "Activity of all", "全部活动记录";
        all_lead: Text = "What was done in every project, by whom, and from where. Nobody can change this record.", "所有项目中的操作，包括操作者和来源。此记录不可更改。";
        of_image: Text = "The latest that was done to this image.", "对该镜像的最近操作。";
        more: Text = "All activity of this image", "该镜像的全部活动记录";
        any_action: Text = "Everything done", "全部操作";
        actor: Text = "By whom: name or ID", "操作者：名称或 ID";
        target: Text = "What: name or ID", "对象：名称或 ID";
        since: Text = "From", "起始日期";
        until: Text = "Until", "截止日期";
        filter: Text = "Filter", "筛选";
        clear: Text = "Show everything", "显示全部";
        export: Text = "Download these", "下载当前记录";
        csv: Text = "CSV, for spreadsheets", "CSV（电子表格）";
        ndjson: Text = "NDJSON, for programs", "NDJSON（程序）";
        shown: TextWithCount = |count| if count == 1 { "1 entry on this page".into() } else { format!("{count} entries on this page") }, |count| format!("本页共 {count} 条记录");
        nothing: Text = "Nothing was done yet.", "暂无活动记录。";
        nothing_hint: Text = "Every change is listed here, newest first.", "所有更改都会按时间倒序列在这里。";
        no_match: Text = "Nothing that was done matches these filters.", "没有符合筛选条件的记录。";
        newest: Text = "Newest", "最新";
        older: Text = "Older", "更早";
        pages: Text = "Pages of the list", "列表翻页";
        server: Text = "Vitrine itself", "系统";
        unknown: Text = "an unknown user", "未知用户";
        no_user: Text = "Not signed in", "未登录";
        by_credential: fn(&str, &str) -> String = |actor, credential| format!("{actor} (application credential {credential})"), |actor, credential| format!("{actor}（应用凭据 {credential}）");
        credential: Text = "Application credential", "应用凭据";
        user_of: TextWithName = |project| format!("A user of project {project}"), |project| format!("项目 {project} 的用户");
        with: TextWithName = |project| format!("with project {project}"), |project| format!("（项目 {project}）");
        in_project: TextWithName = |project| format!("in project {project}"), |project| format!("项目 {project}");
        nameless: Text = "without a name", "未命名";
        details: Text = "Details", "详细信息";
        at: Text = "When", "时间";
        action: Text = "Action", "操作代码";
        target_id: Text = "ID", "ID";
        request: Text = "Request ID", "请求 ID";
        address: Text = "From address", "来源地址";
        agent: Text = "With program", "客户端程序";
        node: Text = "At node", "节点";
        changed: TextWithName = |field| format!("{field} changed"), |field| format!("{field} 已更改");
        empty: Text = "nothing", "空";
        reason: TextWithName = |reason| format!("Reason: {reason}"), |reason| format!("原因：{reason}");
        fingerprint: TextWithName = |fingerprint| format!("Fingerprint (SHA-256): {fingerprint}"), |fingerprint| format!("指纹 (SHA-256)：{fingerprint}");
        signatures_required: Text = "Images must be signed", "镜像必须签名";
        signatures_optional: Text = "Images no longer have to be signed", "镜像不再要求签名";
        what_happened: fn(AuditAction) -> &'static str = english, chinese;
        kind: fn(&str) -> &'static str = english_kind, chinese_kind;
    }
}

fn english(action: AuditAction) -> &'static str {
    match action {
        AuditAction::ImageCreate => "Image created",
        AuditAction::ImageUpdate => "Image changed",
        AuditAction::ImageDelete => "Image deleted",
        AuditAction::ImageUpload => "Data of image stored",
        AuditAction::ImageStage => "Data of image staged",
        AuditAction::ImageImport => "Import into image begun",
        AuditAction::ImageDeactivate => "Image deactivated",
        AuditAction::ImageReactivate => "Image reactivated",
        AuditAction::MemberAdd => "Image shared",
        AuditAction::MemberAccept => "Shared image accepted",
        AuditAction::MemberReject => "Shared image declined",
        AuditAction::MemberReset => "Answer to a shared image withdrawn",
        AuditAction::MemberRemove => "Image no longer shared",
        AuditAction::ProjectCreate => "Project created",
        AuditAction::ProjectUpdate => "Project changed",
        AuditAction::ProjectDelete => "Project deleted",
        AuditAction::UserCreate => "User created",
        AuditAction::UserUpdate => "User changed",
        AuditAction::UserDelete => "User deleted",
        AuditAction::UserPassword => "Password set for user",
        AuditAction::RoleAssign => "Role given to user",
        AuditAction::RoleRevoke => "Role removed from user",
        AuditAction::RoleCreate => "Role created",
        AuditAction::RoleUpdate => "Role changed",
        AuditAction::RoleDelete => "Role deleted",
        AuditAction::NamespaceCreate => "Namespace created",
        AuditAction::NamespaceUpdate => "Namespace changed",
        AuditAction::NamespaceDelete => "Namespace deleted",
        AuditAction::CertificateCreate => "Certificate added",
        AuditAction::CertificateRevoke => "Certificate revoked",
        AuditAction::CertificateDelete => "Certificate deleted",
        AuditAction::DomainCreate => "Domain created",
        AuditAction::DomainUpdate => "Domain changed",
        AuditAction::DomainDelete => "Domain deleted",
        AuditAction::SessionBegin => "Signed in as",
        AuditAction::SessionEnd => "Session ended of",
        AuditAction::SessionRefuse => "Failed to sign in as",
        AuditAction::CredentialCreate => "Application credential created",
        AuditAction::CredentialDelete => "Application credential deleted",
        AuditAction::Other(word) => word.as_str(),
    }
}

fn chinese(action: AuditAction) -> &'static str {
    match action {
        AuditAction::ImageCreate => "创建镜像",
        AuditAction::ImageUpdate => "修改镜像",
        AuditAction::ImageDelete => "删除镜像",
        AuditAction::ImageUpload => "存储镜像数据",
        AuditAction::ImageStage => "暂存镜像数据",
        AuditAction::ImageImport => "开始导入镜像",
        AuditAction::ImageDeactivate => "停用镜像",
        AuditAction::ImageReactivate => "重新启用镜像",
        AuditAction::MemberAdd => "共享镜像",
        AuditAction::MemberAccept => "接受共享镜像",
        AuditAction::MemberReject => "拒绝共享镜像",
        AuditAction::MemberReset => "撤回对共享镜像的答复",
        AuditAction::MemberRemove => "取消共享镜像",
        AuditAction::ProjectCreate => "创建项目",
        AuditAction::ProjectUpdate => "修改项目",
        AuditAction::ProjectDelete => "删除项目",
        AuditAction::UserCreate => "创建用户",
        AuditAction::UserUpdate => "修改用户",
        AuditAction::UserDelete => "删除用户",
        AuditAction::UserPassword => "设置用户密码",
        AuditAction::RoleAssign => "授予角色：用户",
        AuditAction::RoleRevoke => "移除角色：用户",
        AuditAction::RoleCreate => "创建角色",
        AuditAction::RoleUpdate => "修改角色",
        AuditAction::RoleDelete => "删除角色",
        AuditAction::NamespaceCreate => "创建命名空间",
        AuditAction::NamespaceUpdate => "修改命名空间",
        AuditAction::NamespaceDelete => "删除命名空间",
        AuditAction::CertificateCreate => "添加证书",
        AuditAction::CertificateRevoke => "吊销证书",
        AuditAction::CertificateDelete => "删除证书",
        AuditAction::DomainCreate => "创建域",
        AuditAction::DomainUpdate => "修改域",
        AuditAction::DomainDelete => "删除域",
        AuditAction::SessionBegin => "登录",
        AuditAction::SessionEnd => "结束会话",
        AuditAction::SessionRefuse => "登录失败：用户",
        AuditAction::CredentialCreate => "创建应用凭据",
        AuditAction::CredentialDelete => "删除应用凭据",
        AuditAction::Other(word) => word.as_str(),
    }
}

fn english_kind(kind: &str) -> &'static str {
    match kind {
        "image" => "Images: everything",
        "member" => "Sharing: everything",
        "project" => "Projects: everything",
        "user" => "Users: everything",
        "role" => "Roles: everything",
        "domain" => "Domains: everything",
        "session" => "Sessions: everything",
        "namespace" => "Namespaces: everything",
        "certificate" => "Certificates: everything",
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
        "domain" => "域：全部",
        "session" => "会话：全部",
        "namespace" => "命名空间：全部",
        "certificate" => "证书：全部",
        _ => "应用凭据：全部",
    }
}
