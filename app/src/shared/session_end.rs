//! The ways in which a session may end soon. The page holds a sentence for each, and the browser's program shows one of
//! them.

/// The session ends unless something is asked for.
pub const ENDING: &str = "ending";
/// The session ends whatever is asked for.
pub const LAST: &str = "last";
/// The session has ended.
pub const ENDED: &str = "ended";
