use model::MemberStatus;

use super::{Text, TextWithName, spoken};

spoken! {
    /// The words about whom an image is shared with.
    MembersText {
        title: Text = "Shared with", "共享给";
        not_shared: Text = "Only images whose visibility is Shared have members. Change the visibility first.", "只有可见性为“共享”的镜像才能添加成员，请先更改可见性。";
        nobody: Text = "Not shared with any project yet.", "尚未共享给任何项目。";
        project: Text = "Project name or id", "项目名称或 ID";
        add: Text = "Share", "共享";
        hint: Text = "The project can use the image at once. It is listed there once a user of that project accepts.", "对方项目可立即使用该镜像；对方接受后会显示在其列表中。";
        status: fn(MemberStatus) -> Text = |status| match status {
            MemberStatus::Pending => "Waiting for an answer",
            MemberStatus::Accepted => "Accepted",
            MemberStatus::Rejected => "Declined",
            MemberStatus::Other(word) => word.as_str(),
        }, |status| match status {
            MemberStatus::Pending => "待处理",
            MemberStatus::Accepted => "已接受",
            MemberStatus::Rejected => "已拒绝",
            MemberStatus::Other(word) => word.as_str(),
        };
        revoke: Text = "Stop sharing", "取消共享";
        revoke_named: TextWithName = |name| format!("Stop sharing with {name}"), |name| format!("取消与 {name} 的共享");
        revoke_means: Text = "The project can no longer use it. Machines that already run go on.", "对方项目将无法再使用该镜像，已运行的云主机不受影响。";
        shared: TextWithName = |name| format!("Shared with {name}. A user of that project has to accept it before it is listed there."), |name| format!("已共享给 {name}，对方接受后会显示在其列表中。");
        revoked: TextWithName = |name| format!("No longer shared with {name}."), |name| format!("已取消与 {name} 的共享。");
        unknown: TextWithName = |name| format!("No project is called {name}"), |name| format!("项目“{name}”不存在");
        own: TextWithName = |name| format!("This image already belongs to {name}"), |name| format!("该镜像已属于项目“{name}”");
        already: TextWithName = |name| format!("Already shared with {name}"), |name| format!("已共享给“{name}”");
    }
}
