use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// How many times the address has changed in the browser since the server sent the page.
#[derive(Clone, Copy)]
pub struct Navigated(RwSignal<u32>);

impl Navigated {
    /// Watches the address, for everything below.
    pub fn provide() {
        let count = RwSignal::new(0);
        let here = use_location();
        Effect::new(move |before: Option<String>| {
            let address = format!("{}?{}", here.pathname.get(), here.search.get());
            if before.is_some_and(|before| before != address) {
                count.update(|count| *count += 1);
            }
            address
        });
        provide_context(Self(count));
    }

    /// Whether it has, by now; whoever asks is told when it does again.
    pub fn yet(self) -> bool {
        self.0.get() > 0
    }
}
