//! Helm charts: which files are templates, and so not YAML, and which chart they belong to.

use std::collections::BTreeMap;
use std::fmt;

use crate::document::{FileKind, classify};
use crate::text::RepoPath;

/// The charts among the files of a scan.
#[derive(Debug, Default)]
pub(super) struct Charts {
    /// What each of them deploys, by its folder (empty for the root).
    known: BTreeMap<String, Unrendered>,
}

/// What a chart deploys, which only its renderer can tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Unrendered {
    templates: usize,
    /// Other charts in it, each an archive.
    packed: usize,
}

impl Charts {
    /// Finds the charts: folders with a Chart.yaml. Helm knows no other name.
    pub(super) fn among<'a>(paths: impl Iterator<Item = &'a RepoPath> + Clone) -> Self {
        let mut charts = Self::default();
        for chart in paths.clone().filter(|path| is_chart(path)) {
            charts.known.insert(chart.parent().to_owned(), Unrendered::default());
        }
        for path in paths {
            let packed = path.parent().strip_suffix("charts").filter(|_| path.name().ends_with(".tgz"));
            let above = |folder: &str| folder.strip_suffix('/').unwrap_or(folder).to_owned();
            if let Some(chart) = packed.and_then(|folder| charts.known.get_mut(&above(folder))) {
                chart.packed += 1;
            }
            let owner = charts.owner(path).filter(|_| deploys(path)).map(str::to_owned);
            if let Some(chart) = owner.and_then(|owner| charts.known.get_mut(&owner)) {
                chart.templates += 1;
            }
        }
        charts
    }

    /// Whether the file is a template of a chart, which only its renderer can read. What others than Helm know by
    /// its name is read as they do.
    pub(super) fn has_template(&self, path: &RepoPath) -> bool {
        self.owner(path).is_some()
            && matches!(classify(path, ""), FileKind::Kubernetes | FileKind::Yaml | FileKind::Text)
    }

    /// What the chart of this Chart.yaml deploys; `None` if it is no Chart.yaml or deploys nothing.
    pub(super) fn unrendered(&self, path: &RepoPath) -> Option<Unrendered> {
        let chart = self.known.get(path.parent()).filter(|_| is_chart(path));
        chart.copied().filter(|chart| *chart != Unrendered::default())
    }

    /// The folder of the chart whose `templates/` holds the file.
    fn owner(&self, path: &RepoPath) -> Option<&str> {
        let text = path.as_str();
        let mut from = 0;
        while let Some(at) = text[from..].find("templates/").map(|at| from + at) {
            let folder = text[..at].strip_suffix('/').or_else(|| (at == 0).then_some(""));
            if let Some((folder, _)) = folder.and_then(|folder| self.known.get_key_value(folder)) {
                return Some(folder);
            }
            from = at + 1;
        }
        None
    }
}

impl fmt::Display for Unrendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let templates = match self.templates {
            0 => None,
            1 => Some("its one template".to_owned()),
            n => Some(format!("its {n} templates")),
        };
        let packed = match self.packed {
            0 => None,
            1 => Some("one chart packed in it".to_owned()),
            n => Some(format!("{n} charts packed in it")),
        };
        let all: Vec<String> = templates.into_iter().chain(packed).collect();
        f.write_str(&all.join(" and "))?;
        f.write_str(if self.templates + self.packed == 1 { " deploys" } else { " deploy" })
    }
}

fn is_chart(path: &RepoPath) -> bool {
    path.name() == "Chart.yaml"
}

/// Whether Helm deploys a file in a chart's `templates/`, whatever it is called. It only includes what begins with
/// `_` and passes over what begins with `.`; but under the name of a manifest kubectl reads these too.
fn deploys(path: &RepoPath) -> bool {
    let name = path.name();
    let manifest = path.is_json() || classify(path, "") != FileKind::Text;
    manifest || !(name.starts_with(['_', '.']) || name.ends_with("NOTES.txt"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_belong_to_the_chart_above_them() {
        let paths =
            ["Chart.yaml", "templates/a.yaml", "templates/_h.tpl", "values.yaml", "x/templates/b.yaml"];
        let paths: Vec<RepoPath> = paths.iter().map(|p| RepoPath::new(p)).collect();
        let charts = Charts::among(paths.iter());
        assert!(charts.has_template(&paths[1]) && charts.has_template(&paths[2]));
        assert!(!charts.has_template(&paths[3]) && !charts.has_template(&paths[4]));
        let nested = ["a/Chart.yaml", "a/templates/t.yaml", "mytemplates/t.yaml", "b/templates/t.yaml"];
        let nested: Vec<RepoPath> = nested.iter().map(|p| RepoPath::new(p)).collect();
        let charts = Charts::among(nested.iter());
        assert_eq!(
            nested.iter().map(|p| charts.has_template(p)).collect::<Vec<_>>(),
            [false, true, false, false]
        );
    }

    /// Holds what is said of the chart in the root, if it deploys something, and which of its files are templates.
    #[track_caller]
    fn check(files: &[&str], said: Option<&str>, templates: &[&str]) {
        let chart = RepoPath::new("Chart.yaml");
        let files: Vec<RepoPath> = files.iter().map(|p| RepoPath::new(p)).chain([chart.clone()]).collect();
        let charts = Charts::among(files.iter());
        let found: Vec<&str> =
            files.iter().filter(|it| charts.has_template(it)).map(RepoPath::as_str).collect();
        assert_eq!(found, templates);
        assert_eq!(charts.unrendered(&chart).map(|it| it.to_string()).as_deref(), said);
    }

    #[test]
    fn whatever_a_chart_deploys_is_said() {
        check(&["values.yaml", "crds/a.yaml"], None, &[]);
        for name in
            ["pod.yaml", "pod.YAML", "pod.txt", "pod", "tests/a.yaml", "_pod.yaml", ".pod.yml", "a.tpl"]
        {
            let path = &*format!("templates/{name}");
            check(&[path], Some("its one template deploys"), &[path]);
        }
        for name in ["_helpers.tpl", "NOTES.txt", ".gitkeep"] {
            let path = &*format!("templates/{name}");
            check(&[path], None, &[path]);
        }
        let own = ["Dockerfile", "go.mod", "a/action.yml", ".github/workflows/a.yaml", "a.gitlab-ci.yml"];
        let own = own.map(|name| format!("templates/{name}"));
        check(&own.each_ref().map(String::as_str), Some("its 5 templates deploy"), &[]);
        check(&["charts/a.tgz", "a/charts/b.tgz"], Some("one chart packed in it deploys"), &[]);
        let both = Some("its one template and 2 charts packed in it deploy");
        check(&["charts/a.tgz", "charts/b.tgz", "templates/a.yaml"], both, &["templates/a.yaml"]);
    }

    #[test]
    fn another_name_makes_no_chart() {
        let paths = ["a/Chart.yml", "a/templates/b.yaml", "b/chart.yaml", "b/templates/b.yaml"];
        let paths: Vec<RepoPath> = paths.iter().map(|p| RepoPath::new(p)).collect();
        let charts = Charts::among(paths.iter());
        assert!(!paths.iter().any(|path| charts.has_template(path) || charts.unrendered(path).is_some()));
    }
}
