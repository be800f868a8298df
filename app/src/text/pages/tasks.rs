use model::{TaskKind, TaskStatus};

use super::{Text, spoken};

spoken! {
    /// The words of the work that is done for an image.
    TasksText {
        title: Text = "Tasks", "任务";
        hint: Text = "Work that the server did, or is about to do, for this image.", "服务器为该镜像执行或即将执行的工作。";
        kind: fn(TaskKind) -> &'static str = english, chinese;
        status: fn(TaskStatus) -> &'static str = english_status, chinese_status;
        staged: Text = "from data that was staged", "来自已暂存的数据";
    }
}

fn english(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::Import | TaskKind::ImageImport => "Import",
        TaskKind::LocationImport => "Import of a location",
        TaskKind::Other(word) => word.as_str(),
    }
}

fn chinese(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::Import | TaskKind::ImageImport => "导入",
        TaskKind::LocationImport => "导入存储位置",
        TaskKind::Other(word) => word.as_str(),
    }
}

fn english_status(status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::Pending => "Waiting",
        TaskStatus::Processing => "Under way",
        TaskStatus::Success => "Done",
        TaskStatus::Failure => "Failed",
        TaskStatus::Other(word) => word.as_str(),
    }
}

fn chinese_status(status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::Pending => "等待中",
        TaskStatus::Processing => "进行中",
        TaskStatus::Success => "已完成",
        TaskStatus::Failure => "失败",
        TaskStatus::Other(word) => word.as_str(),
    }
}
