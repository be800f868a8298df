use super::{Text, TextWithCount, TextWithName, spoken};

spoken! {
    /// The words of the pages about metadata definitions.
    MetadefsText {
        title: Text = "Metadata definitions", "元数据定义";
        lead: Text = "Which properties images and other resources can have, what they mean, and which values they take.", "镜像等资源可以具有的属性，以及各属性的含义和取值。";
        name: Text = "Name", "名称";
        used_for: Text = "Used for", "适用的资源类型";
        visibility: Text = "Visible to", "可见范围";
        everybody: Text = "Everybody", "所有人";
        owner: Text = "Its project", "所属项目";
        protected: Text = "Protected", "受保护";
        none: Text = "There are no definitions. Add a namespace below.", "暂无定义，可在下方添加命名空间。";
        next: Text = "Next page", "下一页";
        properties: Text = "Properties", "属性";
        no_properties: Text = "No properties are defined.", "未定义属性。";
        tags: Text = "Tags", "标签";
        kind: TextWithName = |kind| format!("Type: {kind}"), |kind| format!("类型：{kind}");
        values: TextWithName = |values| format!("Values: {values}"), |values| format!("取值：{values}");
        prefix: TextWithName = |prefix| format!("names begin with {prefix}"), |prefix| format!("属性名以 {prefix} 开头");
        target: TextWithName = |target| format!("properties of the {target}"), |target| format!("属性作用于 {target}");
        more_values: TextWithCount = |more| format!("and {more} more"), |more| format!("等，还有 {more} 个");
        edit: Text = "Edit as JSON", "以 JSON 编辑";
        edit_hint: Text = "The layout is that of Glance's definition files. Saving deletes whatever is missing here.", "格式与 Glance 的定义文件相同。保存后，此处未包含的内容会被删除。";
        edit_protected: Text = "This namespace is protected. You can add and change definitions; to delete any, first save the namespace with \"protected\": false.", "该命名空间受保护：可以添加和修改定义；如需删除定义，请先将 \"protected\" 改为 false 并保存。";
        json: Text = "Definition (JSON)", "定义 (JSON)";
        add: Text = "Add a namespace", "添加命名空间";
        add_hint: Text = "Paste a definition file with one namespace, in the layout of Glance's definition files.", "粘贴包含一个命名空间的定义文件，格式与 Glance 的定义文件相同。";
        save: Text = "Save", "保存";
        create: Text = "Create", "创建";
        created: TextWithName = |name| format!("{name} is created."), |name| format!("已创建 {name}。");
        saved: TextWithName = |name| format!("{name} is saved."), |name| format!("已保存 {name}。");
        delete: Text = "Delete", "删除";
        delete_means: Text = "The namespace and everything it defines are deleted. Properties that images already have stay as they are.", "将删除该命名空间及其全部定义。镜像已有的属性保持不变。";
        delete_protected: Text = "This namespace is protected. To delete it, first save it with \"protected\": false.", "该命名空间受保护，无法删除。如需删除，请先将 \"protected\" 改为 false 并保存。";
        deleted: TextWithName = |name| format!("{name} is deleted."), |name| format!("已删除 {name}。");
        not_json: TextWithName = |why| format!("This is not JSON: {why}"), |why| format!("不是有效的 JSON：{why}");
        changed: Text = "This namespace was changed after you opened it. Copy your text, open the page again, and make your change there.", "您打开后该命名空间已被修改。请复制您填写的内容，重新打开页面，再进行修改。";
    }
}
