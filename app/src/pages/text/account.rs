use super::{Counted, Named, Said, spoken};

spoken! {
    /// The words of the account page.
    AccountText {
        title: Said = "Account", "账户";
        lead: Said = "Who you are here, and the keys that speak for you.", "您的账户信息，以及代表您的凭据。";
        profile: Said = "Profile", "个人信息";
        name: Said = "User name", "用户名";
        id: Said = "User id", "用户 ID";
        project_id: Said = "Project id", "项目 ID";
        projects: Said = "Projects, and what you are in each", "所属项目及角色";
        here: Said = "this project", "当前项目";
        begins: Said = "where you begin", "登录后默认进入";
        begin_in: Said = "After signing in, begin in", "登录后默认进入";
        begin_anywhere: Said = "The first by name", "按名称排在最前的项目";
        usual_saved: Said = "Saved. It counts from the next time you sign in.", "已保存，下次登录时生效。";
        save: Said = "Save", "保存";
        sessions: Said = "Where you are signed in", "登录会话";
        sessions_hint: Said = "Every browser that is signed in as you. One that you do not know: end it, and change your password.", "以您的身份登录的所有浏览器。如有不认识的，请结束该会话并修改密码。";
        this_one: Said = "This one", "当前会话";
        begun: Said = "Signed in", "登录于";
        seen: Said = "last seen", "最近活动";
        end: Said = "End", "结束";
        end_named: Named = |name| format!("End the session of {name}"), |name| format!("结束会话：{name}");
        end_others: Said = "End all others", "结束其他所有会话";
        ended: Said = "The session is ended: that browser is signed out.", "会话已结束，该浏览器已退出登录。";
        others_ended: Counted = |count| match count { 0 => "You were signed in nowhere else.".into(), 1 => "1 other session is ended.".into(), _ => format!("{count} other sessions are ended.") }, |count| if count == 0 { "没有其他登录会话。".into() } else { format!("已结束 {count} 个其他会话。") };
        unknown_browser: Said = "An unknown browser", "未知浏览器";
        preferences: Said = "Language and appearance", "语言与外观";
        preferences_hint: Said = "For this browser.", "仅对当前浏览器生效。";
        language: Said = "Language", "语言";
        shortcuts: Said = "Shortcuts of a single key", "单键快捷键";
        shortcuts_on: Said = "On", "开启";
        shortcuts_off: Said = "Off", "关闭";
        shortcuts_hint: Said = "Such as / for the search. Switch them off if you dictate, or if keys are pressed by mistake.", "例如按 / 进行搜索。如果使用语音输入或容易误触按键，可将其关闭。";
        preferences_saved: Said = "Saved for this browser.", "已为当前浏览器保存。";
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
