//! Stories of the registry, on both databases.

mod helpers;
mod images;
mod imports;
mod quota_races;
mod quotas;
mod resume;
mod sweep;
mod uploads;
