//! What git lists.

use gatecheck::scan::Listed;

/// Any bytes as the answer of `git ls-tree -z` or `git ls-files -s -z`.
pub(super) fn git_listing(data: &[u8]) {
    let Some(listed) = Listed::read(data) else { return };
    assert!(listed.is_sorted(), "the list is in no order");
    let records = data.split(|byte| *byte == 0).filter(|record| !record.is_empty());
    assert_eq!(listed.len(), records.count(), "a record is left out");
    for one in &listed {
        let path = one.path.as_bytes();
        assert!(data.windows(path.len().max(1)).any(|window| window == path) || path.is_empty());
    }
}
