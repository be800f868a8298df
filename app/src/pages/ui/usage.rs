use leptos::prelude::*;
use model::{Meter, ProjectUsage};

use crate::text::{format::size, usage as words};

/// How much of its quota the project uses.
#[component]
pub fn UsageLine(usage: ProjectUsage) -> impl IntoView {
    let text = words();
    view! {
        <section class="meters" aria-label=text.title>
            <Gauge name=text.size meter=usage.size bytes=true/>
            <Gauge name=text.images meter=usage.images bytes=false/>
        </section>
    }
}

/// One resource: a bar where there is a limit, and the figures in any case.
#[component]
pub fn Gauge(name: &'static str, meter: Meter, bytes: bool) -> impl IntoView {
    let text = words();
    let told = |amount: u64| {
        if bytes {
            size(amount)
        } else {
            amount.to_string()
        }
    };
    let figures = match meter.limit {
        Some(limit) => (text.of)(&told(meter.used), &told(limit)),
        None => (text.unlimited)(&told(meter.used)),
    };
    let reserved = (meter.reserved > 0).then(|| (text.reserved)(&told(meter.reserved)));
    let bar = meter.limit.map(|limit| {
        let (used, reserved) = (share(meter.used, limit), share(meter.reserved, limit));
        let tone = if used + reserved >= 90 { "bad" } else { "good" };
        // Drawn, not styled: the policy of the page takes no styles from attributes.
        view! {
            <svg class="gauge" data-tone=tone viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                <rect class="gauge-ground" width="100" height="4"/>
                <rect class="gauge-used" width=used.to_string() height="4"/>
                <rect class="gauge-reserved" x=used.to_string() width=reserved.to_string() height="4"/>
            </svg>
        }
    });
    view! {
        <div class="meter">
            <p class="meter-name">{name}</p>
            {bar}
            <p class="meter-figures">{figures} {reserved.map(|reserved| format!(" · {reserved}"))}</p>
        </div>
    }
}

/// Hundredths of `limit`, never more than all of it.
fn share(amount: u64, limit: u64) -> u64 {
    let share = u128::from(amount) * 100 / u128::from(limit.max(1));
    u64::try_from(share).unwrap_or(100).min(100)
}
