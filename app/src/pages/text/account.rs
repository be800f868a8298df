use super::{Named, Said, spoken};

spoken! {
    /// The words of the account page.
    AccountText {
        title: Said = "Account", "账户";
        lead: Said = "Who you are here, and the keys that speak for you.", "您的账户信息，以及代表您的凭据。";
        profile: Said = "Profile", "个人信息";
        name: Said = "User name", "用户名";
        id: Said = "User id", "用户 ID";
        project: Said = "Project", "项目";
        project_id: Said = "Project id", "项目 ID";
        roles: Said = "Roles here", "在本项目中的角色";
        password: Said = "Password", "修改密码";
        old: Said = "Present password", "当前密码";
        new: Said = "New password", "新密码";
        new_hint: Said = "15 characters or more make a good one. Everything signed in as you ends, this page too.", "建议不少于 15 个字符。修改后，包括本页在内的所有登录都将失效。";
        change: Said = "Change the password", "修改密码";
        changed: Said = "Your password is changed. Sign in with the new one.", "密码已修改，请使用新密码登录。";
        credentials: Said = "Application credentials", "应用凭据";
        credentials_hint: Said = "For scripts and services: each works for this project only, with no more rights than yours, and can be ended alone.", "供脚本和服务使用：仅限本项目，权限不超过您本人，可单独撤销。";
        none: Said = "There are none yet.", "暂无应用凭据。";
        new_name: Said = "What is it for?", "用途";
        role: Said = "May do as much as a", "权限";
        days: Said = "Ends after (days)", "有效期（天）";
        days_hint: Said = "Leave it empty for one that does not end by itself.", "留空表示永不过期。";
        make: Said = "Create", "创建";
        made: Named = |name| format!("{name} is created. Its secret is shown this once:"), |name| format!("已创建 {name}，其密钥仅显示一次：");
        ends: Said = "Ends", "到期";
        never: Said = "Does not end by itself", "永不过期";
        revoke: Said = "Revoke", "撤销";
        revoke_named: Named = |name| format!("Revoke {name}"), |name| format!("撤销 {name}");
        revoked: Named = |name| format!("{name} is revoked. It opens nothing any more."), |name| format!("已撤销 {name}，不再有效。");
        access: Said = "API access", "API 访问";
        access_hint: Said = "Everything here can be done by openstack, Terraform and any OpenStack SDK. These files hold no secret: put that of a credential in.", "可通过 openstack、Terraform 及任意 OpenStack SDK 完成全部操作。以下文件不含密钥，请填入应用凭据的密钥。";
        identity_url: Said = "Identity", "认证服务";
        image_url: Said = "Images", "镜像服务";
        region: Said = "Region", "区域";
        download: Named = |name| format!("Download {name}"), |name| format!("下载 {name}");
        secret_here: Said = "the-secret-of-the-credential", "在此填入凭据密钥";
        credential_here: Said = "the-id-of-the-credential", "在此填入凭据ID";
    }
}
