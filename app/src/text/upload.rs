use inspect::{Looks, Objection, Warning};

use super::{Translations, disk, size::size};

/// What the dashboard says of files on their way.
pub struct UploadText {
    pub input: &'static str,
    pub drop_here: &'static str,
    pub folder: fn(&str) -> String,
    pub tray: &'static str,
    /// Folds the tray, or unfolds it.
    pub fold: &'static str,
    /// So many of so many are over.
    pub done: fn(usize, usize) -> String,
    pub pause_all: &'static str,
    pub resume_all: &'static str,
    pub retry_all: &'static str,
    pub cancel_all: &'static str,
    pub really_cancel_all: &'static str,
    pub tidy: &'static str,
    pub pause: fn(&str) -> String,
    pub resume: fn(&str) -> String,
    pub cancel: fn(&str) -> String,
    pub retry: fn(&str) -> String,
    pub hurry: fn(&str) -> String,
    pub dismiss: fn(&str) -> String,
    pub dismiss_notice: &'static str,
    pub view: fn(&str) -> String,
    pub sign_in: &'static str,
    pub progress: fn(&str) -> String,
    /// How much of how much.
    pub bytes: fn(u64, u64) -> String,
    /// Bytes in a second.
    pub rate: fn(u64) -> String,
    /// Seconds left.
    pub left: fn(u64) -> String,
    /// A file and its state, to be read out.
    pub said: fn(&str, &str) -> String,

    pub waiting: &'static str,
    pub inspecting: &'static str,
    /// Asks whether a file is sent that looks like this.
    pub not_a_disk: fn(Looks) -> String,
    pub anyway: &'static str,
    /// The same, with the file's name, to be read out.
    pub upload_anyway: fn(&str) -> String,
    pub creating: &'static str,
    pub asking: &'static str,
    pub sending: &'static str,
    pub storing: &'static str,
    pub paused: &'static str,
    /// Which attempt comes next.
    pub retrying: fn(u32) -> String,
    pub offline: &'static str,
    pub needs_sign_in: &'static str,
    pub needs_file: &'static str,
    pub another_file: &'static str,
    pub changed_file: &'static str,
    pub unreadable_file: &'static str,
    pub denied_file: &'static str,
    pub go_on: &'static str,
    pub choose_again: &'static str,
    pub elsewhere: &'static str,
    pub finished: &'static str,
    /// With the reason, a whole sentence.
    pub failed: fn(&str) -> String,
    pub cancelled: &'static str,

    pub empty: &'static str,
    pub unreadable: &'static str,
    pub gone: &'static str,
    pub confused: &'static str,
    pub expired: &'static str,
    pub refused: fn(&Objection) -> String,
    /// A status for which the server had no words.
    pub server: fn(u16) -> String,

    /// A disk of so many bytes, as a machine sees it.
    pub disk: fn(u64) -> String,
    /// In GiB.
    pub min_disk: fn(u64) -> String,
    pub encrypted: &'static str,
    pub warning: fn(&Warning) -> String,
    /// The format that the name promises, and the one that was found.
    pub other_than_named: fn(&str, &str) -> String,
    /// With the bytes that are needed, and those that are left.
    pub no_room: fn(u64, u64) -> String,
    pub too_many: &'static str,
    pub name_taken: fn(&str) -> String,
}

pub static TEXT: Translations<UploadText> = Translations { en: EN, zh: ZH };

const EN: UploadText = UploadText {
    input: "Disk image files to upload",
    drop_here: "Drop disk images to upload them",
    folder: |name| format!("“{name}” is a folder. Drop the disk images in it instead."),
    tray: "Uploads",
    fold: "Show or hide the uploads",
    done: |done, all| format!("{done} of {all} done"),
    pause_all: "Pause all",
    resume_all: "Resume all",
    retry_all: "Try all again",
    cancel_all: "Cancel all",
    really_cancel_all: "Really cancel all?",
    tidy: "Clear finished",
    pause: |name| format!("Pause {name}"),
    resume: |name| format!("Resume {name}"),
    cancel: |name| format!("Cancel {name}"),
    retry: |name| format!("Try {name} again"),
    hurry: |name| format!("Upload {name} next"),
    dismiss: |name| format!("Dismiss {name}"),
    dismiss_notice: "Dismiss this message",
    view: |name| format!("View {name}"),
    sign_in: "Sign in",
    progress: |name| format!("Progress of {name}"),
    bytes: |sent, length| format!("{} of {}", size(sent), size(length)),
    rate: |speed| format!("{}/s", size(speed)),
    left: |seconds| format!("{} left", english_time(seconds)),
    said: |name, state| format!("{name}: {state}"),

    waiting: "Waiting for its turn",
    inspecting: "Looking at the file",
    not_a_disk: disk::english_question,
    anyway: "Upload anyway as raw",
    upload_anyway: |name| format!("Upload {name} anyway as raw"),
    creating: "Creating the image",
    asking: "Asking what has arrived",
    sending: "Uploading",
    storing: "Checking and storing",
    paused: "Paused",
    retrying: |attempt| format!("Connection lost, trying again (attempt {attempt})"),
    offline: "Offline, waiting for the network",
    needs_sign_in: "Signed out. Sign in again to continue",
    needs_file: "Interrupted when the page was closed. What has arrived is safe",
    another_file: "That is another file: its size differs. Choose the one that this upload began with",
    changed_file: "This file has been changed since the upload began, so it cannot go on. Choose the unchanged file, or cancel and upload it anew",
    unreadable_file: "The file is not where it was, or cannot be read. Choose it again",
    denied_file: "The browser may not read the file without your permission. Choose it again",
    go_on: "Go on",
    choose_again: "Choose the file again",
    elsewhere: "Goes on in another tab",
    finished: "Uploaded",
    failed: |why| format!("Not uploaded. {why}"),
    cancelled: "Cancelled",

    empty: "The file is empty.",
    unreadable: "The file cannot be read any more: it was moved, changed or removed. Choose it again.",
    gone: "The server no longer has this upload. Try again to start a new one.",
    confused: "The server sent an unexpected answer. Try again, or ask an operator.",
    expired: "The server no longer has this upload: it was cancelled, or no data arrived for too long. Add the file again.",
    refused: disk::english_objection,
    server: |status| format!("The server refused with status {status} and gave no reason."),

    disk: |bytes| format!("{} disk", size(bytes)),
    min_disk: |gib| format!("needs at least {gib} GiB"),
    encrypted: "encrypted",
    warning: disk::english_warning,
    other_than_named: |promised, found| {
        format!(
            "The file name says {promised}, but the data is {found}. It is uploaded as what the data is."
        )
    },
    no_room: |needs, left| {
        format!(
            "It needs {}, but the project has {} left.",
            size(needs),
            size(left)
        )
    },
    too_many: "The project has reached its limit of images. Delete one, or ask an administrator to raise the limit.",
    name_taken: |name| {
        format!("There is an image named “{name}” already. This will be another one.")
    },
};

