//! Stories of the registry, on both databases.

mod activity;
mod activity_read;
mod fair_slots;
mod fsck;
mod helpers;
mod images;
mod imports;
mod quota_races;
mod quotas;
mod resume;
mod silent;
mod staged;
mod still_allowed;
mod sweep;
mod uploads;
