//! The files that a new policy starts from: they pass their own tests, and are there to be changed.

use crate::document::FileKind;

/// The files of a new rule, as names relative to the folder of policies and texts. The error says what is
/// wrong with the id.
pub fn scaffold(id: &str, kind: FileKind) -> Result<Vec<(String, String)>, String> {
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
    let (condition, at, bad, good, extension) = example(kind);
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
         package {group}.{snake}\n\n\
         deny contains {{\n\
         \t\"msg\": \"say what is wrong, and name the thing\",\n\
         \t\"at\": {at},\n\
         }} if {{\n\
         \t{condition}\n\
         }}\n"
    );
    let test = format!(
        "package {group}.{snake}_test\n\n\
         import data.{group}.{snake}\n\n\
         test_nothing_is_denied_in_an_empty_document if {{\n\
         \tcount({snake}.deny) == 0 with input as {{}}\n\
         }}\n"
    );
    Ok(vec![
        (format!("{folder}/{snake}.rego"), rego),
        (format!("{folder}/{snake}_test.rego"), test),
        (format!("{folder}/bad.{extension}"), bad.replace("ID", &format!("{group}.{snake}/deny"))),
        (format!("{folder}/good.{extension}"), good.to_owned()),
    ])
}

/// A condition that holds in the bad example and not in the good one, its place, the two, and their ending.
fn example(kind: FileKind) -> (&'static str, &'static str, &'static str, &'static str, &'static str) {
    match kind {
        FileKind::Dockerfile => (
            "some i, instruction in input.instructions\n\tinstruction.cmd == \"MAINTAINER\"",
            "[\"instructions\", i]",
            "FROM scratch\n#~v ID\nMAINTAINER somebody\n",
            "FROM scratch\n",
            "dockerfile",
        ),
        FileKind::GoMod => (
            "input.go == \"1.1\"",
            "[\"go\"]",
            "module example.test/m\n\n//~v ID\ngo 1.1\n",
            "module example.test/m\n\ngo 1.25\n",
            "go.mod",
        ),
        _ => (
            "input.metadata.labels.bad",
            "[\"metadata\", \"labels\", \"bad\"]",
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: example\n  labels:\n    bad: thing #~ ID\n",
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: example\n",
            "yaml",
        ),
    }
}
