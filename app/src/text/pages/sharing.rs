use super::{Text, TextWithName, spoken};

spoken! {
    /// The words of the inbox of shared images.
    SharingText {
        title: Text = "Sharing", "共享";
        lead: Text = "What other projects share with this one.", "其他项目共享给本项目的镜像。";
        waiting: Text = "Waiting for an answer", "待处理";
        accepted: Text = "Accepted", "已接受";
        rejected: Text = "Declined", "已拒绝";
        none_waiting: Text = "Nothing is waiting.", "没有待处理的共享。";
        none_waiting_hint: Text = "When another project shares an image, it is shown here until a user of this project accepts or declines it.", "其他项目共享镜像后会显示在这里，等待处理。";
        from: Text = "From project", "来自项目";
        accept: Text = "Accept", "接受";
        accept_named: TextWithName = |name| format!("Accept {name}"), |name| format!("接受 {name}");
        decline: Text = "Decline", "拒绝";
        decline_named: TextWithName = |name| format!("Decline {name}"), |name| format!("拒绝 {name}");
        accept_means: Text = "Accepted images are in the list of images. Either way the image can be used by its id as long as it is shared.", "接受后镜像会显示在列表中。无论是否接受，只要仍被共享，都可以通过 ID 使用。";
        did_accept: TextWithName = |name| format!("{name} is accepted."), |name| format!("已接受 {name}。");
        did_decline: TextWithName = |name| format!("{name} is declined."), |name| format!("已拒绝 {name}。");
        to_accepted: Text = "Images shared with this project", "查看共享给本项目的镜像";
        reader: Text = "A member of this project can answer.", "本项目的成员可以处理。";
    }
}
