//! Why a disk is not taken, and what is odd about one that is.

use inspect::{Objection, Warning};

use super::size::size;

pub fn english_objection(objection: &Objection) -> String {
    match objection {
        Objection::BackingFile => {
            "This disk needs a backing file, which is not part of it. Merge the two with qemu-img convert.".into()
        }
        Objection::ExternalData => {
            "This disk keeps its data in another file, which is not part of it. Make it one file with qemu-img convert."
                .into()
        }
        Objection::UnknownFeatures { bits } => {
            format!("This disk uses features of its format that are not known here ({bits:#x}).")
        }
        Objection::UnknownPart { id } => {
            format!("This disk has a part that is not known here ({id}).")
        }
        Objection::UnknownVersion { version } => {
            format!("This disk is in version {version} of its format, which is not known here.")
        }
        Objection::Truncated => "The file breaks off before its disk ends: it is not whole.".into(),
        Objection::Malformed { field } => {
            format!("The disk contradicts itself (at “{field}”): the file is damaged.")
        }
        Objection::PendingJournal => {
            "The disk was not closed in order: its journal would change it. Open and close it where it comes from.".into()
        }
        Objection::Ambiguous { first, second } => {
            format!("The file looks like {first} and like {second} at once, which no honest disk does.")
        }
        Objection::Mismatch { declared, found } => {
            format!("The file was declared as {declared}, but it is {found}.")
        }
        Objection::Wrapped { found } => {
            format!("This file is packed with {found}. Unpack it and upload the disk that is inside.")
        }
        Objection::Unsupported { found } => {
            format!("{found} disks are not kept here. Convert it to qcow2 or raw first.")
        }
        Objection::UnsupportedVariant { found, variant } => {
            format!("{found} disks of the kind “{variant}” are not kept here. Convert it to qcow2 or raw first.")
        }
    }
}

pub fn chinese_objection(objection: &Objection) -> String {
    match objection {
        Objection::BackingFile => {
            "该磁盘依赖一个不包含在内的后备文件（backing file）。请先用 qemu-img convert 合并。"
                .into()
        }
        Objection::ExternalData => {
            "该磁盘的数据保存在另一个不包含在内的文件中。请先用 qemu-img convert 转换为单个文件。"
                .into()
        }
        Objection::UnknownFeatures { bits } => {
            format!("该磁盘使用了无法识别的格式特性（{bits:#x}）。")
        }
        Objection::UnknownPart { id } => format!("该磁盘包含无法识别的部分（{id}）。"),
        Objection::UnknownVersion { version } => format!("无法识别该磁盘的格式版本（{version}）。"),
        Objection::Truncated => "文件在磁盘结束之前中断：文件不完整。".into(),
        Objection::Malformed { field } => format!("磁盘内容自相矛盾（“{field}”）：文件已损坏。"),
        Objection::PendingJournal => {
            "该磁盘未正常关闭，其日志会改变磁盘内容。请在原环境中打开并正常关闭后再上传。".into()
        }
        Objection::Ambiguous { first, second } => {
            format!("该文件同时带有 {first} 和 {second} 两种格式的标记，正常的磁盘不会如此。")
        }
        Objection::Mismatch { declared, found } => {
            format!("文件声明为 {declared} 格式，实际是 {found} 格式。")
        }
        Objection::Wrapped { found } => {
            format!("这是 {found} 压缩文件。请先解压，再上传其中的磁盘镜像。")
        }
        Objection::Unsupported { found } => {
            format!("不支持 {found} 格式的磁盘。请先转换为 qcow2 或 raw 格式。")
        }
        Objection::UnsupportedVariant { found, variant } => {
            format!("不支持“{variant}”类型的 {found} 磁盘。请先转换为 qcow2 或 raw 格式。")
        }
    }
}

pub fn english_warning(warning: &Warning) -> String {
    match warning {
        Warning::Unclean => {
            "The disk was not closed in order; what was written last may be missing.".into()
        }
        Warning::MarkedCorrupt => "The disk is marked as damaged.".into(),
        Warning::WeakEncryption => "The disk's encryption is considered broken.".into(),
        Warning::Snapshots { count: 1 } => {
            "The disk carries an older state of itself along.".into()
        }
        Warning::Snapshots { count } => {
            format!("The disk carries {count} older states of itself along.")
        }
        Warning::PartitionTableDamaged => {
            "The partition table, or its copy, is missing or damaged.".into()
        }
        Warning::PartitionBeyondEnd => "A partition goes on after the end of the file.".into(),
        Warning::ShorterThanStated { stated } => {
            format!(
                "The file says that it holds {}, but it is shorter.",
                size(*stated)
            )
        }
    }
}

pub fn chinese_warning(warning: &Warning) -> String {
    match warning {
        Warning::Unclean => "该磁盘未正常关闭，最后写入的内容可能缺失。".into(),
        Warning::MarkedCorrupt => "该磁盘被标记为已损坏。".into(),
        Warning::WeakEncryption => "该磁盘的加密方式已被视为不安全。".into(),
        Warning::Snapshots { count } => format!("该磁盘带有 {count} 个旧快照。"),
        Warning::PartitionTableDamaged => "分区表或其副本缺失或损坏。".into(),
        Warning::PartitionBeyondEnd => "有分区超出了文件末尾。".into(),
        Warning::ShorterThanStated { stated } => {
            format!("文件声明包含 {}，但实际更短。", size(*stated))
        }
    }
}
