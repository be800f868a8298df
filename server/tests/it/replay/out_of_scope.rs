//! What the recorded deployment was asked and ours is not. Each stands in a row of `docs/api.md`, named by its first column.

use super::exchange::Exchange;

pub struct OutOfScope {
    pub row: &'static str,
    /// Whole sections of the recording.
    sections: &'static [&'static str],
    /// Single exchanges of other sections.
    exchanges: &'static [u32],
}

pub const OUT_OF_SCOPE: [OutOfScope; 3] = [
    OutOfScope {
        row: "`/v2/cache`",
        sections: &["cache"],
        exchanges: &[29, 37, 45, 53, 61, 69, 77, 85],
    },
    OutOfScope {
        row: "`/v2/images/{id}/locations`",
        sections: &["locations"],
        exchanges: &[],
    },
    OutOfScope {
        row: "data in the second of several stores, `copy-image` to it, `DELETE /v2/stores/…`",
        sections: &[],
        exchanges: &[
            360, 361, 467, 468, 469, 470, 471, 476, 477, 478, 479, 480, 481,
        ],
    },
];

/// Whether an exchange is not asked again.
pub fn passed_over(exchange: &Exchange) -> bool {
    OUT_OF_SCOPE.iter().any(|out| {
        out.sections.contains(&exchange.section.as_str()) || out.exchanges.contains(&exchange.n)
    })
}
