//! Operations to edits.
use crate::document::{Document, PatchError, PatchOp};
use crate::text::Edit;
pub(super) fn lower(_: &Document, _: &[PatchOp]) -> Result<Vec<Edit>, PatchError> {
    Err(PatchError::NotEqual)
}
