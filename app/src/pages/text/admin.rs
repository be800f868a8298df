use super::{Counted, Named, Said, spoken};

spoken! {
    /// The words of the pages for admins.
    AdminText {
        projects: Said = "Projects", "项目";
        projects_lead: Said = "Who works here, how much they keep, and how much they may.", "项目成员、用量与配额。";
        users: Said = "Users", "用户";
        users_lead: Said = "Who can sign in, and what they are in which project.", "可登录的用户及其在各项目中的角色。";
        name: Said = "Name", "名称";
        description: Said = "Description", "描述";
        state: Said = "State", "状态";
        enabled: Said = "Enabled", "已启用";
        disabled: Said = "Disabled", "已停用";
        images: Said = "Images", "镜像";
        data: Said = "Data", "数据量";
        id: Said = "Id", "ID";
        new_project: Said = "New project", "新建项目";
        new_user: Said = "New user", "新建用户";
        create: Said = "Create", "创建";
        created: Named = |name| format!("{name} is created."), |name| format!("已创建 {name}。");
        disable: Said = "Disable", "停用";
        enable: Said = "Enable", "启用";
        was_disabled: Named = |name| format!("{name} is disabled."), |name| format!("已停用 {name}。");
        was_enabled: Named = |name| format!("{name} is enabled."), |name| format!("已启用 {name}。");
        disable_project_means: Said = "Every token, session and upload for this project ends at once. Its images stay, and those it shares go on being usable.", "该项目的所有令牌、会话和上传将立即终止。镜像会保留，已共享的镜像仍可使用。";
        disable_user_means: Said = "Every token, session and upload of this user ends at once.", "该用户的所有令牌、会话和上传将立即终止。";
        delete: Said = "Delete", "删除";
        deleted: Named = |name| format!("{name} is deleted."), |name| format!("已删除 {name}。");
        delete_project_means: Said = "Every role, token and credential in it is gone for good. Its images stay for an admin to settle: they are listed under All projects.", "该项目中的所有角色、令牌和凭据将被永久删除。镜像会保留，可由管理员在“所有项目”中处理。";
        delete_user_means: Said = "Every role, token, session and credential of this user is gone for good. Images belong to projects and stay.", "该用户的所有角色、令牌、会话和凭据将被永久删除。镜像属于项目，会保留。";
        type_name: Named = |name| format!("To be sure, type the name: {name}"), |name| format!("请输入名称以确认：{name}");
        name_differs: Said = "the name that was typed is another one", "输入的名称不一致";
        quota: Said = "Quota", "配额";
        quota_hint: Said = "Leave a field empty for no limit of its own. A limit below what is used keeps everything, but lets nothing more in.", "留空表示不单独设置。若限额低于当前用量，现有内容会保留，但不能再新增。";
        size_limit: Said = "Data (MiB)", "数据量 (MiB)";
        staged_limit: Said = "Staged data (MiB)", "暂存数据 (MiB)";
        images_limit: Said = "Images", "镜像数量";
        uploading_limit: Said = "Uploads at once", "同时上传数";
        save: Said = "Save", "保存";
        quota_saved: Said = "The quota is saved and holds at once.", "配额已保存并立即生效。";
        people: Said = "People", "成员";
        nobody: Said = "Nobody has a role here.", "尚无成员。";
        no_project: Said = "No role in any project.", "在任何项目中都没有角色。";
        add_person: Said = "User name", "用户名";
        role: Said = "Role", "角色";
        give: Said = "Give the role", "授予角色";
        given: Said = "The role is given.", "已授予角色。";
        take: Said = "Take away", "移除";
        take_named: fn(&str, &str) -> String = |role, name| format!("Take {role} away from {name}"), |role, name| format!("移除 {name} 的{role}角色");
        taken: Said = "The role is taken away. What rested on it has ended.", "已移除角色，基于该角色的令牌和凭据已失效。";
        unknown_user: Named = |name| format!("there is no user `{name}`"), |name| format!("用户“{name}”不存在");
        password: Said = "Password", "密码";
        password_hint: Said = "Leave it empty to have one made, which is shown once.", "留空则自动生成，仅显示一次。";
        first_project: Said = "Project", "项目";
        no_first_project: Said = "None yet", "暂不分配";
        reset: Said = "Reset the password", "重置密码";
        reset_means: Said = "A new password is made and shown once. Every token and session of this user ends at once.", "将生成新密码并仅显示一次。该用户的所有令牌和会话将立即终止。";
        was_reset: Named = |name| format!("{name} has a new password. It is shown this once:"), |name| format!("{name} 的新密码如下，仅显示一次：");
        roles: Said = "Roles", "角色";
        sessions: Said = "Signed in", "登录会话";
        no_sessions: Said = "Signed in nowhere.", "当前没有登录会话。";
        end_sessions: Said = "End them all", "全部结束";
        sessions_ended: Named = |name| format!("{name} is signed out everywhere."), |name| format!("已结束 {name} 的所有会话。");
        projects_in: Said = "Projects", "所属项目";
        not_here: Said = "Users and projects are kept by Keystone, and are managed there.", "用户和项目由 Keystone 管理，请在 Keystone 中操作。";
        count: Counted = |count| match count { 1 => "1 in all".into(), _ => format!("{count} in all") }, |count| format!("共 {count} 个");
    }
}
