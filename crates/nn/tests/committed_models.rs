//! The model files of the repository are whole, since a start of the program does not check them.

use std::path::Path;

use depesha_nn::model_file::ModelFile;

#[test]
fn every_committed_model_file_has_the_right_checksums() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/russian");
    let mut kinds = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "model") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let file = ModelFile::parse(path.display().to_string(), bytes).unwrap();
        file.verify().unwrap();
        assert_eq!(file.header().language, "russian");
        assert!(!file.header().packages.is_empty(), "{} does not say where from", path.display());
        kinds.push(file.header().kind.clone());
    }
    for kind in ["dictionary", "morphology", "names", "syntax", "vectors"] {
        assert!(kinds.iter().any(|found| found == kind), "no model of kind {kind}");
    }
}
