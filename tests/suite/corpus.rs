//! Every policy folder: its tests, its examples, its fixes, and every line of its rules.

use std::path::Path;

use gatecheck::document::secrets;
use gatecheck::policy::{Bundle, testing};
use gatecheck::scan::read_policies;

#[test]
fn every_rule_does_what_its_folder_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let bundle = Bundle::trusted(read_policies(&folder).unwrap());
    let outcome = testing::run(&bundle, &|_| true, None).unwrap();
    let failures: Vec<String> = outcome.failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(outcome.rules >= 60, "only {} rules were tested", outcome.rules);
}

/// A detector that no rule names would look for secrets and tell nobody.
#[test]
fn every_detector_has_a_rule() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/secrets");
    let modules: Vec<String> = read_policies(&folder)
        .unwrap()
        .into_iter()
        .filter(|(path, _)| path.ends_with(".rego") && !path.ends_with("_test.rego"))
        .map(|(_, text)| text)
        .collect();
    let named = |detector: &str| modules.iter().any(|text| text.contains(&format!("\"{detector}\"")));
    let missing: Vec<_> = secrets::detectors().filter(|detector| !named(detector)).collect();
    assert!(missing.is_empty(), "no rule names {}", missing.join(", "));
}
