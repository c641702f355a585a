//! The first configuration of a repository: what is there, and what can be said, in comments.
//!
//! It is as short as it can be, since people read it once and then live with it. What is switched off in a
//! comment is valid as soon as the comment's marker is taken away.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::NewIgnore;
use super::add::block;
use crate::policy::{Rule, Setting, Severity};

/// What was found out about a repository.
#[derive(Debug, Clone, Default)]
pub struct Survey<'a> {
    /// How many files there are of each kind, and how many charts, in the words to say it with.
    pub files: Vec<(String, usize)>,
    /// How many findings count today, by severity.
    pub severities: BTreeMap<Severity, usize>,
    /// The rules that find something today, and how often; most often first.
    pub rules: Vec<(&'a Rule, usize)>,
    /// Folders that hold test data or others' code, and how many findings are in each.
    pub folders: Vec<(String, usize)>,
    /// Configuration files of other tools.
    pub tools: Vec<String>,
    /// Those of them that `gatecheck init --migrate` reads.
    pub migratable: bool,
    /// Folders that hold policies.
    pub policies: Vec<String>,
    /// The year in which an ignore that is written today may end.
    pub year: u16,
    /// What is accepted from the beginning.
    pub ignores: Vec<NewIgnore>,
}

/// How many rules are listed.
const RULES: usize = 5;

/// The text of a new configuration. `schema` is where its JSON Schema lies.
pub fn starter(survey: &Survey<'_>, schema: &str) -> String {
    let mut out = format!("# yaml-language-server: $schema={schema}\n");
    let files = counted(&survey.files);
    let _ = writeln!(out, "# In this repository: {files}.");
    if !survey.tools.is_empty() {
        let _ = writeln!(out, "# Other tools are configured in {}.", survey.tools.join(", "));
        if survey.migratable && survey.ignores.is_empty() {
            out.push_str("# `gatecheck init --migrate` takes over what they skip.\n");
        }
    }
    if !survey.policies.is_empty() {
        let folders: Vec<String> = survey.policies.iter().map(|it| format!("--policies {it}")).collect();
        let _ = writeln!(out, "# Rego policies of your own run with {}.", folders.join(" "));
    }
    out.push_str("version: 1\n\n");
    out.push_str("# The lowest severity that fails the gate: low, medium, high or critical.\n");
    let severities = survey.severities.iter().rev().filter(|(_, count)| **count > 0);
    let severities: Vec<(String, usize)> =
        severities.map(|(severity, count)| (severity.to_string(), *count)).collect();
    match severities.is_empty() {
        true => out.push_str("# Nothing is found today.\n"),
        false => {
            let _ = writeln!(out, "# Found today: {}.", counted(&severities));
        }
    }
    out.push_str("fail-on: medium\n\n");
    rules(&mut out, survey);
    if survey.ignores.is_empty() {
        let rule = survey.rules.first().map_or("k8s/run-as-root", |(rule, _)| rule.id.as_str());
        out.push_str("# Findings that are accepted, with the reason. A comment in the file does it too:\n");
        let _ = writeln!(out, "# gatecheck explain {rule} shows it.");
        out.push_str("# ignore:\n");
        let _ = writeln!(out, "#   - rule: {rule}");
        out.push_str("#     paths: [\"legacy/**\"]\n#     reason: replaced this year\n");
        let _ = writeln!(out, "#     until: {}-12-31", survey.year);
    } else {
        out.push_str("# Findings that are accepted, with the reason.\n");
        out.push_str(&block(&survey.ignores));
    }
    out.push('\n');
    if survey.folders.is_empty() {
        out.push_str("# Files that are not scanned.\n# exclude:\n#   - path: \"**/testdata/**\"\n");
        out.push_str("#     reason: broken on purpose\n");
    } else {
        out.push_str(
            "# Files that are not scanned. These look like test data or somebody else's:\n# exclude:\n",
        );
        for (folder, count) in &survey.folders {
            let path = serde_json::to_string(&format!("/{folder}")).unwrap_or_default();
            let _ = writeln!(out, "#   - path: {path}   # {}", findings(*count));
            out.push_str("#     reason: is never deployed\n");
        }
    }
    out
}

fn rules(out: &mut String, survey: &Survey<'_>) {
    out.push_str("# Single rules: their severity, what they are told, whether they run.\n");
    let Some((first, _)) = survey.rules.first() else {
        out.push_str("# rules:\n#   k8s/run-as-root:\n#     severity: high\n\n");
        return;
    };
    out.push_str("# These find most today:\n");
    let width = survey.rules.first().map_or(0, |(_, count)| count.to_string().len());
    for (rule, count) in survey.rules.iter().take(RULES) {
        let _ = writeln!(out, "#   {count:>width$}  {}", rule.id);
    }
    out.push_str("# rules:\n");
    let _ = writeln!(out, "#   {}:\n#     severity: low", first.id);
    let told = survey.rules.iter().take(RULES).find_map(|(rule, _)| {
        let says = |it: &&Setting| !matches!(it.default.to_string().as_str(), "[]" | "{}" | "null" | "\"\"");
        Some((rule, rule.settings.iter().find(says)?))
    });
    if let Some((rule, setting)) = told {
        if rule.id != first.id {
            let _ = writeln!(out, "#   {}:", rule.id);
        }
        let name = serde_json::json!({ setting.name.clone(): setting.default });
        let _ = writeln!(out, "#     settings: {name}");
    }
    out.push('\n');
}

