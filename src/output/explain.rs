//! A rule explained to people: what, why, a bad and a good example, the fix, and how to accept it.

use super::escape;
use super::paint::Paint;
use super::wrap::wrap;
use crate::document::FileKind;
use crate::policy::{Applicability, Example, Rule, Scope};

/// Everything about `rule`, in lines of at most `width` columns where it can be broken.
pub fn explain(rule: &Rule, color: bool, width: usize) -> String {
    let paint = Paint { color };
    let id = escape::line(rule.id.as_str());
    let mut out =
        format!("{}: {}\n", paint.severity(rule.severity, &id), paint.bold(&escape::line(&rule.title)));
    out.push_str(&format!("{}\n", paint.dim(&facts(rule))));
    for paragraph in rule.description.trim().split("\n\n") {
        out.push('\n');
        out.push_str(&prose(paragraph, width));
    }
    for (head, example) in [("Bad", &rule.bad), ("Good", &rule.good)] {
        if let Some(example) = example {
            section(&mut out, paint, &format!("{head} ({})", escape::line(&example.name)));
            out.push_str(&code(example));
        }
    }
    section(&mut out, paint, "Fix");
    out.push_str(&indented(how_to_fix(rule.fix), width));
    if !rule.settings.is_empty() {
        section(&mut out, paint, "Settings, in gatecheck.yaml");
        for setting in &rule.settings {
            let text =
                format!("{} (default {}): {}", setting.name, setting.default, setting.description.trim());
            out.push_str(&(wrap(&escape::line(&text), "  ", "    ", width) + "\n"));
        }
    }
    section(&mut out, paint, "Accept it in one place");
    let comment = if rule.kinds.contains(&FileKind::GoMod) { "//" } else { "#" };
    out.push_str(&format!("  {comment} gatecheck: ignore[{id}] until=YYYY-MM-DD -- the reason\n"));
    for (head, values) in [
        ("Controls", &rule.controls),
        ("Profiles", &rule.profiles),
        ("Known to other tools as", &rule.peers),
        ("Formerly", &rule.aliases),
    ] {
        if !values.is_empty() {
            section(&mut out, paint, head);
            out.push_str(&indented(&values.join(", "), width));
        }
    }
    if !rule.references.is_empty() {
        section(&mut out, paint, "Read more");
        rule.references.iter().for_each(|link| out.push_str(&format!("  {}\n", escape::line(link))));
    }
    escape::guard(&out).into_owned()
}

/// `critical · root · kubernetes · since 0.1.0`
fn facts(rule: &Rule) -> String {
    let mut facts = vec![rule.severity.name().to_owned(), escape::line(&rule.category.0).into_owned()];
    facts.push(rule.kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", "));
    facts.extend((rule.scope == Scope::Project).then(|| "looks at several documents together".to_owned()));
    facts.extend((!rule.since.is_empty()).then(|| format!("since {}", escape::line(&rule.since))));
    facts.extend(rule.opt_in.then(|| "off unless selected".to_owned()));
    facts.retain(|fact| !fact.is_empty());
    facts.join(" · ")
}

fn how_to_fix(fix: Option<Applicability>) -> &'static str {
    match fix {
        Some(Applicability::Safe) => "Safe: `gatecheck fix` writes it.",
        Some(Applicability::Unsafe) => {
            "Unsafe, since it may break what it mends: `gatecheck fix --unsafe` writes it. Check the result."
        }
        Some(Applicability::Manual) => "By hand: a suggestion is shown with each finding, never written.",
        None => "By hand.",
    }
}

fn section(out: &mut String, paint: Paint, head: &str) {
    out.push_str(&format!("\n{}\n", paint.bold(head)));
}

/// A paragraph, or a list of items that each begin with a dash.
fn prose(paragraph: &str, width: usize) -> String {
    let mut out = String::new();
    let mut item = String::new();
    let mut flush = |item: &mut String| {
        let text = escape::line(item.trim()).into_owned();
        if !text.is_empty() {
            out.push_str(&wrap(&text, "", if text.starts_with("- ") { "  " } else { "" }, width));
            out.push('\n');
        }
        item.clear();
    };
    for line in paragraph.lines() {
        if line.trim_start().starts_with("- ") {
            flush(&mut item);
        }
        item.push(' ');
        item.push_str(line.trim());
    }
    flush(&mut item);
    out
}

fn indented(text: &str, width: usize) -> String {
    wrap(&escape::line(text), "  ", "  ", width) + "\n"
}

/// An example, as it is but for what cannot be seen.
fn code(example: &Example) -> String {
    let line = |line: &str| {
        format!("    {}", escape::line(&line.replace('\t', "    "))).trim_end().to_owned() + "\n"
    };
    example.text.trim_end().lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::sample::rule;
    use crate::output::sample;
    use crate::policy::Severity;

    #[test]
    fn a_rule_is_explained_in_full() {
        let expected = "\
k8s/privileged: Privileged container
critical · root · kubernetes · since 0.1.0

A privileged container is root on its node: it sees every device and every other
container. Take the few capabilities it needs instead, e.g. `NET_ADMIN`.

A second paragraph says more.

Bad (bad.yaml)
    privileged: true

Good (good.yaml)
    privileged: false

Fix
  Safe: `gatecheck fix` writes it.

Accept it in one place
  # gatecheck: ignore[k8s/privileged] until=YYYY-MM-DD -- the reason

Controls
  cis-k8s@1.12:5.2.2, pss:baseline

Profiles
  pss-baseline

Known to other tools as
  CKV_K8S_16, KSV-0017

Read more
  https://kubernetes.io/docs/concepts/security/pod-security-standards/
";
        assert_eq!(explain(&sample::privileged(), false, 80), expected);
    }

    #[test]
    fn a_rule_with_nothing_but_the_required_fields_is_explained_too() {
        let expected = "\
k8s/thing: Something is wrong
low · root · kubernetes · since 0.1.0

It matters:
- one thing that is long
  enough
- another

Fix
  By hand.

Accept it in one place
  # gatecheck: ignore[k8s/thing] until=YYYY-MM-DD -- the reason
";
        let description = "It matters:\n- one thing that\n  is long enough\n- another\n";
        let bare = Rule { description: description.into(), ..rule("k8s/thing", Severity::Low) };
        assert_eq!(explain(&bare, false, 26).replace("\n  reason", " reason"), expected);
    }

    #[test]
    fn settings_are_named_with_their_defaults() {
        let setting = crate::policy::Setting {
            name: "minimum".into(),
            default: serde_json::json!(10001),
            description: "The lowest number.".into(),
        };
        let text = explain(&Rule { settings: vec![setting], ..sample::privileged() }, false, 80);
        let expected =
            "\nSettings, in gatecheck.yaml\n  minimum (default 10001): The lowest number.\n\nAccept";
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn hostile_rules_move_nothing() {
        let text = explain(&sample::hostile().rules[0], false, 80);
        assert!(!text.contains('\u{1b}') && !text.contains("##vso["), "{text}");
        assert!(text.lines().all(|line| !line.trim_start().starts_with("::")), "{text}");
    }
}
