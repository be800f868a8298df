use super::{Named, Said, spoken};

spoken! {
    /// The words for changing an image, and for using it.
    ChangeText {
        title: Said = "Change this image", "编辑镜像";
        name: Said = "Name", "名称";
        visibility: Said = "Who can see it", "可见范围";
        protected: Said = "Protected: nobody can delete it", "受保护：任何人都不能删除";
        hidden: Said = "Hidden: left out of lists, usable by its id", "隐藏：不显示在列表中，仍可通过 ID 使用";
        min_disk: Said = "Minimum disk (GiB)", "最小磁盘 (GiB)";
        min_ram: Said = "Minimum memory (MiB)", "最小内存 (MiB)";
        tags: Said = "Tags", "标签";
        remove_tag: Named = |tag| format!("Remove {tag}"), |tag| format!("移除 {tag}");
        new_tag: Said = "New tag", "新标签";
        properties: Said = "Properties", "属性";
        remove_property: Named = |name| format!("Remove {name}"), |name| format!("移除 {name}");
        new_property: Said = "New property", "新属性";
        new_value: Said = "Value of the new property", "新属性的值";
        more_rows: Said = "Save to get more empty fields.", "保存后可继续添加。";
        save: Said = "Save", "保存";
        saved: Named = |name| format!("{name} is saved."), |name| format!("已保存 {name}。");
        nothing: Said = "Nothing was changed.", "没有任何更改。";
        meanwhile: Said = "Somebody changed this image since you opened it", "您打开后该镜像已被他人修改";
        meanwhile_hint: Said = "What you typed is still here. Where it differs, the present value stands below the field. Saving again keeps what is in the fields.", "您填写的内容已保留；与当前值不同之处会显示在字段下方。再次保存将以字段中的内容为准。";
        changed_by: fn(&str, &str) -> String = |name, at| format!("Changed by {name}, {at}."), |name, at| format!("{at} 由 {name} 修改。");
        now: Named = |value| format!("Now: {value}"), |value| format!("当前值：{value}");
        empty: Said = "(empty)", "（空）";
        deactivate: Said = "Deactivate", "停用";
        deactivate_means: Said = "Nobody but admins can download it or boot from it until it is reactivated.", "停用后，除管理员外任何人都不能下载或使用该镜像启动云主机。";
        reactivate: Said = "Reactivate", "重新启用";
        deactivated: Named = |name| format!("{name} is deactivated."), |name| format!("已停用 {name}。");
        reactivated: Named = |name| format!("{name} can be used again."), |name| format!("已重新启用 {name}。");
        more: Said = "Availability", "可用性";
        use_it: Said = "Use it", "使用方法";
        use_hint: Said = "Copy what you need. The commands expect that you are signed in (see API access).", "复制所需内容即可。命令行需先完成认证（参见“API 访问”）。";
        boot: Said = "Boot a machine", "创建云主机";
        download: Said = "Download it", "下载";
        verify: Said = "Verify a download", "校验下载的文件";
        token: Said = "Your token stands in $OS_TOKEN.", "请将令牌保存在 $OS_TOKEN 中。";
    }
}
