use std::collections::HashMap;

use db::{QueryBuilder, query};
use model::{Direction, Image, ImageMarker, Invalid, Page, Policy, SortKey};
use sqlx::AssertSqlSafe;

use super::{
    conditions::Conditions,
    marker::proven,
    query::ImageQuery,
    read::{VISIBLE, ids},
};
use crate::{
    Images, Result,
    rows::{IMAGE, ImageRow, SortValue},
};

/// How many are read at a time where some are refused, by the policies or by us, and a page is not full yet.
const MORE: usize = 500;

/// Bytes of metadata in one page, after which it ends, though more were asked for: it bounds the memory that an
/// answer takes up while it is not read, and leaves a page of 500 usual images whole. The last image may go beyond it.
const PAGE_BYTES: u64 = 1 << 20;

/// Images that are read for one page, after which it ends, though most of them were refused: five times the longest page,
/// and a second or so of work on a small machine.
const READ_ROWS: usize = 5_000;

/// Bytes of metadata that are read for one page, after which it ends, though most of them were refused: eight full pages.
const READ_BYTES: u64 = 8 * PAGE_BYTES;

/// Bytes that the fields of an image take up in an answer beside its tags and properties, about.
const FIELDS_BYTES: u64 = 1 << 10;

/// What was read for a page.
#[derive(Default)]
struct Read {
    rows: usize,
    bytes: u64,
    /// Bytes of those that are shown.
    shown_bytes: u64,
}

impl Read {
    /// Whether it is as much as one page may take, whatever of it is shown.
    fn is_enough(&self) -> bool {
        self.rows >= READ_ROWS || self.bytes >= READ_BYTES
    }
}

impl Images<'_> {
    /// The images that belong in the caller's list and match, a page at a time.
    ///
    /// A page ends early where its images are large, or many of them refused, and may then be empty. One that the policies
    /// refuse is as not there: the list goes on behind it.
    pub async fn list(&self, query: &ImageQuery) -> Result<Page<Image>> {
        self.registry.may(self.caller, Policy::GetImages)?;
        query.check()?;
        if self.asks_for_unreadable(query) {
            return Ok(Page {
                items: Vec::new(),
                next: None,
            });
        }
        let order = query.order();
        let mut place = match query.marker {
            Some(marker) => Some(self.place_of(marker, &order).await?),
            None => None,
        };
        // One more than asked for tells whether there is a next page.
        let wanted = query.limit() + 1;
        let (mut found, mut count, mut read) = (Vec::new(), wanted, Read::default());
        // Where the page ended early.
        let end = loop {
            let mut rows = self.rows(query, &order, place.as_deref(), count).await?;
            let is_last = rows.len() < count;
            let sizes = self.sizes(&rows).await?;
            let fit = fitting(&sizes, PAGE_BYTES.saturating_sub(read.shown_bytes));
            let is_cut = fit < rows.len();
            rows.truncate(fit);
            place = rows.last().map(|row| row.place(&order));
            let last = rows.last().map(proven);
            let images = self.whole(rows).await?;
            read.rows += images.len();
            for (image, size) in images.into_iter().zip(sizes) {
                read.bytes += size;
                if self.allows(Policy::GetImage, &image) && query.finds(&image) {
                    read.shown_bytes += size;
                    found.push(image);
                }
            }
            if found.len() >= wanted || (is_last && !is_cut) {
                break None;
            }
            let shown = found.last().map(|image| ImageMarker::from(image.id));
            if read.shown_bytes >= PAGE_BYTES {
                break shown;
            }
            if read.is_enough() {
                // Behind all that was read: the next page would read the refused ones again otherwise.
                let is_shown = shown.map(|shown| shown.image) == last.map(|last| last.image);
                break if is_shown { shown } else { last };
            }
            count = wanted.max(MORE).min(READ_ROWS - read.rows);
        };
        let mut page = Page::cut(self.shown_all(found), query.limit(), |image| {
            image.id.to_string()
        });
        if let Some(end) = end {
            page.next = Some(end.to_string());
        }
        Ok(page)
    }

    async fn rows(
        &self,
        query: &ImageQuery,
        order: &[(SortKey, Direction)],
        place: Option<&[SortValue]>,
        count: usize,
    ) -> Result<Vec<ImageRow>> {
        let db = &self.registry.db;
        let conditions = Conditions::new(db.backend(), "");
        let rows = conditions.list(self.caller, self.is_admin(), query, order, place, count);
        Ok(db.fetch_all(rows).await?)
    }

    /// Where `marker` stands in the order of the list.
    ///
    /// A deleted image still stands there, so that a deletion between two pages loses nothing.
    async fn place_of(
        &self,
        marker: ImageMarker,
        order: &[(SortKey, Direction)],
    ) -> Result<Vec<SortValue>> {
        let sql = format!("select {IMAGE} from image where id = $1 and {VISIBLE}");
        let row = query(AssertSqlSafe(sql))
            .bind(marker.image.to_string())
            .bind(self.caller.project.as_str())
            .bind(self.is_admin());
        let row: Option<ImageRow> = self.registry.db.fetch_optional(row).await?;
        let place = row.as_ref().map(|row| row.place(order));
        let is_given = row.as_ref().is_some_and(|row| proven(row) == marker);
        let image = self.whole(Vec::from_iter(row)).await?.pop();
        // One answer for an unknown image and for another project's: a marker must not tell which ids are taken.
        let is_seen = is_given || image.is_some_and(|image| self.allows(Policy::GetImage, &image));
        let unknown = || Invalid::new("marker", format_args!("names no image: {marker}"));
        Ok(place.filter(|_| is_seen).ok_or_else(unknown)?)
    }

    /// The bytes that each of these takes up in an answer, about, before any of it is read.
    async fn sizes(&self, rows: &[ImageRow]) -> Result<Vec<u64>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = QueryBuilder::new(
            "select image_id, cast(sum(bytes) as bigint) from (
                select image_id, octet_length(name) + octet_length(value) as bytes from image_property where image_id in (",
        );
        sql.push_list(ids(rows))
            .push(
                ") union all select image_id, octet_length(tag) from image_tag where image_id in (",
            )
            .push_list(ids(rows))
            .push(")) as part group by image_id");
        let found: Vec<(String, i64)> = self.registry.db.fetch_all(sql.build()).await?;
        let found: HashMap<String, i64> = found.into_iter().collect();
        let size = |row: &ImageRow| {
            let texts = found.get(&row.id.to_string()).copied().unwrap_or_default();
            FIELDS_BYTES + texts.max(0).cast_unsigned()
        };
        Ok(rows.iter().map(size).collect())
    }
}

