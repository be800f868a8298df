//! Changes one tree into another, touching only what differs: the focus, what is typed, and what plays go on.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, Node};

/// Makes `old` have the children of `new`. The child whose id is `kept` is left alone, and so is what says `data-kept`.
pub fn morph(old: &Element, new: &Element, kept: &str) {
    Morph { kept }.children(old, new);
}

struct Morph<'a> {
    kept: &'a str,
}

impl Morph<'_> {
    fn children(&self, old: &Node, new: &Node) {
        let mut cursor = old.first_child();
        let mut wanted = new.first_child();
        while let Some(next) = wanted {
            wanted = next.next_sibling();
            if self.is_kept(&next) {
                // It stays wherever it stands; what stands before it is compared with what comes before.
                continue;
            }
            let found = self.counterpart(cursor.as_ref(), &next);
            if let Some(found) = found {
                if cursor
                    .as_ref()
                    .is_some_and(|at| found.is_same_node(Some(at)))
                {
                    cursor = found.next_sibling();
                } else {
                    place(old, &found, cursor.as_ref());
                }
                self.node(&found, &next);
            } else {
                place(old, &next, cursor.as_ref());
            }
        }
        while let Some(rest) = cursor {
            cursor = rest.next_sibling();
            if !self.is_kept(&rest) {
                let _ = old.remove_child(&rest);
            }
        }
    }

    /// Which of the nodes from `cursor` on becomes `next`.
    fn counterpart(&self, cursor: Option<&Node>, next: &Node) -> Option<Node> {
        let key = key(next);
        let mut candidate = cursor.cloned();
        while let Some(node) = candidate {
            let fits = !self.is_kept(&node)
                && node.node_type() == next.node_type()
                && node.node_name() == next.node_name()
                && self::key(&node) == key;
            if fits {
                return Some(node);
            }
            candidate = node.next_sibling();
        }
        None
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
        attributes(old_element, new_element);
        self.children(old, new);
    }

    fn is_kept(&self, node: &Node) -> bool {
        node.dyn_ref::<Element>().is_some_and(|element| {
            id(element).as_deref() == Some(self.kept) || element.has_attribute("data-kept")
        })
    }
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

fn attributes(old: &Element, new: &Element) {
    // Folds and dialogs that somebody opened stay open.
    let held = matches!(old.tag_name().as_str(), "DETAILS" | "DIALOG");
    for name in new
        .get_attribute_names()
        .iter()
        .filter_map(|name| name.as_string())
    {
        let value = new.get_attribute(&name).unwrap_or_default();
        if old.get_attribute(&name).as_deref() != Some(&value) && (!held || name != "open") {
            let _ = old.set_attribute(&name, &value);
            // What is shown is a property, once somebody typed.
            if name == "value"
                && let Some(input) = old.dyn_ref::<HtmlInputElement>()
            {
                input.set_value(&value);
            }
        }
    }
    for name in old
        .get_attribute_names()
        .iter()
        .filter_map(|name| name.as_string())
    {
        if !new.has_attribute(&name) && (!held || name != "open") {
            let _ = old.remove_attribute(&name);
        }
    }
}
