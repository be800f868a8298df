use super::{Named, Said, spoken};

spoken! {
    /// The words of the inbox of shared images.
    SharingText {
        title: Said = "Sharing", "共享";
        lead: Said = "What other projects share with this one.", "其他项目共享给本项目的镜像。";
        waiting: Said = "Waiting for an answer", "待处理";
        accepted: Said = "Accepted", "已接受";
        rejected: Said = "Declined", "已拒绝";
        none_waiting: Said = "Nothing is waiting.", "没有待处理的共享。";
        none_waiting_hint: Said = "When another project shares an image, it is shown here until somebody answers.", "其他项目共享镜像后会显示在这里，等待处理。";
        from: Said = "From project", "来自项目";
        since: Said = "Shared", "共享时间";
        accept: Said = "Accept", "接受";
        accept_named: Named = |name| format!("Accept {name}"), |name| format!("接受 {name}");
        decline: Said = "Decline", "拒绝";
        decline_named: Named = |name| format!("Decline {name}"), |name| format!("拒绝 {name}");
        accept_means: Said = "Accepted images are in the list of images. Either way the image can be used by its id as long as it is shared.", "接受后镜像会显示在列表中。无论是否接受，只要仍被共享，都可以通过 ID 使用。";
        did_accept: Named = |name| format!("{name} is accepted."), |name| format!("已接受 {name}。");
        did_decline: Named = |name| format!("{name} is declined."), |name| format!("已拒绝 {name}。");
        to_accepted: Said = "Images shared with this project", "查看共享给本项目的镜像";
        reader: Said = "A member of this project can answer.", "本项目的成员可以处理。";
    }
}
