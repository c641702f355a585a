//! Writes a first corpus for each target: the repository's examples, the seeds and the regressions.

use std::fs;
use std::path::Path;

fn main() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in gatecheck_fuzz::names() {
        let folder = here.join("corpus").join(name);
        fs::create_dir_all(&folder).expect("the corpus can be written");
        for (number, seed) in gatecheck_fuzz::seeds(name).iter().enumerate() {
            fs::write(folder.join(format!("example-{number}")), seed).expect("a seed can be written");
        }
        for kept in ["seeds", "regressions"] {
            let Ok(files) = fs::read_dir(here.join(kept).join(name)) else { continue };
            for file in files.map(|file| file.expect("a folder can be listed")) {
                let to = folder.join(format!("{kept}-{}", file.file_name().to_string_lossy()));
                fs::copy(file.path(), to).expect("a seed can be copied");
            }
        }
    }
}
