//! Which added file is a deleted one under another name: one of the same text, or one that shares at least half
//! of its text with it, as git counts it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::limits;
use crate::scan::read::{Read, read};
use crate::scan::walk::WalkEntry;
use crate::text::{RepoPath, lines};

/// For the files among `added` that were renamed, what they were.
pub(super) fn renames<'a>(added: &[&WalkEntry], gone: &[&'a WalkEntry]) -> BTreeMap<RepoPath, &'a WalkEntry> {
    let mut found = BTreeMap::new();
    if added.is_empty() || gone.is_empty() {
        return found;
    }
    let (new, old): (Vec<Lines>, Vec<Lines>) = (
        added.par_iter().map(|it| Lines::of(it)).collect(),
        gone.par_iter().map(|it| Lines::of(it)).collect(),
    );
    let every = new.len().saturating_mul(old.len()) <= limits::RENAME_PAIRS;
    let mut pairs: Vec<(f64, usize, usize)> = if every {
        let of = |(at, new): (usize, &Lines)| {
            let alike = old.iter().enumerate().map(|(other, old)| (new.likeness(old), at, other));
            alike.filter(|(likeness, _, _)| *likeness >= 0.5).collect::<Vec<_>>()
        };
        new.par_iter().enumerate().map(of).flatten_iter().collect()
    } else {
        identical(&new, &old)
    };
    let name = |entry: &WalkEntry| entry.path.name().to_owned();
    let key = |(likeness, new, old): &(f64, usize, usize)| {
        let same_name = name(added[*new]) == name(gone[*old]);
        (std::cmp::Reverse((likeness.to_bits(), same_name)), *new, *old)
    };
    pairs.sort_by_cached_key(key);
    let (mut taken, mut given) = (BTreeSet::new(), BTreeSet::new());
    for (_, new, old) in pairs {
        if !taken.contains(&new) && !given.contains(&old) {
            taken.insert(new);
            given.insert(old);
            found.insert(added[new].path.clone(), gone[old]);
        }
    }
    found
}

/// The pairs of files that hold the same text.
fn identical(new: &[Lines], old: &[Lines]) -> Vec<(f64, usize, usize)> {
    let mut by_text: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
    for (at, lines) in old.iter().enumerate().rev() {
        by_text.entry(&lines.sorted).or_default().push(at);
    }
    let mut pairs = Vec::new();
    for (at, lines) in new.iter().enumerate().filter(|(_, lines)| lines.bytes > 0) {
        pairs.extend(by_text.get_mut(lines.sorted.as_slice()).and_then(Vec::pop).map(|old| (1.0, at, old)));
    }
    pairs
}

/// The lines of a file that are not blank, sorted.
struct Lines {
    sorted: Vec<String>,
    bytes: usize,
}

impl Lines {
    fn of(entry: &WalkEntry) -> Self {
        let Read::Text(source) = read(entry) else { return Self { sorted: Vec::new(), bytes: 0 } };
        let kept = lines(&source.text).filter(|line| !line.trim().is_empty());
        let mut sorted: Vec<String> = kept.map(str::to_owned).collect();
        sorted.sort_unstable();
        let bytes = sorted.iter().map(String::len).sum();
        Self { sorted, bytes }
    }

    /// The share of the two texts that they have in common.
    fn likeness(&self, other: &Self) -> f64 {
        let (mut mine, mut theirs) = (self.sorted.iter().peekable(), other.sorted.iter().peekable());
        let mut shared = 0;
        while let (Some(a), Some(b)) = (mine.peek(), theirs.peek()) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => drop(mine.next()),
                std::cmp::Ordering::Greater => drop(theirs.next()),
                std::cmp::Ordering::Equal => {
                    shared += a.len();
                    mine.next();
                    theirs.next();
                }
            }
        }
        let all = self.bytes.max(other.bytes);
        if all == 0 { 0.0 } else { shared as f64 / all as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(added: &[(&str, &str)], gone: &[(&str, &str)], expected: &[(&str, &str)]) {
        let entries = |files: &[(&str, &str)]| -> Vec<WalkEntry> {
            let given =
                |(path, text): &(&str, &str)| WalkEntry::given(RepoPath::new(path), text.as_bytes().to_vec());
            files.iter().map(given).collect()
        };
        let (added, gone) = (entries(added), entries(gone));
        let (new, old): (Vec<&WalkEntry>, Vec<&WalkEntry>) = (added.iter().collect(), gone.iter().collect());
        let found = renames(&new, &old);
        let shown: Vec<_> = found.iter().map(|(new, old)| (new.as_str(), old.path.as_str())).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_file_is_renamed_when_most_of_its_text_is_the_same() {
        check(&[("b", "1\n2\n3\n")], &[("a", "1\n2\n3\n")], &[("b", "a")]);
        check(&[("b", "1\r\n2\r\n4")], &[("a", "1\n2\n3\n")], &[("b", "a")]);
        check(&[("b", "1\n5\n6\n")], &[("a", "1\n2\n3\n")], &[]);
        check(&[("b", "\n\n")], &[("a", "\n\n")], &[]);
        check(&[("b", "1\n"), ("x/a", "1\n")], &[("a", "1\n")], &[("x/a", "a")]);
        check(&[("b", "1\n"), ("c", "1\n2\n")], &[("a", "1\n2\n")], &[("c", "a")]);
        check(&[("b", "1\n")], &[], &[]);
    }

    #[test]
    fn among_many_files_only_the_same_text_counts() {
        let many: Vec<(String, String)> =
            (0..250).map(|n| (format!("a{n}"), format!("{n}\nx{n}\n"))).collect();
        let gone: Vec<(&str, &str)> =
            many.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let mut added: Vec<(&str, &str)> = vec![("same", "7\nx7\n"), ("half", "8\nx9\n")];
        added.resize(250, ("other", "other\n"));
        check(&added, &gone, &[("same", "a7")]);
        check(&added[..2], &gone, &[("half", "a9"), ("same", "a7")]);
    }
}
