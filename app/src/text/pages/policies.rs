use model::Policy;

use super::{Text, spoken};

spoken! {
    /// The words of the table of roles and what they may do.
    PoliciesText {
        title: Text = "Roles and rights", "角色与权限";
        lead: Text = "What each role may do, by the rules in force on this server.", "按本服务器当前生效的规则，各角色可执行的操作。";
        note: Text = "A role counts in the project it was given in. Shared means an image that another project shares with that one; others are images that their projects keep private. Rules are set in vitrine.toml, under [policy].", "角色仅在其所属项目内有效。“共享的”指其他项目共享给该项目的镜像；“其他项目的”指其他项目的私有镜像。规则在 vitrine.toml 的 [policy] 中设置。";
        policy: Text = "Policy", "策略";
        may: fn(Policy) -> String = english, |act| chinese(act).to_owned();
        rule: Text = "Rule", "规则";
        usual: Text = "Usually:", "默认规则：";
        overridden: Text = "Set by the operator", "运维人员已修改";
        yes: Text = "Yes", "可以";
        no: Text = "no", "不可以";
        own: Text = "Own", "本项目的";
        shared: Text = "Shared", "共享的";
        others: Text = "Others", "其他项目的";
        own_and_shared: Text = "Own and shared", "本项目的和共享的";
        own_and_others: Text = "Own and others", "本项目的和其他项目的";
        shared_and_others: Text = "Shared and others", "共享的和其他项目的";
        all: Text = "Any image", "任意镜像";
        later: Text = "Not used yet", "尚未使用的策略";
        later_hint: Text = "Glance has these policies too. No operation of this server uses them yet.", "Glance 中也有这些策略，但本服务器目前的功能不会用到它们。";
    }
}

fn english(act: Policy) -> String {
    let mut letters = act.meaning().chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn chinese(act: Policy) -> &'static str {
    match act {
        Policy::AddImage => "创建镜像",
        Policy::GetImage => "查看镜像",
        Policy::GetImages => "列出镜像",
        Policy::ModifyImage => "修改镜像",
        Policy::PublicizeImage => "将镜像设为公有",
        Policy::CommunitizeImage => "将镜像设为社区可见",
        Policy::DeleteImage => "删除镜像",
        Policy::UploadImage => "上传镜像数据",
        Policy::DownloadImage => "下载镜像",
        Policy::DownloadFromStore => "选择从哪个存储下载",
        Policy::Deactivate => "停用镜像",
        Policy::Reactivate => "重新启用镜像",
        Policy::CopyImage => "将镜像复制到其他存储",
        Policy::AddMember => "共享镜像",
        Policy::DeleteMember => "取消共享",
        Policy::GetMember => "查看镜像的某个成员",
        Policy::GetMembers => "列出镜像的成员",
        Policy::ModifyMember => "代表本项目答复共享",
        Policy::GetImageLocation => "查看镜像的存储位置",
        Policy::SetImageLocation => "设置镜像的存储位置",
        Policy::DeleteImageLocation => "删除镜像的存储位置",
        Policy::AddImageLocation => "为镜像添加存储位置",
        Policy::FetchImageLocation => "获取镜像的全部存储位置",
        Policy::StoresInfoDetail => "查看存储的配置",
        Policy::GetCertificates => "查看证书",
        Policy::ManageCertificates => "管理证书",
        Policy::ContextIsAdmin => "以管理员身份操作",
        Policy::ServiceApi => "以云服务身份操作",
        Policy::Default => "其他未单列的操作",
        Policy::TasksApiAccess => "使用任务",
        Policy::GetTask => "查看任务",
        Policy::GetTasks => "列出任务",
        Policy::AddTask => "创建任务",
        Policy::ModifyTask => "修改任务",
        Policy::ManageImageCache => "管理缓存",
        Policy::ListCachedNodes => "查看哪些节点缓存了镜像",
        Policy::CacheImage => "将镜像放入缓存",
        Policy::CacheList => "列出缓存",
        Policy::CacheDelete => "从缓存中移除镜像",
        Policy::CacheClean => "清理缓存",
        Policy::CachePrune => "修剪缓存",
        Policy::MetadefDefault => "元数据定义的其他操作",
        Policy::MetadefAdmin => "管理元数据定义",
        Policy::GetMetadefNamespace => "查看命名空间",
        Policy::GetMetadefNamespaces => "列出命名空间",
        Policy::AddMetadefNamespace => "创建命名空间",
        Policy::ModifyMetadefNamespace => "修改命名空间",
        Policy::DeleteMetadefNamespace => "删除命名空间",
        Policy::GetMetadefObject => "查看命名空间中的对象",
        Policy::GetMetadefObjects => "列出命名空间中的对象",
        Policy::AddMetadefObject => "向命名空间添加对象",
        Policy::ModifyMetadefObject => "修改命名空间中的对象",
        Policy::DeleteMetadefObject => "删除命名空间中的对象",
        Policy::ListMetadefResourceTypes => "列出资源类型",
        Policy::GetMetadefResourceType => "查看资源类型",
        Policy::AddMetadefResourceTypeAssociation => "将资源类型关联到命名空间",
        Policy::RemoveMetadefResourceTypeAssociation => "解除资源类型与命名空间的关联",
        Policy::GetMetadefProperty => "查看命名空间中的属性",
        Policy::GetMetadefProperties => "列出命名空间中的属性",
        Policy::AddMetadefProperty => "向命名空间添加属性",
        Policy::ModifyMetadefProperty => "修改命名空间中的属性",
        Policy::RemoveMetadefProperty => "删除命名空间中的属性",
        Policy::GetMetadefTag => "查看命名空间中的标签",
        Policy::GetMetadefTags => "列出命名空间中的标签",
        Policy::AddMetadefTag => "向命名空间添加标签",
        Policy::AddMetadefTags => "向命名空间批量添加标签",
        Policy::ModifyMetadefTag => "修改命名空间中的标签",
        Policy::DeleteMetadefTag => "删除命名空间中的标签",
        Policy::DeleteMetadefTags => "删除命名空间中的全部标签",
    }
}
