//! From symbolic operations to the fewest bytes of YAML or JSON text that must change.
//!
//! All operations of one document are merged into one plan first ([`merge`]), the plan is placed in the text
//! ([`place`] for blocks, [`flow`] for `{…}` and `[…]`, [`parts`] inside a scalar), new text is written as
//! the file around it is written ([`write`](mod@write)), and the result is proved before anybody sees it
//! ([`prove`]): the edited text must read back as exactly the change that was meant. What cannot be done
//! safely is refused in words. Which fix is wanted is none of this module's business.

mod flow;
mod habits;
mod insert;
mod merge;
mod page;
mod parts;
mod place;
#[cfg(test)]
mod property;
mod prove;
mod remove;
mod settle;
#[cfg(test)]
mod tests;
mod write;

use crate::document::{Document, PatchError, PatchOp};
use crate::text::{Edit, Span};

/// Lowers operations, whose routes all speak of `document` as it is, to edits of its file.
pub(in crate::document) fn lower(document: &Document, ops: &[PatchOp]) -> Result<Vec<Edit>, PatchError> {
    let mut wanted: Vec<&PatchOp> = Vec::new();
    for op in ops {
        // Two rules may want the same item in a list; they want it once.
        if !wanted.contains(&op) {
            wanted.push(op);
        }
    }
    let page = page::Page::new(document);
    let Some(change) = merge::merge(&page, &wanted)? else { return Ok(Vec::new()) };
    page.refuse_templates()?;
    let mut edits = place::edits(&page, &change)?;
    match prove::prove(&page, &wanted, &edits) {
        Err(PatchError::NotEqual) if page.ends_without_newline() => {
            // A block scalar that comes to stand at the file's end needs the line ending it did without.
            let end = page.text.len();
            edits.push(Edit { span: Span::empty(end), text: page.newline.to_owned() });
            prove::prove(&page, &wanted, &edits)?;
        }
        proved => proved?,
    }
    Ok(edits)
}
