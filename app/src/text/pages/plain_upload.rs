use crate::text::Translations;

/// The words of the form that uploads without a script.
pub struct PlainUploadText {
    pub title: &'static str,
    pub lead: &'static str,
    pub file: &'static str,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub submit: &'static str,
    pub done: fn(&str) -> String,
    pub no_file: &'static str,
    pub broken: &'static str,
    pub too_slow: &'static str,
    pub long_name: fn(usize) -> String,
}

pub static TEXT: Translations<PlainUploadText> = Translations {
    en: PlainUploadText {
        title: "Upload an image",
        lead: "Without JavaScript an upload cannot resume: if the connection breaks, it starts anew. What kind of disk it is, \
               the file itself tells.",
        file: "Disk image file",
        name: "Image name",
        name_hint: "Leave it empty for the file's own name.",
        submit: "Upload",
        done: |name| format!("{name} was uploaded."),
        no_file: "No file was chosen, or it is empty.",
        broken: "The form arrived incomplete. Send it again.",
        too_slow: "The file came too slowly, so the upload was ended. Send it again over a faster connection.",
        long_name: |most| format!("The image name is longer than {most} bytes."),
    },
    zh: PlainUploadText {
        title: "上传镜像",
        lead: "未启用 JavaScript 时无法断点续传：连接中断后需要重新上传。磁盘格式由文件内容自动识别。",
        file: "磁盘镜像文件",
        name: "镜像名称",
        name_hint: "留空则使用文件名。",
        submit: "上传",
        done: |name| format!("{name} 已上传。"),
        no_file: "未选择文件，或文件为空。",
        broken: "表单内容不完整，请重新提交。",
        too_slow: "文件传输过慢，上传已终止。请换用更快的网络后重新提交。",
        long_name: |most| format!("镜像名称超过 {most} 字节。"),
    },
};
