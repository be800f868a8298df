//! Why a disk is not taken, and what is odd about one that is.

use inspect::{Kind, Looks, Objection, Place, Warning};

use super::size::size;

pub fn english_objection(objection: &Objection) -> String {
    match objection {
        Objection::Truncated {
            missing: Some(missing),
        } => format!(
            "The file is truncated: at least {} are missing. Copy or download it again and compare its size with the original's.",
            size(*missing)
        ),
        objection => sentences(&objection.to_string()),
    }
}

pub fn english_warning(warning: &Warning) -> String {
    match warning {
        Warning::ShorterThanStated { stated } => format!(
            "By the disk's own metadata the file should be {} long, but it is shorter. If it is truncated, copy or download it again.",
            size(*stated)
        ),
        warning => sentences(&warning.to_string()),
    }
}

/// Whether a file is to be sent that looks like this.
pub fn english_question(looks: Looks) -> String {
    format!("This does not look like a disk image (it looks like {looks}). Upload anyway as raw?")
}

pub fn chinese_question(looks: Looks) -> String {
    format!(
        "这看起来不是磁盘镜像（看起来是{}）。仍要以 raw 格式上传吗？",
        chinese_looks(looks)
    )
}

/// What the API says, `found; what to do` with commands in backticks, as sentences on a page.
fn sentences(said: &str) -> String {
    let parts = said.split("; ").map(|part| {
        let part = part.replace('`', "");
        let mut characters = part.chars();
        let first = characters
            .next()
            .map(|first| first.to_uppercase().to_string());
        format!("{}{}.", first.unwrap_or_default(), characters.as_str())
    });
    parts.collect::<Vec<_>>().join(" ")
}

pub fn chinese_objection(objection: &Objection) -> String {
    match objection {
        Objection::BackingFile => {
            "该磁盘依赖一个不包含在内的后备文件（backing file）。请先用 qemu-img convert -O qcow2 FILE NEW 合并后再上传。".into()
        }
        Objection::ExternalData => {
            "该磁盘的数据保存在另一个不包含在内的文件中。请先用 qemu-img convert -O qcow2 FILE NEW 转换为单个文件后再上传。".into()
        }
        Objection::UnknownFeatures { bits } => format!(
            "该磁盘的文件头要求此处不支持的格式特性（{bits:#x}）。请用 qemu-img convert -O qcow2 FILE NEW 重新生成。"
        ),
        Objection::UnknownPart { id } => format!(
            "该磁盘包含此处不支持的必需区域或项目（{id}）。请用 qemu-img convert -O qcow2 FILE NEW 重新生成。"
        ),
        Objection::UnknownVersion { version } => format!(
            "此处不支持该磁盘的格式版本（{version}）。请用 qemu-img convert -O qcow2 FILE NEW 重新生成。"
        ),
        Objection::Truncated {
            missing: Some(missing),
        } => format!(
            "文件不完整：至少缺少 {}。请重新复制或下载，并与原文件核对大小。",
            size(*missing)
        ),
        Objection::Truncated { missing: None } => {
            "文件不完整：结尾部分缺失。请重新复制或下载，并与原文件核对大小。".into()
        }
        Objection::FooterMissing { .. } => {
            "文件末尾缺少 VHD 必需的尾部（footer），因此文件不完整。请重新复制或下载；如果它是 raw 磁盘，请声明为 raw。".into()
        }
        Objection::Malformed { field } => format!(
            "该磁盘的{}含有其格式不允许的值。请在来源处用 qemu-img check FILE 检查，或用 qemu-img convert -O qcow2 FILE NEW 重新生成。",
            chinese_place(Place::of(field))
        ),
        Objection::PendingJournal => {
            "该磁盘未正常关闭，其日志中还有尚未写入的数据。请关闭使用它的虚拟机，或运行 qemu-img check -r all FILE，然后重新上传。".into()
        }
        Objection::Ambiguous { first, second } => format!(
            "该文件同时带有 {first} 和 {second} 两种格式的标记，不同程序会读出不同的磁盘。请指定正确的格式重新生成：qemu-img convert -f {} -O qcow2 FILE NEW 或 -f {}。",
            first.qemu(),
            second.qemu()
        ),
        Objection::Mismatch { declared, found } => {
            let mut said = format!("镜像声明为 {declared} 格式，但数据是{}。", chinese_kind(*found));
            if let Some(word) = found.disk_format() {
                said += "请声明为 ";
                said += word;
                said += "，或先转换格式。";
            } else {
                said.push_str("请先转换格式。");
            }
            said
        }
        Objection::NotADisk { declared, looks } => format!(
            "镜像声明为 {declared} 格式，但数据看起来是{}，不是磁盘。请检查下载或导出的文件；如果确实要上传，请声明为 raw。",
            chinese_looks(*looks)
        ),
        Objection::Wrapped { found } => {
            format!("这是 {found} 压缩文件。请先解压，再上传其中的磁盘镜像。")
        }
        Objection::Unsupported { found } => format!(
            "此处不支持 {found} 格式的磁盘。请先转换：qemu-img convert -f {} -O qcow2 FILE NEW。",
            found.qemu()
        ),
        Objection::UnsupportedVariant { found, variant } => format!(
            "此处不支持“{variant}”类型的 {found} 磁盘。请在其全部文件所在处用 qemu-img convert -O qcow2 FILE NEW 转换。"
        ),
    }
}

