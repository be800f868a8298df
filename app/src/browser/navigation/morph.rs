//! Changes one tree into another, touching only what differs: the focus, what is typed, and what plays go on.
//!
//! Which nodes of the two pages are the same: those of the same `data-key` or id; those around an element of the same id;
//! else the next one of the same name. What only properties tell (`checked`, a text that was typed) is in [`state`].

mod state;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlDialogElement, Node};

pub use state::Typed;

/// Makes `old` have the children of `new`. The child whose id is `kept` is left alone, and so is what says `data-kept`.
pub fn morph(old: &Element, new: &Element, kept: &str, typed: Typed) {
    let Some(next_page) = new.owner_document() else {
        return;
    };
    Morph {
        kept,
        typed,
        next_page,
    }
    .children(old, new);
}

struct Morph<'a> {
    kept: &'a str,
    typed: Typed,
    /// The document that `new` is part of.
    next_page: Document,
}

impl Morph<'_> {
    fn children(&self, old: &Node, new: &Node) {
        let mut cursor = old.first_child();
        let mut wanted = new.first_child();
        while let Some(next) = wanted {
            wanted = next.next_sibling();
            if self.is_kept(&next) {
                // It stays where it stands, and what comes next comes behind it.
                if let (Some(at), Some(kept)) = (&cursor, self.first_kept(cursor.as_ref())) {
                    cursor = bring_to_front(old, at, &kept);
                }
                continue;
            }
            // What is kept although the new page does not have it does not have to move.
            while let Some(at) = cursor.as_ref().filter(|at| self.is_kept(at))
                && self.first_kept(wanted.as_ref()).is_none()
            {
                cursor = at.next_sibling();
            }
            let Some(found) = self.counterpart(old, cursor.as_ref(), &next) else {
                place(old, &next, cursor.as_ref());
                continue;
            };
            match &cursor {
                Some(at) if found.is_same_node(Some(at)) => cursor = found.next_sibling(),
                Some(at) if has_focus(&found) => cursor = bring_to_front(old, at, &found),
                _ => place(old, &found, cursor.as_ref()),
            }
            self.node(&found, &next);
        }
        while let Some(rest) = cursor {
            cursor = rest.next_sibling();
            if !self.is_kept(&rest) {
                let _ = old.remove_child(&rest);
            }
        }
    }

    /// Which child of `old`, from `cursor` on, becomes `next`.
    fn counterpart(&self, old: &Node, cursor: Option<&Node>, next: &Node) -> Option<Node> {
        let key = key(next);
        if key.is_none()
            && let Some(around) = around_same_id(old, next)
            && self.fits(&around, next, None)
            && comes_from(cursor, &around)
        {
            return Some(around);
        }
        let mut candidate = cursor.cloned();
        while let Some(node) = candidate {
            let fits = self.fits(&node, next, key.as_deref());
            if fits && (key.is_some() || !self.is_wanted_elsewhere(&node, next)) {
                return Some(node);
            }
            candidate = node.next_sibling();
        }
        None
    }

    fn fits(&self, node: &Node, next: &Node, key: Option<&str>) -> bool {
        !self.is_kept(node)
            && node.node_type() == next.node_type()
            && node.node_name() == next.node_name()
            && self::key(node).as_deref() == key
    }

    /// Whether the first id in `node` is on the next page in another place than in `next`.
    fn is_wanted_elsewhere(&self, node: &Node, next: &Node) -> bool {
        let wanted = first_id(node).and_then(|id| self.next_page.get_element_by_id(&id));
        wanted.is_some_and(|wanted| !next.contains(Some(&wanted)))
    }

    fn node(&self, old: &Node, new: &Node) {
        let (Some(old_element), Some(new_element)) =
            (old.dyn_ref::<Element>(), new.dyn_ref::<Element>())
        else {
            if old.node_value() != new.node_value() {
                old.set_node_value(new.node_value().as_deref());
            }
            return;
        };
        let defaults = state::defaults(old_element);
        attributes(old_element, new_element, self.typed);
        self.children(old, new);
        // Last: what is selected depends on the options.
        state::sync(old_element, new_element, &defaults, self.typed);
    }

    /// The first of the nodes from `start` on that is kept.
    fn first_kept(&self, start: Option<&Node>) -> Option<Node> {
        let mut node = start.cloned();
        while let Some(at) = node.as_ref().filter(|at| !self.is_kept(at)) {
            node = at.next_sibling();
        }
        node
    }

    fn is_kept(&self, node: &Node) -> bool {
        node.dyn_ref::<Element>().is_some_and(|element| {
            id(element).as_deref() == Some(self.kept) || element.has_attribute("data-kept")
        })
    }
}