/// `3 kubernetes, 1 dockerfile`
fn counted(counts: &[(String, usize)]) -> String {
    match counts.is_empty() {
        true => "nothing that is known yet".to_owned(),
        false => counts.iter().map(|(what, count)| format!("{count} {what}")).collect::<Vec<_>>().join(", "),
    }
}

fn findings(count: usize) -> String {
    format!("{count} finding{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::parse;
    use crate::finding::native::Native;
    use crate::policy::RuleId;
    use crate::text::{RepoPath, SourceFile};

    fn rule(id: &str, settings: &[(&str, serde_json::Value)]) -> Rule {
        let mut rule = (*Native::Unparsed.rule()).clone();
        rule.id = RuleId::new(id);
        rule.settings = settings
            .iter()
            .map(|(name, default)| Setting {
                name: (*name).to_owned(),
                default: default.clone(),
                description: String::new(),
            })
            .collect();
        rule
    }

    /// Everything that is switched off, switched on.
    fn switched_on(text: &str) -> String {
        let mut inside = false;
        let line = |line: &str| {
            inside =
                (inside && line.starts_with("# ")) || ["# rules:", "# ignore:", "# exclude:"].contains(&line);
            if inside { line.strip_prefix("# ").unwrap_or(line) } else { line }.to_owned() + "\n"
        };
        text.lines().map(line).collect()
    }

    #[track_caller]
    fn check(survey: &Survey<'_>, expected: &str) {
        let text = starter(survey, ".gatecheck/schema.json");
        assert_eq!(text, expected);
        let loads = |text: String| parse(&Arc::new(SourceFile::new(RepoPath::new("gatecheck.yaml"), text)));
        assert!(loads(text.clone()).is_ok());
        let on = switched_on(&text);
        let keys = loads(on.clone()).unwrap_or_else(|errors| panic!("{errors:?}\n{on}")).keys;
        assert!(!keys.rules.is_empty() && !keys.ignore.is_empty() && !keys.exclude.is_empty(), "{on}");
    }

    #[test]
    fn an_empty_repository_gets_examples() {
        let survey = Survey { year: 2027, ..Survey::default() };
        check(
            &survey,
            r#"# yaml-language-server: $schema=.gatecheck/schema.json
# In this repository: nothing that is known yet.
version: 1

# The lowest severity that fails the gate: low, medium, high or critical.
# Nothing is found today.
fail-on: medium

# Single rules: their severity, what they are told, whether they run.
# rules:
#   k8s/run-as-root:
#     severity: high

# Findings that are accepted, with the reason. A comment in the file does it too:
# gatecheck explain k8s/run-as-root shows it.
# ignore:
#   - rule: k8s/run-as-root
#     paths: ["legacy/**"]
#     reason: replaced this year
#     until: 2027-12-31

# Files that are not scanned.
# exclude:
#   - path: "**/testdata/**"
#     reason: broken on purpose
"#,
        );
    }

    #[test]
    fn what_is_found_is_said() {
        let (often, seldom) = (rule("k8s/a", &[]), rule("k8s/b", &[("limit", "256Mi".into())]));
        let survey = Survey {
            files: vec![("kubernetes".into(), 41), ("dockerfile".into(), 2)],
            severities: [(Severity::Low, 3), (Severity::High, 409)].into(),
            rules: vec![(&often, 408), (&seldom, 4)],
            folders: vec![("a/testdata".into(), 12)],
            tools: vec![".hadolint.yaml".into(), ".trivyignore".into()],
            migratable: true,
            policies: vec!["policy".into()],
            year: 2027,
            ignores: vec![NewIgnore { rule: "k8s/b".into(), paths: vec!["/x".into()], reason: "why".into() }],
        };
        check(
            &survey,
            r#"# yaml-language-server: $schema=.gatecheck/schema.json
# In this repository: 41 kubernetes, 2 dockerfile.
# Other tools are configured in .hadolint.yaml, .trivyignore.
# Rego policies of your own run with --policies policy.
version: 1

# The lowest severity that fails the gate: low, medium, high or critical.
# Found today: 409 high, 3 low.
fail-on: medium

# Single rules: their severity, what they are told, whether they run.
# These find most today:
#   408  k8s/a
#     4  k8s/b
# rules:
#   k8s/a:
#     severity: low
#   k8s/b:
#     settings: {"limit":"256Mi"}

# Findings that are accepted, with the reason.
ignore:
  - rule: k8s/b
    paths: ["/x"]
    reason: "why"

# Files that are not scanned. These look like test data or somebody else's:
# exclude:
#   - path: "/a/testdata"   # 12 findings
#     reason: is never deployed
"#,
        );
    }
}
