//! The properties that the fuzz targets hold gatecheck to. They are written once, in `properties/`; the test
//! suite includes the same files and runs them over the seeds.

#[path = "../properties/mod.rs"]
mod properties;

use std::fs;
use std::io;
use std::path::Path;

/// Puts what a target starts from into its corpus: the repository's examples, its seeds and its regressions.
pub fn prepare(name: &str) {
    write_corpus(named(name)).expect("the corpus can be written");
}

/// Holds gatecheck to the property of that name; panics if it does not hold for `data`.
pub fn hold(name: &str, data: &[u8]) {
    (named(name).hold)(data);
}

fn named(name: &str) -> &'static properties::Property {
    let found = properties::ALL.iter().find(|property| property.name == name);
    found.unwrap_or_else(|| panic!("there is no property {name:?}"))
}

fn write_corpus(property: &properties::Property) -> io::Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = here.join("corpus").join(property.name);
    fs::create_dir_all(&folder)?;
    for (number, seed) in (property.seeds)().iter().enumerate() {
        fs::write(folder.join(format!("example-{number}")), seed)?;
    }
    for kept in ["seeds", "regressions"] {
        let Ok(files) = fs::read_dir(here.join(kept).join(property.name)) else { continue };
        for file in files {
            let file = file?;
            let to = folder.join(format!("{kept}-{}", file.file_name().to_string_lossy()));
            fs::copy(file.path(), to)?;
        }
    }
    Ok(())
}
