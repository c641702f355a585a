//! Taking GitHub's `${{ … }}` out of the way: it is replaced before a shell sees the script.

/// Stands for every byte of a `${{ … }}` while reading. It is no part of any syntax.
pub(super) const MASK: u8 = 1;

/// The bytes of the text, with every GitHub expression replaced by as many masks.
pub(super) fn masked(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    let mut quotes_pair = true;
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find("${{")).map(|at| from + at) {
        let rest = text.as_bytes().get(start..).unwrap_or_default();
        let mut end = if quotes_pair { expression_end(rest, true) } else { None };
        if end.is_none() {
            // One stray quote must not cost a search to the end for every expression after it.
            quotes_pair = false;
            end = expression_end(rest, false);
        }
        let Some(end) = end.map(|at| start + at) else { break };
        bytes.get_mut(start..end).unwrap_or_default().fill(MASK);
        from = end;
    }
    bytes
}

/// The length of the expression that `rest` begins with.
fn expression_end(rest: &[u8], quotes: bool) -> Option<usize> {
    let mut quoted = false;
    for (at, pair) in rest.windows(2).enumerate() {
        match pair {
            [b'\'', _] if quotes => quoted = !quoted,
            b"}}" if !quoted => return Some(at + 2),
            _ => {}
        }
    }
    None
}
