//! The table of what is looked for. On one text the earlier detector wins, so the more specific come first:
//! files with a known layout, then tokens with their issuer's mark, then what only a name gives away.

mod ai;
mod chat;
mod cloud;
mod files;
mod forges;
mod generic;
mod infra;
mod jwt;
mod keys;
mod monitoring;
mod packages;
mod payment;
mod url;

use super::detector::Detector;

/// Every detector, in the order in which they win.
pub(super) fn all() -> impl Iterator<Item = &'static Detector> {
    let families: [&'static [Detector]; 15] = [
        files::ENCODED,
        keys::ALL,
        forges::ALL,
        cloud::ALL,
        packages::ALL,
        ai::ALL,
        chat::ALL,
        payment::ALL,
        infra::ALL,
        monitoring::ALL,
        jwt::ALL,
        files::PLAIN,
        cloud::NAMED,
        url::ALL,
        generic::ALL,
    ];
    families.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_keywords_long_enough() {
        let mut names: Vec<_> = all().map(|detector| detector.name).collect();
        assert!(names.len() >= 60, "{}", names.len());
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
        for detector in all() {
            let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(detector.name.chars().all(kebab), "{}", detector.name);
            assert!(!detector.keywords.is_empty(), "{}", detector.name);
            // A keyword of one letter would stop the search at every word.
            assert!(detector.keywords.iter().all(|keyword| keyword.len() >= 2), "{}", detector.name);
        }
    }
}
