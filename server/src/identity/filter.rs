use ::identity::Filter;

use super::asking::Asked;

/// Which of a list are wanted, by `name`, `domain_id` and `enabled`.
pub fn filter(asked: &Asked) -> Filter {
    Filter {
        name: asked.text("name"),
        domain: asked.text("domain_id"),
        enabled: asked.flag("enabled"),
    }
}
