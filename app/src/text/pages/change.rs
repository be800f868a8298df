use super::{Text, TextWithName, spoken};

spoken! {
    /// The words for changing an image, and for using it.
    ChangeText {
        title: Text = "Change this image", "编辑镜像";
        name: Text = "Name", "名称";
        visibility: Text = "Who can see it", "可见范围";
        protected: Text = "Protected: nobody can delete it", "受保护：任何人都不能删除";
        hidden: Text = "Hidden: left out of lists, usable by its id", "隐藏：不显示在列表中，仍可通过 ID 使用";
        min_disk: Text = "Minimum disk (GiB)", "最小磁盘 (GiB)";
        min_ram: Text = "Minimum memory (MiB)", "最小内存 (MiB)";
        tags: Text = "Tags", "标签";
        remove_tag: TextWithName = |tag| format!("Remove {tag}"), |tag| format!("移除 {tag}");
        new_tag: Text = "New tag", "新标签";
        properties: Text = "Properties", "属性";
        remove_property: TextWithName = |name| format!("Remove {name}"), |name| format!("移除 {name}");
        new_property: Text = "New property", "新属性";
        new_value: Text = "Value of the new property", "新属性的值";
        more_rows: Text = "Save to get more empty fields.", "保存后可继续添加。";
        known_rows: Text = "Known names are suggested as you type; you can also use any other name. Save to get more empty fields.", "输入时会提示已知的属性名，也可以使用其他名称。保存后可继续添加。";
        save: Text = "Save", "保存";
        saved: TextWithName = |name| format!("{name} is saved."), |name| format!("已保存 {name}。");
        nothing: Text = "Nothing was changed.", "没有任何更改。";
        meanwhile: Text = "This image has been changed since you opened it", "您打开后该镜像已被修改";
        meanwhile_hint: Text = "What you typed is still here. Where it differs, the current value is shown below the field. Saving again keeps what is in the fields.", "您填写的内容已保留；与当前值不同之处会显示在字段下方。再次保存将以字段中的内容为准。";
        changed_by: fn(&str, &str) -> String = |name, at| format!("Changed by {name}, {at}."), |name, at| format!("{at} 由 {name} 修改。");
        now: TextWithName = |value| format!("Now: {value}"), |value| format!("当前值：{value}");
        empty: Text = "(empty)", "（空）";
        deactivate: Text = "Deactivate", "停用";
        deactivate_means: Text = "Nobody but admins can download it or boot from it until it is reactivated.", "停用后，除管理员外任何人都不能下载或使用该镜像启动云主机。";
        reactivate: Text = "Reactivate", "重新启用";
        deactivated: TextWithName = |name| format!("{name} is deactivated."), |name| format!("已停用 {name}。");
        reactivated: TextWithName = |name| format!("{name} can be used again."), |name| format!("已重新启用 {name}。");
        use_it: Text = "Use it", "使用方法";
        use_hint: Text = "Copy what you need. The commands expect that you are signed in (see API access).", "复制所需内容即可。命令行需先完成认证（参见“API 访问”）。";
        boot: Text = "Boot a machine", "创建云主机";
        download: Text = "Download it", "下载";
        verify: Text = "Verify a download", "校验下载的文件";
    }
}
