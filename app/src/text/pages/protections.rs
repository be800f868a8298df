use registry::PropertyOperation;

use super::{Text, spoken};

spoken! {
    /// The words of the table of protected properties.
    ProtectionsText {
        title: Text = "Protected properties", "受保护的属性";
        note: Text = "Who can create, read, change and delete which image properties. These rules apply in addition to the rights above. The first rule that matches the name of a property decides; nobody can use properties that no rule matches. Rules are set in vitrine.toml, under [property_protection].", "除上述权限外，对镜像属性的操作还受以下规则限制。按顺序匹配属性名称，以第一条匹配的规则为准；任何人都不能使用未匹配任何规则的属性。规则在 vitrine.toml 的 [property_protection] 中设置。";
        property: Text = "Property name (regular expression)", "属性名称（正则表达式）";
        create: Text = "Create", "创建";
        read: Text = "Read", "读取";
        update: Text = "Change", "修改";
        delete: Text = "Delete", "删除";
        everybody: Text = "Everybody", "所有人";
        nobody: Text = "Nobody", "不允许";
        policy: Text = "Policy", "策略";
    }
}

impl ProtectionsText {
    pub fn operation(&self, operation: PropertyOperation) -> Text {
        match operation {
            PropertyOperation::Create => self.create,
            PropertyOperation::Read => self.read,
            PropertyOperation::Update => self.update,
            PropertyOperation::Delete => self.delete,
        }
    }
}
