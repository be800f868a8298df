use super::{Text, TextWithCount, TextWithName, spoken};

spoken! {
    /// The words of the list of images.
    ListText {
        tabs: Text = "Whose images", "镜像来源";
        mine: Text = "Mine", "本项目";
        shared: Text = "Shared with me", "共享给我";
        community: Text = "Community", "社区";
        public: Text = "Public", "公有";
        all: Text = "All projects", "所有项目";
        waiting: TextWithCount = |count| format!("{count} waiting for an answer"), |count| format!("{count} 个待处理");
        search: Text = "Search by name or id", "按名称或 ID 搜索";
        any_status: Text = "Any status", "全部状态";
        any_format: Text = "Any format", "全部格式";
        any_visibility: Text = "Any visibility", "全部可见性";
        hidden: Text = "Hidden ones", "已隐藏的";
        filter: Text = "Filter", "筛选";
        clear: Text = "Clear all filters", "清除筛选条件";
        nothing: Text = "No image matches", "没有匹配的镜像";
        nothing_hint: Text = "Change a filter, or clear all of them.", "请调整或清除筛选条件。";
        elsewhere: fn(u64, &str) -> String = |count, list| match count { 1 => format!("1 match in {list}"), _ => format!("{count} matches in {list}") }, |count, list| format!("“{list}”中有 {count} 个匹配");
        shared_empty: Text = "Nothing is shared with this project", "尚无共享给本项目的镜像";
        shared_empty_hint: Text = "When another project shares an image, it waits for an answer under Sharing, and is listed here once accepted.", "其他项目共享镜像后，需先在“共享”页面接受，才会显示在这里。";
        others_empty: Text = "There are none", "暂无镜像";
        others_empty_hint: Text = "As soon as there is one, it is shown here.", "有镜像后会显示在这里。";
        sorted_by: TextWithName = |name| format!("Sort by {name}"), |name| format!("按{name}排序");
        owner: Text = "Project", "项目";
        tick: TextWithName = |name| format!("Select {name}"), |name| format!("选择 {name}");
        tick_all: Text = "Select all on this page", "选择本页全部";
        with_selected: Text = "Change the selected images…", "批量操作所选镜像…";
        selected: TextWithCount = |count| match count { 1 => "1 image selected".into(), _ => format!("{count} images selected") }, |count| format!("已选择 {count} 个镜像");
        none_selected: Text = "No image is selected", "未选择镜像";
        none_selected_hint: Text = "Go back to the list and tick the images that you mean.", "请返回列表，勾选要操作的镜像。";
        back: Text = "Back to the list", "返回列表";
        what: Text = "What is to be done with them?", "要执行什么操作？";
        delete: Text = "Delete them all", "全部删除";
        delete_means: Text = "Their data is removed for good. Protected images are left alone.", "镜像数据将被永久删除；受保护的镜像不受影响。";
        deactivate: Text = "Deactivate", "停用";
        reactivate: Text = "Reactivate", "重新启用";
        protect: Text = "Protect", "保护";
        unprotect: Text = "Unprotect", "取消保护";
        hide: Text = "Hide", "隐藏";
        unhide: Text = "Unhide", "取消隐藏";
        set_visibility: Text = "Set the visibility", "设置可见性";
        add_tag: Text = "Add a tag", "添加标签";
        apply: Text = "Apply", "应用";
        done: TextWithCount = |count| match count { 1 => "1 image is changed.".into(), _ => format!("{count} images are changed.") }, |count| format!("已更改 {count} 个镜像。");
        names: TextWithName = |names| format!("Changed: {names}"), |names| format!("已更改：{names}");
        between: Text = ", ", "、";
        columns: Text = "Columns", "显示列";
        refused: fn(&str, &str) -> String = |name, why| format!("{name}: {why}"), |name, why| format!("{name}：{why}");
        more: TextWithCount = |count| format!("…and {count} more"), |count| format!("……以及另外 {count} 个");
    }
}
