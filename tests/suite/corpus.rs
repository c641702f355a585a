//! Every policy folder: its tests, its examples, its fixes, and every line of its rules.

use std::path::Path;

use gatecheck::policy::{Bundle, testing};
use gatecheck::scan::read_policies;

#[test]
fn every_rule_does_what_its_folder_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let bundle = Bundle::trusted(read_policies(&folder).unwrap());
    let outcome = testing::run(&bundle, &|_| true).unwrap();
    let failures: Vec<String> = outcome.failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(outcome.rules >= 60, "only {} rules were tested", outcome.rules);
}
