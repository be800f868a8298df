use leptos::{prelude::*, server_fn::ServerFn};
use model::{ImageId, Visibility};

use crate::{
    forms::ChangeImages,
    pages::{
        Page, PageRequest, PageResult,
        frame::Section,
        ui::{Breadcrumbs, StatusBadge},
    },
    request::{queries, registry},
    shared::Icon,
    text::{images, list, words},
};

/// The most images that are changed at once: as many as a page of the list shows.
const MOST: usize = 50;

/// What is to be done with the images that were ticked in the list. Nothing is done before one of the buttons is pressed.
pub async fn selected(asked: PageRequest) -> PageResult {
    let who = asked.who()?;
    let here = who.here();
    let mut chosen = Vec::new();
    for id in queries("id").iter().take(MOST) {
        if let Ok(id) = id.parse::<ImageId>() {
            // One that is gone meanwhile is simply not among them.
            chosen.extend(registry().images(&who.caller).get(id).await.ok());
        }
    }
    let (text, words) = (list(), words());
    let above = vec![(images().title.to_owned(), here.images())];
    if chosen.is_empty() {
        let body = view! {
            <Breadcrumbs above/>
            <section class="blank">
                <Icon name="case-empty"/>
                <h1 tabindex="-1">{text.none_selected}</h1>
                <p>{text.none_selected_hint}</p>
                <a class="button" href=here.images()>{text.back}</a>
            </section>
        };
        return Page::new(text.none_selected, Section::Images, body);
    }
    let title = (text.selected)(chosen.len() as u64);
    let ids: Vec<String> = chosen.iter().map(|image| image.id.to_string()).collect();
    let ids = ids.join(",");
    let action = here.action(ChangeImages::PATH);
    let plain = [
        ("deactivate", text.deactivate),
        ("reactivate", text.reactivate),
        ("protect", text.protect),
        ("unprotect", text.unprotect),
        ("hide", text.hide),
        ("unhide", text.unhide),
    ];
    let items = chosen.into_iter().map(|image| {
        let address = here.image(image.id);
        view! {
            <li>
                <a href=address>{image.title()}</a>
                <StatusBadge status=image.status/>
            </li>
        }
    });
    let options = Visibility::ALL
        .iter()
        .map(|each| view! { <option value=each.as_str()>{(words.visibility)(*each)}</option> });
    let body = view! {
        <Breadcrumbs above/>
        <h1 tabindex="-1">{title.clone()}</h1>
        <div class="panels">
            <section class="panel">
                <ul class="chosen">{items.collect_view()}</ul>
            </section>
            <section class="panel">
                <h2>{text.what}</h2>
                <form class="form-actions" method="post" action=action.clone()>
                    <input type="hidden" name="ids" value=ids.clone()/>
                    {plain
                        .map(|(action, name)| {
                            view! { <button class="button" name="deed" value=action>{name}</button> }
                        })
                        .collect_view()}
                </form>
                <form class="form-actions" method="post" action=action.clone()>
                    <input type="hidden" name="ids" value=ids.clone()/>
                    <input type="hidden" name="deed" value="visibility"/>
                    <label class="field">
                        <span class="field-name">{text.set_visibility}</span>
                        <span class="select" data-boxed="">
                            <select name="value">{options.collect_view()}</select>
                            <Icon name="down"/>
                        </span>
                    </label>
                    <button class="button">{text.apply}</button>
                </form>
                <form class="form-actions" method="post" action=action.clone()>
                    <input type="hidden" name="ids" value=ids.clone()/>
                    <input type="hidden" name="deed" value="tag"/>
                    <label class="field">
                        <span class="field-name">{text.add_tag}</span>
                        <input name="value" maxlength="255" required autocomplete="off"/>
                    </label>
                    <button class="button">{text.apply}</button>
                </form>
                <form class="form-actions" method="post" action=action>
                    <input type="hidden" name="ids" value=ids/>
                    <p class="aside">{text.delete_means}</p>
                    <button class="button" data-kind="danger" name="deed" value="delete">
                        <Icon name="bin"/>
                        {text.delete}
                    </button>
                </form>
            </section>
        </div>
    };
    Page::new(title, Section::Images, body)
}