/// How many of the first of these fit into `room` bytes: one in any case, and the one that goes beyond it.
fn fitting(sizes: &[u64], room: u64) -> usize {
    let mut sum = 0;
    let mut fit = 0;
    for size in sizes {
        if sum >= room && fit > 0 {
            break;
        }
        sum += size;
        fit += 1;
    }
    fit
}

#[cfg(test)]
mod tests {
    use super::{FIELDS_BYTES, PAGE_BYTES, READ_BYTES, READ_ROWS, Read, fitting};

    #[test]
    fn a_page_ends_after_so_many_rows_or_bytes_whoever_is_shown_them() {
        let read = |rows, bytes| Read {
            rows,
            bytes,
            shown_bytes: 0,
        };
        assert!(!read(READ_ROWS - 1, READ_BYTES - 1).is_enough());
        assert!(read(READ_ROWS, 0).is_enough());
        assert!(read(1, READ_BYTES).is_enough());
    }

    #[test]
    fn a_page_takes_what_fits_and_one_in_any_case() {
        assert_eq!(fitting(&[], 10), 0);
        assert_eq!(fitting(&[5, 5, 5], 10), 2);
        assert_eq!(fitting(&[5, 6, 5], 10), 2);
        assert_eq!(fitting(&[4, 4, 4, 4], 10), 3);
        assert_eq!(fitting(&[100, 1], 10), 1);
        assert_eq!(fitting(&[1, 1], 10), 2);
        // A page of few properties is whole, one of the largest images allowed has four.
        assert_eq!(fitting(&[FIELDS_BYTES; 1000], PAGE_BYTES), 1000);
        assert_eq!(fitting(&[256 << 10; 1000], PAGE_BYTES), 4);
    }
}
