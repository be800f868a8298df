use super::{Counted, Named, Said, spoken};

spoken! {
    /// The words of the search over everything, and of the keys.
    FindText {
        title: Said = "Find anything", "查找";
        lead: Said = "Images by name, pages, projects, and what can be done from anywhere.", "按名称查找镜像，以及页面、项目和常用操作。";
        open: Said = "Search or go to…", "搜索或前往…";
        search: Said = "Search images, pages, projects and actions", "搜索镜像、页面、项目和操作";
        search_projects: Said = "Search your projects", "搜索您的项目";
        submit: Said = "Search", "搜索";
        close: Said = "Close", "关闭";
        results: Said = "Found", "搜索结果";
        images: Said = "Images", "镜像";
        pages: Said = "Pages", "页面";
        projects: Said = "Projects", "项目";
        actions: Said = "Actions", "操作";
        nothing: Said = "Nothing is called that.", "没有找到匹配的内容。";
        found: Counted = |count| match count { 0 => "Nothing found".into(), 1 => "1 found".into(), _ => format!("{count} found") }, |count| if count == 0 { "未找到".into() } else { format!("找到 {count} 项") };
        here: Said = "this project", "当前项目";
        upload: Said = "Upload images", "上传镜像";
        theme: Named = |name| format!("Appearance: {name}"), |name| format!("外观：{name}");
        language: Named = |name| format!("Language: {name}"), |name| format!("语言：{name}");
        keys: Said = "Keyboard shortcuts", "键盘快捷键";
        sign_out: Said = "Sign out", "退出登录";
        how: Said = "↑ ↓ to choose, Enter to go, Esc to close", "↑ ↓ 选择，Enter 前往，Esc 关闭";
        keys_lead: Said = "They work where nothing is being typed.", "仅在未输入文字时有效。";
        keys_off: Said = "Shortcuts of a single key are switched off.", "单键快捷键已关闭。";
        keys_set: Said = "Switch single keys on or off", "开启或关闭单键快捷键";
        key_palette: Said = "Find anything", "查找";
        key_search: Said = "Search the list", "搜索列表";
        key_sheet: Said = "This list", "显示此列表";
        key_then: Said = "then", "然后";
    }
}
