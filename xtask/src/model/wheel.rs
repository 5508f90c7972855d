//! The packages as pip downloads them: zip archives whose content is known by its SHA-256.

use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use depesha_nn::model_file::Package;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

/// One file of one version of a package.
pub(crate) struct Release {
    name: &'static str,
    version: &'static str,
    file: &'static str,
    sha256: &'static str,
    licence: &'static str,
}

/// The networks and the word vectors.
pub(crate) const NATASHA: Release = Release {
    name: "natasha",
    version: "1.6.0",
    file: "natasha-1.6.0-py3-none-any.whl",
    sha256: "e12b130d05a0b4d2eb6442092ed5b5769a68a311c17f2095b1aa739fb8d6dc78",
    licence: "MIT, Copyright (c) 2016 the natasha authors. The models inside the package carry no \
              statement of their own: the package's licence is the one that speaks for them.",
};

/// The morphological dictionary.
pub(crate) const PYMORPHY_DICTIONARY: Release = Release {
    name: "pymorphy3-dicts-ru",
    version: "2.4.417150.4580142",
    file: "pymorphy3_dicts_ru-2.4.417150.4580142-py2.py3-none-any.whl",
    sha256: "718bac64c73c10c16073a199402657283d9b64c04188b694f6d3e9b0d85440f4",
    licence: "CC BY-SA 3.0: data of OpenCorpora (opencorpora.org), compiled by the authors of \
              pymorphy2 and pymorphy3; converted, and under the same licence here.",
};

const DOWNLOAD: &str = "pip download --no-deps natasha==1.6.0 \
                        pymorphy3-dicts-ru==2.4.417150.4580142";

/// An opened wheel.
pub(crate) struct Wheel {
    package: Package,
    bytes: Vec<u8>,
}

impl Wheel {
    /// Opens the release's file in `folder`, whose SHA-256 must be the known one.
    pub(crate) fn open(folder: &Path, release: &Release) -> anyhow::Result<Self> {
        let path = folder.join(release.file);
        let bytes = std::fs::read(&path).with_context(|| {
            format!("cannot read {}; fetch it with `{DOWNLOAD}` in that folder", path.display())
        })?;
        let found = hexadecimal(&Sha256::digest(&bytes));
        if found != release.sha256 {
            bail!(
                "{} has the SHA-256 {found}, where {} was expected for {} {}; \
                 fetch it anew with `{DOWNLOAD}`",
                path.display(),
                release.sha256,
                release.name,
                release.version,
            );
        }
        let package = Package {
            name: release.name.to_owned(),
            version: release.version.to_owned(),
            sha256: found,
            licence: release.licence.to_owned(),
        };
        Ok(Self { package, bytes })
    }

    /// What to write into a model file's header.
    pub(crate) fn package(&self) -> Package {
        self.package.clone()
    }

    /// The content of a file inside the wheel.
    pub(crate) fn read(&self, inner: &str) -> anyhow::Result<Vec<u8>> {
        let mut archive = ZipArchive::new(Cursor::new(&self.bytes))?;
        let mut file = archive
            .by_name(inner)
            .map_err(|error| anyhow!("{}: {inner}: {error}", self.package.name))?;
        let mut content = Vec::new();
        file.read_to_end(&mut content).with_context(|| inner.to_owned())?;
        Ok(content)
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