const ZH: UploadText = UploadText {
    input: "要上传的磁盘镜像文件",
    drop_here: "松开鼠标即可上传磁盘镜像",
    folder: |name| format!("“{name}”是文件夹，请直接拖放其中的磁盘镜像文件。"),
    tray: "上传任务",
    fold: "显示或隐藏上传任务",
    done: |done, all| format!("已结束 {done} / {all}"),
    pause_all: "全部暂停",
    resume_all: "全部继续",
    retry_all: "全部重试",
    cancel_all: "全部取消",
    really_cancel_all: "确定全部取消？",
    tidy: "清除已完成",
    pause: |name| format!("暂停 {name}"),
    resume: |name| format!("继续 {name}"),
    cancel: |name| format!("取消 {name}"),
    retry: |name| format!("重试 {name}"),
    hurry: |name| format!("优先上传 {name}"),
    dismiss: |name| format!("移除 {name}"),
    dismiss_notice: "关闭此消息",
    view: |name| format!("查看 {name}"),
    sign_in: "登录",
    progress: |name| format!("{name} 的上传进度"),
    bytes: |sent, length| format!("{} / {}", size(sent), size(length)),
    rate: |speed| format!("{}/秒", size(speed)),
    left: |seconds| format!("剩余 {}", chinese_time(seconds)),
    said: |name, state| format!("{name}：{state}"),

    waiting: "排队中",
    inspecting: "正在检查文件",
    not_a_disk: disk::chinese_question,
    anyway: "仍以 raw 格式上传",
    upload_anyway: |name| format!("仍以 raw 格式上传 {name}"),
    creating: "正在创建镜像",
    asking: "正在确认已上传的部分",
    sending: "正在上传",
    storing: "正在校验并存储",
    paused: "已暂停",
    retrying: |attempt| format!("连接中断，正在重试（第 {attempt} 次）"),
    offline: "网络已断开，等待恢复",
    needs_sign_in: "登录已失效，重新登录后将继续上传",
    needs_file: "页面关闭时上传中断，已上传的部分仍然有效",
    another_file: "这是另一个文件：大小不同。请选择最初上传的文件",
    changed_file: "文件在上传开始后被修改，无法继续。请选择未修改的文件，或取消后重新上传",
    unreadable_file: "文件已不在原处或无法读取，请重新选择",
    denied_file: "未经许可，浏览器无法读取该文件，请重新选择",
    go_on: "继续上传",
    choose_again: "重新选择文件",
    elsewhere: "正在另一个标签页中上传",
    finished: "上传完成",
    failed: |why| format!("上传失败：{why}"),
    cancelled: "已取消",

    empty: "文件为空。",
    unreadable: "无法再读取该文件：它已被移动、修改或删除。请重新选择。",
    gone: "服务器上已没有此上传任务。重试将重新开始上传。",
    confused: "服务器返回了意外的响应。请重试，或联系运维人员。",
    expired: "服务器上已没有此上传任务：它已被取消，或长时间未收到数据。请重新添加文件。",
    refused: disk::chinese_objection,
    server: |status| format!("服务器拒绝了上传（状态码 {status}），未说明原因。"),

    disk: |bytes| format!("磁盘 {}", size(bytes)),
    min_disk: |gib| format!("至少需要 {gib} GiB"),
    encrypted: "已加密",
    warning: disk::chinese_warning,
    other_than_named: |promised, found| {
        format!("文件名表明是 {promised} 格式，但数据是 {found}。将按数据的实际格式上传。")
    },
    no_room: |needs, left| format!("需要 {}，但项目仅剩 {}。", size(needs), size(left)),
    too_many: "项目的镜像数量已达上限。",
    name_taken: |name| format!("已有名为“{name}”的镜像，本次上传会另建一个。"),
};

fn english_time(seconds: u64) -> String {
    match seconds {
        ..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

fn chinese_time(seconds: u64) -> String {
    match seconds {
        ..60 => format!("{seconds} 秒"),
        60..3600 => format!("{} 分钟", seconds.div_ceil(60)),
        _ => format!("{} 小时 {} 分钟", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_as_coarse_as_it_is_long() {
        assert_eq!(
            [59, 61, 3_700].map(EN.left),
            ["59 s left", "2 min left", "1 h 1 min left"]
        );
        assert_eq!((ZH.left)(61), "剩余 2 分钟");
    }
}
