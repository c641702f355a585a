//! The files that a new policy starts from: they pass their own tests, and are there to be changed.

use crate::document::FileKind;

/// A policy to start from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaffold {
    /// The id of the rule in it, by which it is selected and ignored.
    pub rule: String,
    /// Names relative to the folder of policies, and texts.
    pub files: Vec<(String, String)>,
}

/// The files of a new rule: one of gatecheck's own if it is `builtin`, else a user's. The error says what is
/// wrong with the id.
pub fn scaffold(id: &str, kind: FileKind, builtin: bool) -> Result<Scaffold, String> {
    let Some((group, name)) = id.split_once('/') else { return Err(format!("{id:?} has no group")) };
    let word = |part: &str| {
        !part.is_empty()
            && part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    if !word(group) || !word(name) || group == "gatecheck" {
        return Err(format!("{id:?} is not the name of a rule"));
    }
    let (group, snake) = (group.replace('-', "_"), name.replace('-', "_"));
    let title = name.replace('-', " ");
    let folder = format!("{group}/{snake}");
    let (package, rule) = match builtin {
        true => (format!("gatecheck.{group}.{snake}"), id.to_owned()),
        false => (format!("{group}.{snake}"), format!("{group}.{snake}/deny")),
    };
    let Example { condition, at, bad, good, ending } = example(kind);
    let kind = kind.name();
    let rego = format!(
        "# METADATA\n\
         # title: {title}\n\
         # description: |\n\
         #   Say why it matters, and what to do instead.\n\
         # custom:\n\
         #   severity: medium\n\
         #   category: hygiene\n\
         #   kinds: [{kind}]\n\
         #   since: 0.1.0\n\
         package {package}\n\n\
         deny contains {{\n\
         \t\"msg\": \"say what is wrong, and name the thing\",\n\
         \t\"at\": {at},\n\
         }} if {{\n\
         \t{condition}\n\
         }}\n"
    );
    let test = format!(
        "package {package}_test\n\n\
         import data.{package}\n\n\
         test_nothing_is_denied_in_an_empty_document if {{\n\
         \tcount({snake}.deny) == 0 with input as {{}}\n\
         }}\n"
    );
    let mut files = vec![
        (format!("{folder}/{snake}.rego"), rego),
        (format!("{folder}/{snake}_test.rego"), test),
        (format!("{folder}/bad.{ending}"), bad.replace("ID", &rule)),
        (format!("{folder}/good.{ending}"), good.to_owned()),
    ];
    // A file without comments is marked by another one.
    if !bad.contains("ID") {
        let marks = format!("[{{\"rule\": \"{rule}\", \"line\": 1}}]\n");
        files.push((format!("{folder}/bad.{ending}.expected.json"), marks));
    }
    Ok(Scaffold { rule, files })
}

struct Example {
    /// What holds in the bad example and not in the good one.
    condition: &'static str,
    at: &'static str,
    /// `ID` stands for the rule's; where there is none the first line is denied.
    bad: &'static str,
    good: &'static str,
    ending: &'static str,
}

fn example(kind: FileKind) -> Example {
    match kind {
        FileKind::GithubActions => Example {
            condition: "some id, job in input.jobs\n\tjob[\"runs-on\"] == \"self-hosted\"",
            at: "[\"jobs\", id, \"runs-on\"]",
            bad: "on: push\njobs:\n  build:\n    runs-on: self-hosted #~ ID\n    steps:\n      - run: make\n",
            good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: make\n",
            ending: "yaml",
        },
        FileKind::GitlabCi => Example {
            condition: "some name, job in input\n\tjob.allow_failure == true",
            at: "[name, \"allow_failure\"]",
            bad: "build:\n  script: [make]\n  allow_failure: true #~ ID\n",
            good: "build:\n  script: [make]\n",
            ending: "yaml",
        },
        FileKind::Compose => Example {
            condition: "some name, service in input.services\n\tservice.tty == true",
            at: "[\"services\", name, \"tty\"]",
            bad: "services:\n  web:\n    image: registry.example/web:1.4.2\n    tty: true #~ ID\n",
            good: "services:\n  web:\n    image: registry.example/web:1.4.2\n",
            ending: "yaml",
        },
        FileKind::Dockerfile => Example {
            condition: "some i, instruction in input.instructions\n\tinstruction.cmd == \"STOPSIGNAL\"",
            at: "[\"instructions\", i]",
            bad: "FROM scratch\n#~v ID\nSTOPSIGNAL SIGKILL\n",
            good: "FROM scratch\n",
            ending: "dockerfile",
        },
        FileKind::GoMod => Example {
            condition: "input.go == \"1.1\"",
            at: "[\"go\"]",
            bad: "module example.test/m\n\n//~v ID\ngo 1.1\n",
            good: "module example.test/m\n\ngo 1.25\n",
            ending: "go.mod",
        },
        FileKind::GoSum => Example {
            condition: "some i, entry in input.entries\n\tstartswith(entry.module, \"example.test/old\")",
            at: "[\"entries\", i]",
            bad: "example.test/old v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
            good: "example.test/new v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
            ending: "go.sum",
        },
        FileKind::Kubernetes => Example {
            condition: "input.metadata.labels.bad",
            at: "[\"metadata\", \"labels\", \"bad\"]",
            bad: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: example\n  labels:\n    bad: thing #~ ID\n",
            good: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: example\n",
            ending: "yaml",
        },
        FileKind::Yaml => Example {
            condition: "input.bad",
            at: "[\"bad\"]",
            bad: "bad: thing #~ ID\n",
            good: "good: thing\n",
            ending: "yaml",
        },
        // An address with its password is the shortest text that all are sure to be denied.
        FileKind::Text => Example {
            condition: "some i, candidate in input.candidates\n\tcandidate.detector == \"url-credentials\"",
            at: "[\"candidates\", i]",
            bad: "postgres://app:hardly-a-secret@db.internal/app #~ ID\n",
            good: "postgres://db.internal/app\n",
            ending: "txt",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Bundle, testing};

    #[track_caller]
    fn check(kind: FileKind, builtin: bool, rule: &str) {
        let started = scaffold("team/bad-thing", kind, builtin).unwrap();
        assert_eq!(started.rule, rule);
        let bundle = if builtin { Bundle::trusted(started.files) } else { Bundle::from_files(started.files) };
        let outcome = testing::run(&bundle, &|_| true, None).unwrap_or_else(|errors| panic!("{errors:#?}"));
        let failures: Vec<String> = outcome.failures.iter().map(ToString::to_string).collect();
        assert_eq!(failures, [""; 0], "{}", kind.name());
        assert_eq!((outcome.rules, outcome.tests, outcome.examples), (1, 1, 2));
    }

    #[test]
    fn every_kind_starts_with_what_passes() {
        for kind in FileKind::ALL {
            check(*kind, false, "team.bad_thing/deny");
            check(*kind, true, "team/bad-thing");
        }
    }

    #[test]
    fn an_id_is_a_group_and_a_name() {
        for id in ["bad", "Team/bad", "team/", "/bad", "team/bad thing", "gatecheck/bad", "a/b/c"] {
            assert!(scaffold(id, FileKind::Yaml, false).is_err(), "{id}");
        }
    }
}