pub fn chinese_warning(warning: &Warning) -> String {
    match warning {
        Warning::Unclean => {
            "该磁盘未正常关闭，最后写入的内容可能缺失。请关闭使用它的虚拟机后重新复制。".into()
        }
        Warning::MarkedCorrupt => {
            "写入该磁盘的程序已将其标记为损坏。请用 qemu-img check FILE 检查。".into()
        }
        Warning::WeakEncryption => {
            "该磁盘的加密方式（qcow2 的 AES）已被视为不安全。请改用 LUKS。".into()
        }
        Warning::Snapshots { count } => format!(
            "该磁盘带有 {count} 个内部快照；qemu-img convert -O qcow2 FILE NEW 生成的磁盘不含快照。"
        ),
        Warning::PartitionTableDamaged => {
            "GPT 分区表或磁盘末尾的备份缺失或损坏（例如调整过磁盘大小）；sgdisk -e FILE 可重写备份。".into()
        }
        Warning::PartitionBeyondEnd => {
            "有分区超出了文件末尾。如果文件不完整，请重新复制或下载。".into()
        }
        Warning::OddProtectiveEntry { entry } => {
            format!("MBR 中保护 GPT 分区表的第 {entry} 项与规范不符；大多数机器仍可启动。")
        }
        Warning::HybridEntry { entry } => format!(
            "MBR 的第 {entry} 项是 GPT 之外的分区（混合 MBR）；固件可能采用其中任意一个分区表。"
        ),
        Warning::NoProtectiveEntry => {
            "MBR 中没有保护 GPT 分区表的项；sgdisk -e FILE 可写入该项。".into()
        }
        Warning::ShorterThanStated { stated } => format!(
            "按磁盘自身的元数据，文件长度应为 {}，但实际更短。如果文件不完整，请重新复制或下载。",
            size(*stated)
        ),
        Warning::FoundFormat { found } => format!(
            "镜像声明为 raw，但数据是{}；虚拟机将按原样逐字节使用。",
            chinese_kind(*found)
        ),
        Warning::NotADisk { looks } => {
            format!("数据看起来是{}，不是磁盘。", chinese_looks(*looks))
        }
    }
}

fn chinese_kind(kind: Kind) -> String {
    match kind {
        Kind::Raw => " raw 磁盘".into(),
        Kind::Gpt => "带 GPT 分区表的 raw 磁盘".into(),
        Kind::Mbr => "带 MBR 分区表的 raw 磁盘".into(),
        Kind::Iso => " ISO 映像".into(),
        Kind::Luks => " LUKS 加密磁盘".into(),
        Kind::Vhd => " VHD 磁盘".into(),
        kind => format!(" {kind} 格式"),
    }
}

fn chinese_looks(looks: Looks) -> &'static str {
    match looks {
        Looks::Html => " HTML 网页",
        Looks::Xml => " XML 文档",
        Looks::Json => " JSON 文档",
        Looks::Text => "纯文本",
        Looks::Picture => "图片",
        Looks::Pdf => " PDF 文档",
        Looks::Media => "音频或视频",
        Looks::Program => "程序",
        Looks::Noise => "加密、压缩或随机数据",
        Looks::TooSmall => "不超过一个扇区的文件",
    }
}

fn chinese_place(place: Place) -> &'static str {
    match place {
        Place::Header => "文件头",
        Place::BlockSize => "文件头中的块大小",
        Place::ReferenceCounts => "引用计数表",
        Place::Extensions => "文件头扩展",
        Place::Snapshots => "快照列表",
        Place::Tables => "块映射表",
        Place::Size => "文件头中的磁盘大小",
        Place::Descriptor => "文本描述符",
        Place::Footer => "文件尾部（footer）",
        Place::Checksum => "文件头或尾部的校验和",
        Place::Regions => "区域表",
        Place::Metadata => "元数据区域",
        Place::KeySlots => "密钥槽",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_api_says_becomes_sentences_without_marks() {
        let said = english_objection(&Objection::BackingFile);
        assert_eq!(
            said,
            "The disk needs a backing file, which is not part of it. Merge the two with qemu-img convert -O qcow2 FILE NEW and upload the result."
        );
        let said = english_objection(&Objection::Truncated {
            missing: Some(17 << 20),
        });
        assert!(said.starts_with("The file is truncated: at least 17.0 MiB are missing."));
    }
}
