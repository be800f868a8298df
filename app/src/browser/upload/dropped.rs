use web_sys::DragEvent;

use super::selected_file::SelectedFile;

/// What a drop brought.
#[derive(Debug, Default)]
pub struct DroppedFiles {
    pub files: Vec<SelectedFile>,
    /// The names of folders, whose content the browser does not simply give.
    pub folders: Vec<String>,
}

impl DroppedFiles {
    /// Takes files and folders apart.
    pub fn of(event: &DragEvent) -> Self {
        let mut dropped = Self::default();
        let Some(transfer) = event.data_transfer() else {
            return dropped;
        };
        let items = transfer.items();
        for item in (0..items.length()).filter_map(|index| items.get(index)) {
            // Text and links may be dropped too.
            if item.kind() != "file" {
                continue;
            }
            match item.webkit_get_as_entry() {
                Ok(Some(entry)) if entry.is_directory() => dropped.folders.push(entry.name()),
                _ => dropped.files.extend(SelectedFile::dropped(&item)),
            }
        }
        dropped
    }
}

/// Whether what is being dragged are files. What files, the browser only tells on the drop.
pub fn carries_files(event: &DragEvent) -> bool {
    event
        .data_transfer()
        .is_some_and(|transfer| transfer.types().iter().any(|kind| kind == "Files"))
}
