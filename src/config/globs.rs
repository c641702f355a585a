//! Paths as users name them, in the way `.gitignore` does. The only module that names `globset`, besides the walk.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// A set of globs. One without a `/` in it matches a name at any depth, any other the path from the root;
/// a glob that matches a folder matches everything in it. `*` stops at `/`, `**` does not.
#[derive(Debug, Clone, Default)]
pub struct Globs {
    written: Vec<String>,
    set: GlobSet,
}

impl Globs {
    /// Reads globs; the error says what is wrong with the first that is none.
    pub fn new<'a>(written: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let mut set = GlobSetBuilder::new();
        let mut kept = Vec::new();
        for glob in written {
            set.add(read(glob)?);
            kept.push(glob.to_owned());
        }
        let set = set.build().map_err(|error| error.kind().to_string())?;
        Ok(Self { written: kept, set })
    }

    /// Whether one of them matches the file at `path`, or a folder it is in.
    pub fn matches(&self, path: &str) -> bool {
        let folders = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
        !self.set.is_empty()
            && (self.set.is_match(path) || folders.into_iter().any(|it| self.set.is_match(it)))
    }

    /// The globs as they were written.
    pub fn written(&self) -> &[String] {
        &self.written
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }
}

/// What is wrong with a glob, if anything.
pub(super) fn check(glob: &str) -> Result<(), String> {
    read(glob).map(|_| ())
}

fn read(glob: &str) -> Result<globset::Glob, String> {
    let plain = glob.strip_prefix("./").unwrap_or(glob).trim_end_matches('/');
    let anchored = plain.strip_prefix('/');
    let path = anchored.unwrap_or(plain);
    if path.is_empty() || path == "." {
        return Err("it would match everything: name a file or a folder".to_owned());
    }
    if path.starts_with('!') {
        return Err("there is no negation: leave the \"!\" out and name what is meant".to_owned());
    }
    if path.split('/').any(|part| part == "..") {
        return Err("it must not leave the repository with \"..\"".to_owned());
    }
    let anywhere = anchored.is_none() && !path.contains('/');
    let whole = if anywhere { format!("**/{path}") } else { path.to_owned() };
    GlobBuilder::new(&whole).literal_separator(true).build().map_err(|error| error.kind().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(glob: &str, path: &str, expected: bool) {
        assert_eq!(Globs::new([glob]).unwrap().matches(path), expected, "{glob} on {path}");
    }

    #[test]
    fn globs_match_as_in_gitignore() {
        check("vendor", "vendor/a/b.yaml", true);
        check("vendor", "a/vendor/b.yaml", true);
        check("vendor/", "a/vendor/b.yaml", true);
        check("/vendor", "a/vendor/b.yaml", false);
        check("/vendor", "vendor/b.yaml", true);
        check("a/vendor", "a/vendor/b.yaml", true);
        check("a/vendor", "b/a/vendor/c.yaml", false);
        check("**/testdata/**", "x/testdata/y/z.yaml", true);
        check("*.md", "a/b/README.md", true);
        check("docs/*.md", "docs/a/b.md", false);
        check("./docs/*.{md,txt}", "docs/b.txt", true);
        check("vendor", "vendored/a.yaml", false);
        assert!(!Globs::default().matches("a"));
    }

    #[test]
    fn what_is_no_glob_says_why() {
        let error = |glob: &str| Globs::new([glob]).unwrap_err();
        assert_eq!(error(""), "it would match everything: name a file or a folder");
        assert_eq!(error("/"), "it would match everything: name a file or a folder");
        assert_eq!(error("!a"), "there is no negation: leave the \"!\" out and name what is meant");
        assert_eq!(error("a/../b"), "it must not leave the repository with \"..\"");
        assert_eq!(error("a[b"), "unclosed character class; missing ']'");
    }
}
