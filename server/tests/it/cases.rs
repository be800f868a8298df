//! Small inputs that people who do this job have complained about elsewhere, table by table.

mod quota;
mod refusals;
mod tus;
