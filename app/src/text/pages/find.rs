use super::{Text, TextWithCount, TextWithName, spoken};

spoken! {
    /// The words of the search over everything, and of the keys.
    FindText {
        title: Text = "Find anything", "查找";
        lead: Text = "Images by name, pages, projects, and what can be done from anywhere.", "按名称查找镜像，以及页面、项目和常用操作。";
        open: Text = "Search or go to…", "搜索或前往…";
        search: Text = "Search images, pages, projects and actions", "搜索镜像、页面、项目和操作";
        search_projects: Text = "Search your projects", "搜索您的项目";
        submit: Text = "Search", "搜索";
        close: Text = "Close", "关闭";
        results: Text = "Found", "搜索结果";
        images: Text = "Images", "镜像";
        pages: Text = "Pages", "页面";
        projects: Text = "Projects", "项目";
        actions: Text = "Actions", "操作";
        nothing: Text = "Nothing is called that.", "没有找到匹配的内容。";
        found: TextWithCount = |count| match count { 0 => "Nothing found".into(), 1 => "1 found".into(), _ => format!("{count} found") }, |count| if count == 0 { "未找到".into() } else { format!("找到 {count} 项") };
        here: Text = "this project", "当前项目";
        upload: Text = "Upload images", "上传镜像";
        theme: TextWithName = |name| format!("Appearance: {name}"), |name| format!("外观：{name}");
        language: TextWithName = |name| format!("Language: {name}"), |name| format!("语言：{name}");
        keys: Text = "Keyboard shortcuts", "键盘快捷键";
        sign_out: Text = "Sign out", "退出登录";
        how: Text = "↑ ↓ to choose, Enter to go, Esc to close", "↑ ↓ 选择，Enter 前往，Esc 关闭";
        keys_lead: Text = "They work where nothing is being typed.", "仅在未输入文字时有效。";
        keys_off: Text = "Shortcuts of a single key are switched off.", "单键快捷键已关闭。";
        keys_set: Text = "Switch single keys on or off", "开启或关闭单键快捷键";
        key_palette: Text = "Find anything", "查找";
        key_search: Text = "Search the list", "搜索列表";
        key_sheet: Text = "This list", "显示此列表";
        key_then: Text = "then", "然后";
    }
}
