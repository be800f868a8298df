use super::{Text, TextWithCount, TextWithName, spoken};

spoken! {
    /// The words of the pages about metadata definitions.
    MetadefsText {
        title: Text = "Metadata definitions", "元数据定义";
        lead: Text = "Which properties images and other resources can have, what they mean, and which values they take.", "定义镜像等资源可以具有的属性、属性的含义和取值范围。";
        name: Text = "Name", "名称";
        used_for: Text = "Used for", "适用资源";
        visibility: Text = "Visible to", "可见范围";
        everybody: Text = "Everybody", "所有人";
        owner: Text = "Its project", "所属项目";
        protected: Text = "Protected", "受保护";
        none: Text = "There are no definitions. Add a namespace below.", "暂无定义，可在下方添加命名空间。";
        next: Text = "Next page", "下一页";
        properties: Text = "Properties", "属性";
        no_properties: Text = "It defines no properties.", "未定义属性。";
        tags: Text = "Tags", "标签";
        kind: Text = "Type", "类型";
        values: Text = "Values", "取值";
        prefix: TextWithName = |prefix| format!("names begin with {prefix}"), |prefix| format!("属性名前缀为 {prefix}");
        target: TextWithName = |target| format!("properties of the {target}"), |target| format!("针对其 {target} 的属性");
        more_values: TextWithCount = |more| format!("and {more} more"), |more| format!("等，另有 {more} 个");
        edit: Text = "Edit as JSON", "以 JSON 编辑";
        edit_hint: Text = "The layout is that of Glance's definition files. What is missing here is deleted when you save.", "格式与 Glance 的定义文件相同。保存时，此处没有的内容会被删除。";
        edit_protected: Text = "This namespace is protected: you can add and change definitions, and delete some only after you have saved it with \"protected\": false.", "该命名空间受保护：可以添加和修改定义；如需删除，请先将 \"protected\" 改为 false 并保存。";
        json: Text = "Definition (JSON)", "定义 (JSON)";
        add: Text = "Add a namespace", "添加命名空间";
        add_hint: Text = "Paste a definition file: one namespace, in the layout of Glance's files.", "粘贴一个定义文件：一个命名空间，格式与 Glance 的定义文件相同。";
        save: Text = "Save", "保存";
        create: Text = "Create", "创建";
        created: TextWithName = |name| format!("{name} is created."), |name| format!("已创建 {name}。");
        saved: TextWithName = |name| format!("{name} is saved."), |name| format!("已保存 {name}。");
        delete: Text = "Delete", "删除";
        delete_means: Text = "The namespace and everything it defines are deleted. Properties that images have stay as they are.", "将删除该命名空间及其全部定义。镜像已有的属性保持不变。";
        delete_protected: Text = "It is protected and cannot be deleted. Save it with \"protected\": false first.", "该命名空间受保护，无法删除。请先将 \"protected\" 改为 false 并保存。";
        deleted: TextWithName = |name| format!("{name} is deleted."), |name| format!("已删除 {name}。");
        not_json: TextWithName = |why| format!("This is not JSON: {why}"), |why| format!("不是有效的 JSON：{why}");
        changed: Text = "Somebody else changed this namespace since you opened it. Copy your text, open the page again, and make your change there.", "您打开后该命名空间已被他人修改。请复制您的内容，重新打开页面后再修改。";
    }
}
