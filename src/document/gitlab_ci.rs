//! Not yet read.

use super::{Format, Parsed, PatchError};

pub(super) const FORMAT: Format = Format {
    claims: |_, _| false,
    parse: |_| Parsed::default(),
    lower: |_, _| Err(PatchError::NotEqual),
    entries: |_| Vec::new(),
    scripts: |_| Vec::new(),
};
