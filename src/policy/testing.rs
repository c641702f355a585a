//! Testing rules: their `test_` rules, their examples, their fixes and their coverage.

/// Whether a file of a rule's folder is an example rather than what an example is held against.
pub(super) fn is_example(path: &str) -> bool {
    (path.starts_with("bad") || path.starts_with("good"))
        && !path.ends_with(".expected.json")
        && !path.contains(".fixed.")
        && !path.ends_with(".rego")
}

/// An example's text without the marks that say where it is denied.
pub(super) fn unmarked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mark = line.find("#~").or_else(|| line.find("//~"));
        match mark.and_then(|at| line.get(..at)) {
            None => out.push_str(line),
            Some(before) if before.trim().is_empty() => {}
            Some(before) => {
                out.push_str(before.trim_end());
                out.push_str(line.get(line.trim_end_matches(['\r', '\n']).len()..).unwrap_or_default());
            }
        }
    }
    out
}
