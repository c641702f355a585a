//! The rules that found something, each with its reason in full, and the names of those that found nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::markup::{Markup, count};
use crate::output::escape;
use crate::policy::{Applicability, Example, Rule};
use crate::scan::Report;

/// The name by which links find a rule's card.
pub(super) fn name(id: &str) -> String {
    format!("r-{}", escape::uri(id.as_bytes()))
}

/// The cards, and the list of rules that found nothing: "clean" says of what.
pub(super) fn rules(out: &mut Markup, report: &Report) {
    let found: BTreeMap<&str, &Rule> =
        report.open().map(|finding| (finding.rule.id.as_str(), finding.rule.as_ref())).collect();
    if !found.is_empty() {
        out.raw("<section id=\"rules\" aria-labelledby=\"rules-head\">\n<h2 id=\"rules-head\">The rules, and why</h2>\n");
        for rule in found.values() {
            card(out, rule);
        }
        out.raw("</section>\n");
    }
    let silent: BTreeSet<&str> =
        report.rules.iter().map(|rule| rule.id.as_str()).filter(|id| !found.contains_key(id)).collect();
    if !silent.is_empty() {
        out.raw("<section id=\"silent\" aria-labelledby=\"silent-head\">\n<h2 id=\"silent-head\">Rules that found nothing</h2>\n");
        out.raw("<details><summary>")
            .text(&count(silent.len(), "rule"))
            .raw("</summary>\n<ul class=\"names\">");
        for id in silent {
            out.element("li", &[], id);
        }
        out.raw("</ul></details>\n</section>\n");
    }
}

fn card(out: &mut Markup, rule: &Rule) {
    let id = rule.id.as_str();
    out.open("div", &[("class", "card"), ("id", &name(id))]).raw("\n<h3>");
    out.element("span", &[("class", "sev"), ("data-severity", rule.severity.name())], rule.severity.name());
    out.raw(" ").text(&rule.title).raw("</h3>\n");
    out.raw("<p class=\"meta\"><code>").text(id).raw("</code>");
    out.raw(match rule.fix {
        Some(Applicability::Safe) => " · safe fix",
        Some(Applicability::Unsafe) => " · unsafe fix",
        Some(Applicability::Manual) => " · fix by hand",
        None => "",
    });
    if !rule.controls.is_empty() {
        out.raw(" · ").text(&rule.controls.join(", "));
    }
    out.raw("</p>\n").paragraphs(&rule.description);
    if rule.bad.is_some() || rule.good.is_some() {
        out.raw("<details><summary>Examples</summary><div class=\"examples\">");
        example(out, "Instead of", rule.bad.as_ref());
        example(out, "write", rule.good.as_ref());
        out.raw("</div></details>\n");
    }
    for link in rule.references.iter().filter(|link| link.starts_with("https://")) {
        out.raw("<p class=\"link\">").open("a", &[("href", link), ("rel", "noopener noreferrer")]);
        out.text(link).raw("</a></p>\n");
    }
    out.raw("<p class=\"ignore\">To accept it in one place: <code># gatecheck: ignore[").text(id);
    out.raw("] -- the reason</code></p>\n</div>\n");
}

fn example(out: &mut Markup, head: &'static str, example: Option<&Example>) {
    let Some(example) = example else { return };
    out.raw("<div><p>").raw(head).raw("</p><pre class=\"code\"><code>");
    for line in example.text.trim_end().lines() {
        out.raw("<span class=\"l\">").text(&line.replace('\t', "    ")).raw("\n</span>");
    }
    out.raw("</code></pre></div>");
}
