//! Helm charts: which files are templates, and so not YAML, and which chart they belong to.

use std::collections::BTreeMap;

use crate::text::RepoPath;

/// The charts among the files of a scan.
#[derive(Debug, Default)]
pub(super) struct Charts {
    /// How many manifest templates each chart has, by the chart's folder (empty for the root).
    templates: BTreeMap<String, usize>,
}

impl Charts {
    /// Finds the charts: folders with a Chart.yaml.
    pub(super) fn among<'a>(paths: impl Iterator<Item = &'a RepoPath> + Clone) -> Self {
        let is_chart = |path: &&RepoPath| matches!(path.name(), "Chart.yaml" | "Chart.yml");
        let mut charts = Self::default();
        for chart in paths.clone().filter(is_chart) {
            charts.templates.insert(chart.parent().to_owned(), 0);
        }
        for path in paths {
            let deploys = [".yaml", ".yml", ".tpl", ".json"].iter().any(|end| path.name().ends_with(end));
            let helper = path.name().starts_with('_');
            if let Some(count) =
                charts.owner(path).map(str::to_owned).and_then(|o| charts.templates.get_mut(&o))
            {
                *count += usize::from(deploys && !helper && !path.name().ends_with(".tpl"));
            }
        }
        charts
    }

    /// Whether the file is a template of a chart, which only its renderer can read.
    pub(super) fn has_template(&self, path: &RepoPath) -> bool {
        self.owner(path).is_some()
    }

    /// How many templates the chart of this Chart.yaml has; `None` if it is no Chart.yaml or has none.
    pub(super) fn templates_of(&self, path: &RepoPath) -> Option<usize> {
        let is_chart = matches!(path.name(), "Chart.yaml" | "Chart.yml");
        self.templates.get(path.parent()).copied().filter(|count| is_chart && *count > 0)
    }

    /// The folder of the chart whose `templates/` holds the file.
    fn owner(&self, path: &RepoPath) -> Option<&str> {
        let text = path.as_str();
        let mut from = 0;
        while let Some(at) = text[from..].find("templates/").map(|at| from + at) {
            let folder = text[..at].strip_suffix('/').or_else(|| (at == 0).then_some(""));
            if let Some((folder, _)) = folder.and_then(|folder| self.templates.get_key_value(folder)) {
                return Some(folder);
            }
            from = at + 1;
        }
        None
    }
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
        assert_eq!(charts.templates_of(&paths[0]), Some(1));
        assert_eq!(charts.templates_of(&paths[3]), None);

        let nested = ["a/Chart.yaml", "a/templates/t.yaml", "mytemplates/t.yaml", "b/templates/t.yaml"];
        let nested: Vec<RepoPath> = nested.iter().map(|p| RepoPath::new(p)).collect();
        let charts = Charts::among(nested.iter());
        assert_eq!(
            nested.iter().map(|p| charts.has_template(p)).collect::<Vec<_>>(),
            [false, true, false, false]
        );
    }
}
