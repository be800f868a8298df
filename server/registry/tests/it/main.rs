//! Tests of the registry, on both databases.

mod activity;
mod activity_read;
mod background;
mod backup;
mod changes;
mod fair_slots;
mod fsck;
mod helpers;
mod images;
mod imports;
mod late_changes;
mod newer_release;
mod quota_races;
mod quotas;
mod refused;
mod resume;
mod retention;
mod rows;
mod search;
mod staged;
mod stalled;
mod still_allowed;
mod store_markers;
mod sweep;
mod uploads;