/// The child of `old` around the element that has the first id in `next`.
fn around_same_id(old: &Node, next: &Node) -> Option<Node> {
    let mut around: Node = document().get_element_by_id(&first_id(next)?)?.into();
    loop {
        let parent = around.parent_node()?;
        if parent.is_same_node(Some(old)) {
            return Some(around);
        }
        around = parent;
    }
}

fn first_id(node: &Node) -> Option<String> {
    let inner = node.dyn_ref::<Element>()?.query_selector("[id]").ok()??;
    id(&inner).filter(|id| !id.is_empty())
}

/// Whether `node` is `cursor` or comes behind it.
fn comes_from(cursor: Option<&Node>, node: &Node) -> bool {
    cursor.is_some_and(|cursor| {
        cursor.is_same_node(Some(node))
            || cursor.compare_document_position(node) & Node::DOCUMENT_POSITION_FOLLOWING != 0
    })
}

fn has_focus(node: &Node) -> bool {
    let focused = document().active_element();
    focused.is_some_and(|focused| node.contains(Some(&focused)))
}

/// Moves what stands from `at` on before `found` behind it, since what is moved itself would lose the focus. Answers what
/// comes behind `found` then.
fn bring_to_front(parent: &Node, at: &Node, found: &Node) -> Option<Node> {
    let behind = found.next_sibling();
    let mut moved = Some(at.clone());
    while let Some(node) = moved.filter(|node| !node.is_same_node(Some(found))) {
        moved = node.next_sibling();
        place(parent, &node, behind.as_ref());
    }
    found.next_sibling()
}

fn place(parent: &Node, node: &Node, before: Option<&Node>) {
    // Only a node that is its own ancestor is refused, and these are none.
    let _ = parent.insert_before(node, before);
}

/// Not the property: a form's is its field of that name, if it has one, and no text at all.
fn id(element: &Element) -> Option<String> {
    element.get_attribute("id")
}

/// By what an element is the same on both pages: `data-key`, or its id.
fn key(node: &Node) -> Option<String> {
    let element = node.dyn_ref::<Element>()?;
    element
        .get_attribute("data-key")
        .or_else(|| id(element).filter(|id| !id.is_empty()))
}

fn attributes(old: &Element, new: &Element, typed: Typed) {
    // Folds and dialogs that somebody opened stay open, unless the page is loaded anew.
    let held = typed != Typed::Replaced && matches!(old.tag_name().as_str(), "DETAILS" | "DIALOG");
    for name in names(new) {
        let value = new.get_attribute(&name).unwrap_or_default();
        if old.get_attribute(&name).as_deref() != Some(&value) && (!held || name != "open") {
            let _ = old.set_attribute(&name, &value);
        }
    }
    for name in names(old) {
        if new.has_attribute(&name) || (held && name == "open") {
            continue;
        }
        match old.dyn_ref::<HtmlDialogElement>() {
            // Without its attribute alone a modal dialog would still make the rest of the page inert.
            Some(dialog) if name == "open" => dialog.close(),
            _ => {
                let _ = old.remove_attribute(&name);
            }
        }
    }
}

fn names(element: &Element) -> Vec<String> {
    let names = element.get_attribute_names();
    names.iter().filter_map(|name| name.as_string()).collect()
}
