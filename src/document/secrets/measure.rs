//! Figures about bytes: entropy, how random they look, what stands around them.

/// Bits of Shannon entropy per byte, to two decimals.
pub(super) fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in bytes {
        counts[usize::from(*byte)] += 1;
    }
    let total = bytes.len() as f64;
    let bits = counts.iter().filter(|count| **count > 0).map(|count| {
        let share = f64::from(*count) / total;
        -share * share.log2()
    });
    // Adding zero turns the negative zero of an empty sum into a plain one.
    (bits.sum::<f64>() * 100.0).round() / 100.0 + 0.0
}

/// Whether a value looks drawn at random rather than made of words: it has letters and digits, enough
/// entropy, and changes between lower case, upper case and digits more often than names and versions do.
pub(super) fn looks_random(value: &[u8]) -> bool {
    let class = |byte: &u8| match byte {
        b'a'..=b'z' => Some(1),
        b'A'..=b'Z' => Some(2),
        b'0'..=b'9' => Some(3),
        _ => None,
    };
    let classes: Vec<u8> = value.iter().filter_map(class).collect();
    let has = |wanted: u8| classes.contains(&wanted);
    if value.len() < 8 || !has(3) || !(has(1) || has(2)) {
        return false;
    }
    let changes = classes.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let hex = value.iter().all(u8::is_ascii_hexdigit);
    let wanted = if hex && value.len() >= 24 { 3.0 } else { 3.5 };
    entropy(value) >= wanted && changes * 4 >= classes.len()
}

/// Whether the line of the byte at `start` begins as comments do.
pub(super) fn in_comment(bytes: &[u8], start: usize) -> bool {
    let from = start.saturating_sub(1024);
    let before = bytes.get(from..start).unwrap_or_default();
    let line = match before.iter().rposition(|byte| *byte == b'\n') {
        Some(at) => before.get(at + 1..).unwrap_or_default(),
        None if from == 0 => before,
        None => return false,
    };
    let line = line.trim_ascii_start();
    [&b"#"[..], b"//", b"--", b";", b"* ", b"/*", b"<!--"].iter().any(|mark| line.starts_with(mark))
}

/// Whether a token may begin at `start`: what stands before it is no part of a word. The letter of an escape
/// (`\n`) and the digits of a percent sign (`%3D`) are none.
pub(super) fn begins_word(bytes: &[u8], start: usize) -> bool {
    let before = |back: usize| start.checked_sub(back).and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
    match before(1) {
        b'n' | b'r' | b't' if before(2) == b'\\' => true,
        digit if digit.is_ascii_hexdigit() && before(2).is_ascii_hexdigit() && before(3) == b'%' => true,
        byte => !byte.is_ascii_alphanumeric() && byte != b'_',
    }
}

/// Whether a token may end at `end`.
pub(super) fn ends_word(bytes: &[u8], end: usize) -> bool {
    bytes.get(end).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
}
