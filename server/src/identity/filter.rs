use ::identity::Filter;

use super::extract::Params;

/// Which of a list are wanted, by `name`, `domain_id` and `enabled`.
pub fn filter(params: &Params) -> Filter {
    Filter {
        name: params.text("name"),
        domain: params.text("domain_id"),
        enabled: params.flag("enabled"),
    }
}
