use model::Act;

use super::{Said, spoken};

spoken! {
    /// The words of the table of roles and what they may do.
    PoliciesText {
        title: Said = "Roles and rights", "角色与权限";
        lead: Said = "What each role may do, by the rules in force on this server.", "按本服务器当前生效的规则，各角色可执行的操作。";
        note: Said = "A role counts in the project it was given in. Shared means an image that another project shares with that one; others are images that their projects keep private. Rules are set in vitrine.toml, under [policy].", "角色仅在其所属项目内有效。“共享的”指其他项目共享给该项目的镜像；“其他项目的”指其他项目的私有镜像。规则在 vitrine.toml 的 [policy] 中设置。";
        policy: Said = "Policy", "策略";
        may: fn(Act) -> String = english, |act| chinese(act).to_owned();
        rule: Said = "Rule", "规则";
        usual: Said = "Usually:", "默认规则：";
        overridden: Said = "Set by the operator", "运维人员已修改";
        yes: Said = "Yes", "可以";
        no: Said = "no", "不可以";
        own: Said = "Own", "本项目的";
        shared: Said = "Shared", "共享的";
        others: Said = "Others", "其他项目的";
        own_and_shared: Said = "Own and shared", "本项目的和共享的";
        own_and_others: Said = "Own and others", "本项目的和其他项目的";
        shared_and_others: Said = "Shared and others", "共享的和其他项目的";
        all: Said = "Any image", "任意镜像";
        later: Said = "Not asked yet", "尚未使用的策略";
        later_hint: Said = "Glance has these policies too. Nothing that this server does today asks them.", "Glance 中也有这些策略，但本服务器目前的功能不会用到它们。";
    }
}

fn english(act: Act) -> String {
    let mut letters = act.meaning().chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn chinese(act: Act) -> &'static str {
    match act {
        Act::AddImage => "创建镜像",
        Act::GetImage => "查看镜像",
        Act::GetImages => "列出镜像",
        Act::ModifyImage => "修改镜像",
        Act::PublicizeImage => "将镜像设为公有",
        Act::CommunitizeImage => "将镜像设为社区可见",
        Act::DeleteImage => "删除镜像",
        Act::UploadImage => "上传镜像数据",
        Act::DownloadImage => "下载镜像",
        Act::DownloadFromStore => "选择从哪个存储下载",
        Act::Deactivate => "停用镜像",
        Act::Reactivate => "重新启用镜像",
        Act::CopyImage => "将镜像复制到其他存储",
        Act::AddMember => "共享镜像",
        Act::DeleteMember => "取消共享",
        Act::GetMember => "查看镜像的某个成员",
        Act::GetMembers => "列出镜像的成员",
        Act::ModifyMember => "代表本项目答复共享",
        Act::GetImageLocation => "查看镜像的存储位置",
        Act::SetImageLocation => "设置镜像的存储位置",
        Act::DeleteImageLocation => "删除镜像的存储位置",
        Act::AddImageLocation => "为镜像添加存储位置",
        Act::FetchImageLocation => "获取镜像的全部存储位置",
        Act::StoresInfoDetail => "查看存储的配置",
        Act::ContextIsAdmin => "以管理员身份操作",
        Act::ServiceApi => "以云服务身份操作",
        Act::Default => "其他未单列的操作",
        Act::TasksApiAccess => "使用任务",
        Act::GetTask => "查看任务",
        Act::GetTasks => "列出任务",
        Act::AddTask => "创建任务",
        Act::ModifyTask => "修改任务",
        Act::ManageImageCache => "管理缓存",
        Act::ListCachedNodes => "查看哪些节点缓存了镜像",
        Act::CacheImage => "将镜像放入缓存",
        Act::CacheList => "列出缓存",
        Act::CacheDelete => "从缓存中移除镜像",
        Act::CacheClean => "清理缓存",
        Act::CachePrune => "修剪缓存",
        Act::MetadefDefault => "元数据定义的其他操作",
        Act::MetadefAdmin => "管理元数据定义",
        Act::GetMetadefNamespace => "查看命名空间",
        Act::GetMetadefNamespaces => "列出命名空间",
        Act::AddMetadefNamespace => "创建命名空间",
        Act::ModifyMetadefNamespace => "修改命名空间",
        Act::DeleteMetadefNamespace => "删除命名空间",
        Act::GetMetadefObject => "查看命名空间中的对象",
        Act::GetMetadefObjects => "列出命名空间中的对象",
        Act::AddMetadefObject => "向命名空间添加对象",
        Act::ModifyMetadefObject => "修改命名空间中的对象",
        Act::DeleteMetadefObject => "删除命名空间中的对象",
        Act::ListMetadefResourceTypes => "列出资源类型",
        Act::GetMetadefResourceType => "查看资源类型",
        Act::AddMetadefResourceTypeAssociation => "将资源类型关联到命名空间",
        Act::RemoveMetadefResourceTypeAssociation => "解除资源类型与命名空间的关联",
        Act::GetMetadefProperty => "查看命名空间中的属性",
        Act::GetMetadefProperties => "列出命名空间中的属性",
        Act::AddMetadefProperty => "向命名空间添加属性",
        Act::ModifyMetadefProperty => "修改命名空间中的属性",
        Act::RemoveMetadefProperty => "删除命名空间中的属性",
        Act::GetMetadefTag => "查看命名空间中的标签",
        Act::GetMetadefTags => "列出命名空间中的标签",
        Act::AddMetadefTag => "向命名空间添加标签",
        Act::AddMetadefTags => "向命名空间批量添加标签",
        Act::ModifyMetadefTag => "修改命名空间中的标签",
        Act::DeleteMetadefTag => "删除命名空间中的标签",
        Act::DeleteMetadefTags => "删除命名空间中的全部标签",
    }
}
