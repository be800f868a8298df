use super::{Counted, Named, Said, spoken};

spoken! {
    /// The words of the list of images.
    ListText {
        tabs: Said = "Whose images", "镜像来源";
        mine: Said = "Mine", "本项目";
        shared: Said = "Shared with me", "共享给我";
        community: Said = "Community", "社区";
        public: Said = "Public", "公有";
        all: Said = "All projects", "所有项目";
        waiting: Counted = |count| format!("{count} waiting for an answer"), |count| format!("{count} 个待处理");
        search: Said = "Search by name or id", "按名称或 ID 搜索";
        any_status: Said = "Any status", "全部状态";
        any_format: Said = "Any format", "全部格式";
        any_visibility: Said = "Any visibility", "全部可见性";
        hidden: Said = "Hidden ones", "已隐藏的";
        filter: Said = "Filter", "筛选";
        clear: Said = "Clear all filters", "清除筛选条件";
        nothing: Said = "No image matches", "没有匹配的镜像";
        nothing_hint: Said = "Change a filter, or clear all of them.", "请调整或清除筛选条件。";
        elsewhere: fn(u64, &str) -> String = |count, list| match count { 1 => format!("1 match in {list}"), _ => format!("{count} matches in {list}") }, |count, list| format!("“{list}”中有 {count} 个匹配");
        shared_empty: Said = "Nothing is shared with this project", "尚无共享给本项目的镜像";
        shared_empty_hint: Said = "When another project shares an image, it waits for an answer under Sharing, and is listed here once accepted.", "其他项目共享镜像后，需先在“共享”页面接受，才会显示在这里。";
        others_empty: Said = "There are none", "暂无镜像";
        others_empty_hint: Said = "As soon as there is one, it is shown here.", "有镜像后会显示在这里。";
        sorted_by: Named = |name| format!("Sort by {name}"), |name| format!("按{name}排序");
        owner: Said = "Project", "项目";
        tick: Named = |name| format!("Select {name}"), |name| format!("选择 {name}");
        tick_all: Said = "Select all on this page", "选择本页全部";
        with_selected: Said = "Change the selected images…", "批量操作所选镜像…";
        selected: Counted = |count| match count { 1 => "1 image selected".into(), _ => format!("{count} images selected") }, |count| format!("已选择 {count} 个镜像");
        none_selected: Said = "No image is selected", "未选择镜像";
        none_selected_hint: Said = "Go back to the list and tick the images that you mean.", "请返回列表，勾选要操作的镜像。";
        back: Said = "Back to the list", "返回列表";
        what: Said = "What is to be done with them?", "要执行什么操作？";
        delete: Said = "Delete them all", "全部删除";
        delete_means: Said = "Their data is removed for good. Protected images are left alone.", "镜像数据将被永久删除；受保护的镜像不受影响。";
        deactivate: Said = "Deactivate", "停用";
        reactivate: Said = "Reactivate", "重新启用";
        protect: Said = "Protect", "保护";
        unprotect: Said = "Unprotect", "取消保护";
        hide: Said = "Hide", "隐藏";
        unhide: Said = "Unhide", "取消隐藏";
        set_visibility: Said = "Set the visibility", "设置可见性";
        add_tag: Said = "Add a tag", "添加标签";
        apply: Said = "Apply", "应用";
        done: Counted = |count| match count { 1 => "1 image is changed.".into(), _ => format!("{count} images are changed.") }, |count| format!("已更改 {count} 个镜像。");
        names: Named = |names| format!("Changed: {names}"), |names| format!("已更改：{names}");
        between: Said = ", ", "、";
        columns: Said = "Columns", "显示列";
        refused: fn(&str, &str) -> String = |name, why| format!("{name}: {why}"), |name, why| format!("{name}：{why}");
        more: Counted = |count| format!("…and {count} more"), |count| format!("……以及另外 {count} 个");
    }
}
