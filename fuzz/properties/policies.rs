//! What is looked at before a policy is evaluated: any text is refused or read, and does not bring it down.

use std::collections::BTreeMap;

use gatecheck::policy::{Bundle, Load, PolicySet};

use super::input;

/// Any files as a folder of policies. They are read and checked, never evaluated.
pub(super) fn policies(data: &[u8]) {
    let files = input::files(data, "policy.rego");
    let files = files.iter().map(|file| (file.path.to_string(), file.source().text.clone()));
    let bundle = Bundle::from_files(files);
    let load = Load {
        builtin: false,
        bundles: std::slice::from_ref(&bundle),
        active: &|_| true,
        settings: &BTreeMap::new(),
        sandbox: None,
    };
    match PolicySet::load(load) {
        Ok(set) => assert!(set.rules().len() > 0, "a folder without a rule was read"),
        Err(errors) => {
            assert!(!errors.is_empty(), "refused without a reason");
            assert!(errors.iter().all(|error| !error.message.is_empty()), "an error without a message");
        }
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let rules = input::examples().into_iter().filter(|(path, _)| path.ends_with(".rego"));
    // Ours are trusted and live in a package that others may not define.
    let foreign = |(path, bytes): (String, Vec<u8>)| {
        let text = String::from_utf8_lossy(&bytes).replace("package gatecheck.", "package team.");
        input::with_path(&path, text.as_bytes())
    };
    rules.map(foreign).collect()
}
