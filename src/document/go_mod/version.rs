//! What a version says about itself: whether it is canonical, and the commit a pseudo-version stands for.

/// The parts of a pseudo-version, as offsets into the version.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pseudo<'a> {
    /// The tagged version before the commit; empty if there was none.
    pub(super) base: String,
    /// `yyyymmddhhmmss`, whatever its digits say.
    pub(super) timestamp: &'a str,
    /// The abbreviated commit, of any length.
    pub(super) commit: &'a str,
}

/// Whether `version` is what the go command would write: `vX.Y.Z`, perhaps with a pre-release, and of all
/// build metadata only `+incompatible`.
pub(super) fn is_canonical(version: &str) -> bool {
    let version = version.strip_suffix("+incompatible").unwrap_or(version);
    let Some(rest) = version.strip_prefix('v') else { return false };
    let (core, pre) = rest.split_once('-').map_or((rest, None), |(core, pre)| (core, Some(pre)));
    let mut numbers = 0;
    let core_valid = core.split('.').all(|part| {
        numbers += 1;
        is_number(part)
    });
    core_valid && numbers == 3 && pre.is_none_or(is_pre_release)
}

/// A number without leading zeros.
fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()) && (part == "0" || !part.starts_with('0'))
}

/// Dot-separated identifiers; a numeric one has no leading zeros.
fn is_pre_release(pre: &str) -> bool {
    pre.split('.').all(|part| {
        let word = !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        word && (is_number(part) || !part.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// Takes a pseudo-version apart, in any of its three forms:
/// `vX.0.0-time-commit`, `vX.Y.Z-pre.0.time-commit` and `vX.Y.(Z+1)-0.time-commit`.
pub(super) fn pseudo(version: &str) -> Option<Pseudo<'_>> {
    let bare = version.split_once('+').map_or(version, |(bare, _)| bare);
    let (rest, commit) = bare.rsplit_once('-')?;
    if commit.is_empty() || !commit.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let split = rest.len().checked_sub(14)?;
    let (rest, timestamp) = (rest.get(..split)?, rest.get(split..)?);
    if !timestamp.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let base = if let Some(core) = rest.strip_suffix("-0.") {
        let (major_minor, patch) = core.rsplit_once('.')?;
        let tagged = patch.parse::<u64>().ok()?.checked_sub(1)?;
        is_canonical(core).then(|| format!("{major_minor}.{tagged}"))?
    } else if let Some(tagged) = rest.strip_suffix(".0.") {
        (tagged.contains('-') && is_canonical(tagged)).then(|| tagged.to_owned())?
    } else {
        let core = rest.strip_suffix('-')?;
        (core.ends_with(".0.0") && is_canonical(core)).then(String::new)?
    };
    Some(Pseudo { base, timestamp, commit })
}

/// Whether a replacement is a folder rather than a module; every system's paths count on every system.
pub(super) fn is_local(path: &str) -> bool {
    let drive = matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    let relative = [".", ".."].into_iter().any(|dots| {
        path.strip_prefix(dots).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '\\']))
    });
    drive || relative || path.starts_with(['/', '\\'])
}

/// Whether `version` can stand in a `go` line: `1.22`, `1.22.3`, `1.22rc1`.
pub(super) fn is_go(version: &str) -> bool {
    let end = version.find(|c: char| c.is_ascii_lowercase()).unwrap_or(version.len());
    let (numbers, pre) = version.split_at(end);
    let count = numbers.split('.').count();
    let letters = pre.trim_end_matches(|c: char| c.is_ascii_digit());
    let pre_valid = letters.is_empty() && pre.is_empty()
        || !letters.is_empty()
            && letters.len() < pre.len()
            && letters.bytes().all(|b| b.is_ascii_lowercase());
    (2..=3).contains(&count) && numbers.split('.').all(is_number) && pre_valid
}
