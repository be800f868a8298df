use inspect::{Format, Refusal};

use super::size::size;

/// What the dashboard says of files on their way.
pub struct UploadText {
    pub input: &'static str,
    pub drop_here: &'static str,
    pub folder: fn(&str) -> String,
    pub tray: &'static str,
    pub pause: fn(&str) -> String,
    pub resume: fn(&str) -> String,
    pub cancel: fn(&str) -> String,
    pub retry: fn(&str) -> String,
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
    /// A file and how it stands, to be read out.
    pub said: fn(&str, &str) -> String,

    pub waiting: &'static str,
    pub inspecting: &'static str,
    pub creating: &'static str,
    pub asking: &'static str,
    pub sending: &'static str,
    pub storing: &'static str,
    pub paused: &'static str,
    /// Which attempt comes next.
    pub retrying: fn(u32) -> String,
    pub offline: &'static str,
    pub needs_sign_in: &'static str,
    pub finished: &'static str,
    /// With the reason, a whole sentence.
    pub failed: fn(&str) -> String,
    pub cancelled: &'static str,

    pub empty: &'static str,
    pub unreadable: &'static str,
    pub gone: &'static str,
    pub confused: &'static str,
    pub wrapped: fn(Format) -> String,
    pub unsupported: fn(Format) -> String,
    pub refused: fn(&Refusal) -> String,
    /// A status for which the server had no words.
    pub server: fn(u16) -> String,
}

pub static EN: UploadText = UploadText {
    input: "Disk image files to upload",
    drop_here: "Drop disk images to upload them",
    folder: |name| format!("“{name}” is a folder. Drop the disk images in it instead."),
    tray: "Uploads",
    pause: |name| format!("Pause {name}"),
    resume: |name| format!("Resume {name}"),
    cancel: |name| format!("Cancel {name}"),
    retry: |name| format!("Try {name} again"),
    dismiss: |name| format!("Dismiss {name}"),
    dismiss_notice: "Dismiss this message",
    view: |name| format!("View {name}"),
    sign_in: "Sign in in a new tab",
    progress: |name| format!("Progress of {name}"),
    bytes: |sent, length| format!("{} of {}", size(sent), size(length)),
    rate: |speed| format!("{}/s", size(speed)),
    left: |seconds| format!("{} left", english_time(seconds)),
    said: |name, state| format!("{name}: {state}"),

    waiting: "Waiting for its turn",
    inspecting: "Looking at the file",
    creating: "Creating the image",
    asking: "Asking what has arrived",
    sending: "Uploading",
    storing: "Checking and storing",
    paused: "Paused",
    retrying: |attempt| format!("Connection lost, trying again (attempt {attempt})"),
    offline: "Offline, waiting for the network",
    needs_sign_in: "Signed out. Sign in again, and it goes on",
    finished: "Uploaded",
    failed: |why| format!("Not uploaded. {why}"),
    cancelled: "Cancelled",

    empty: "The file is empty.",
    unreadable: "The file cannot be read any more: it was moved, changed or removed. Choose it again.",
    gone: "The server no longer has this upload. Try again to begin a new one.",
    confused: "The server gave an answer that makes no sense here. Try again, or ask who runs it.",
    wrapped: |format| {
        format!("This file is packed with {format}. Unpack it and upload the disk that is inside.")
    },
    unsupported: |format| {
        format!("{format} disks are not kept here. Convert it to qcow2 or raw first.")
    },
    refused: |refusal| {
        match refusal {
        Refusal::BackingFile => {
            "This disk needs a backing file, which is not part of it. Merge the two with qemu-img convert.".into()
        }
        Refusal::ExternalData => {
            "This disk keeps its data in another file, which is not part of it. Make it one file with qemu-img convert."
                .into()
        }
        Refusal::UnknownFeatures { bits } => {
            format!("This disk uses features of its format that are not known here ({bits:#x}).")
        }
        Refusal::UnknownVersion { version } => {
            format!("This disk is in version {version} of its format, which is not known here.")
        }
        Refusal::Truncated => "The disk's header breaks off: the file is not whole.".into(),
        Refusal::Malformed => "The disk's header contradicts itself: the file is damaged.".into(),
        Refusal::Ambiguous { first, second } => {
            format!("The file looks like {first} and like {second} at once, which no honest disk does.")
        }
    }
    },
    server: |status| format!("The server refused with status {status} and gave no reason."),
};

pub static ZH: UploadText = UploadText {
    input: "要上传的磁盘镜像文件",
    drop_here: "松开鼠标即可上传磁盘镜像",
    folder: |name| format!("“{name}”是文件夹，请直接拖放其中的磁盘镜像文件。"),
    tray: "上传任务",
    pause: |name| format!("暂停 {name}"),
    resume: |name| format!("继续 {name}"),
    cancel: |name| format!("取消 {name}"),
    retry: |name| format!("重试 {name}"),
    dismiss: |name| format!("移除 {name}"),
    dismiss_notice: "关闭此消息",
    view: |name| format!("查看 {name}"),
    sign_in: "在新标签页中登录",
    progress: |name| format!("{name} 的上传进度"),
    bytes: |sent, length| format!("{} / {}", size(sent), size(length)),
    rate: |speed| format!("{}/秒", size(speed)),
    left: |seconds| format!("剩余 {}", chinese_time(seconds)),
    said: |name, state| format!("{name}：{state}"),

    waiting: "排队中",
    inspecting: "正在检查文件",
    creating: "正在创建镜像",
    asking: "正在确认已上传的部分",
    sending: "正在上传",
    storing: "正在校验并存储",
    paused: "已暂停",
    retrying: |attempt| format!("连接中断，正在重试（第 {attempt} 次）"),
    offline: "网络已断开，等待恢复",
    needs_sign_in: "登录已失效，重新登录后将继续上传",
    finished: "上传完成",
    failed: |why| format!("上传失败：{why}"),
    cancelled: "已取消",

    empty: "文件为空。",
    unreadable: "无法再读取该文件：它已被移动、修改或删除。请重新选择。",
    gone: "服务器上已没有此上传任务。重试将重新开始上传。",
    confused: "服务器返回了无法理解的响应。请重试，或联系管理员。",
    wrapped: |format| format!("这是 {format} 压缩文件。请先解压，再上传其中的磁盘镜像。"),
    unsupported: |format| format!("不支持 {format} 格式的磁盘。请先转换为 qcow2 或 raw 格式。"),
    refused: |refusal| match refusal {
        Refusal::BackingFile => {
            "该磁盘依赖一个不包含在内的后备文件（backing file）。请先用 qemu-img convert 合并。"
                .into()
        }
        Refusal::ExternalData => {
            "该磁盘的数据保存在另一个不包含在内的文件中。请先用 qemu-img convert 转换为单个文件。"
                .into()
        }
        Refusal::UnknownFeatures { bits } => {
            format!("该磁盘使用了无法识别的格式特性（{bits:#x}）。")
        }
        Refusal::UnknownVersion { version } => format!("无法识别该磁盘的格式版本（{version}）。"),
        Refusal::Truncated => "磁盘文件头不完整：文件可能已被截断。".into(),
        Refusal::Malformed => "磁盘文件头自相矛盾：文件已损坏。".into(),
        Refusal::Ambiguous { first, second } => {
            format!("该文件同时带有 {first} 和 {second} 两种格式的标记，正常的磁盘不会如此。")
        }
    },
    server: |status| format!("服务器拒绝了上传（状态码 {status}），未说明原因。"),
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
