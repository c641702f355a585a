//! The properties that the fuzz targets hold gatecheck to. They are written once, in `properties/`; the test
//! suite includes the same files and runs them over the seeds.

#[path = "../properties/mod.rs"]
mod properties;

/// Holds gatecheck to the property of that name; panics if it does not hold for `data`.
pub fn hold(name: &str, data: &[u8]) {
    (named(name).hold)(data);
}

/// What a fuzzer starts from, besides what lies in `seeds/` and `regressions/`: examples of the repository.
pub fn seeds(name: &str) -> Vec<Vec<u8>> {
    (named(name).seeds)()
}

/// The names of all properties.
pub fn names() -> impl Iterator<Item = &'static str> {
    properties::ALL.iter().map(|property| property.name)
}

fn named(name: &str) -> &'static properties::Property {
    let found = properties::ALL.iter().find(|property| property.name == name);
    found.unwrap_or_else(|| panic!("there is no property {name:?}"))
}
