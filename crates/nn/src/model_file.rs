//! Where are the weights? One file holds named sections of numbers and text.
//!
//! All numbers are little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | [`MAGIC`] |
//! | 4 | format version, [`FORMAT_VERSION`] |
//! | 4 | length of the header |
//! | header | JSON: a [`Header`], which lists the sections with offset, length and CRC-32 |
//! | padding | zeros up to a multiple of [`ALIGNMENT`]; here the sections begin |
//! | sections | each starts at a multiple of [`ALIGNMENT`], with zeros between |
//!
//! ```
//! use depesha_nn::model_file::{Header, ModelFile, ModelFileWriter};
//!
//! let mut writer = ModelFileWriter::new(Header::new("example", "russian"));
//! writer.floats("weights", &[2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
//! writer.text("labels", "да\nнет");
//!
//! let file = ModelFile::parse("example.model", writer.finish())?;
//! file.verify()?;
//! assert_eq!(file.floats("weights", &[2, 3])?[4], 5.0);
//! assert_eq!(file.lines("labels")?, ["да", "нет"]);
//! # Ok::<(), depesha_nn::model_file::ModelFileError>(())
//! ```

use std::ops::{Deref, Range};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The first eight bytes of every model file.
pub const MAGIC: [u8; 8] = *b"DEPESHA\n";

/// The format that this program writes, and the only one that it reads.
pub const FORMAT_VERSION: u32 = 1;

/// Sections start at multiples of this many bytes: a cache line, and the widest vector register.
pub const ALIGNMENT: usize = 64;

/// Length of what stands before the header: magic, format version, length of the header.
const PREAMBLE: usize = 16;

/// Why a model file cannot be used. The message names the file and the next step.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum ModelFileError {
    #[error(
        "{file} is not a model file of depesha: it starts with {found:02x?}, where {MAGIC:02x?} \
         was expected; {NEXT_STEP}"
    )]
    WrongMagic { file: String, found: Vec<u8> },
    #[error(
        "{file} has model format {found}, and this depesha reads format {FORMAT_VERSION}; \
         {NEXT_STEP}"
    )]
    WrongFormatVersion { file: String, found: u32 },
    #[error("{file} is cut off: it has {found} bytes, where {expected} were expected; {NEXT_STEP}")]
    Truncated { file: String, found: usize, expected: usize },
    #[error("{file} has a header that cannot be read: {reason}; {NEXT_STEP}")]
    BadHeader { file: String, reason: String },
    #[error(
        "{file} holds a model of kind '{found_kind}' for '{found_language}', where kind '{kind}' \
         for '{language}' was expected; {NEXT_STEP}"
    )]
    WrongKind {
        file: String,
        found_kind: String,
        found_language: String,
        kind: String,
        language: String,
    },
    #[error(
        "{file} is damaged: section '{section}' has checksum {found:08x}, where {expected:08x} \
         was expected; {NEXT_STEP}"
    )]
    BadChecksum { file: String, section: String, found: u32, expected: u32 },
    #[error("{file} has no section '{section}', but only {present:?}; {NEXT_STEP}")]
    MissingSection { file: String, section: String, present: Vec<String> },
    #[error(
        "{file} has in section '{section}' the type and shape {found}, where {expected} was \
         expected; {NEXT_STEP}"
    )]
    WrongShape { file: String, section: String, found: String, expected: String },
    #[error("{file} has in section '{section}' what cannot be used: {reason}; {NEXT_STEP}")]
    BadContent { file: String, section: String, reason: String },
}

const NEXT_STEP: &str = "take the model files of this version of depesha, or write them anew with \
                         `cargo xtask model`";

/// What the numbers of a section are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ElementType {
    /// UTF-8; the shape is the number of bytes.
    Text,
    /// Bytes.
    U8,
    /// 16-bit whole numbers.
    U16,
    /// 32-bit whole numbers.
    U32,
    /// 32-bit floating-point numbers.
    F32,
}

impl ElementType {
    /// Bytes of one element.
    pub fn size(self) -> usize {
        match self {
            ElementType::Text | ElementType::U8 => 1,
            ElementType::U16 => 2,
            ElementType::U32 | ElementType::F32 => 4,
        }
    }
}

/// A package that the model was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// Its name, such as `natasha`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the package's file, in hexadecimal.
    pub sha256: String,
    /// The licence that speaks for the data in it, with what is known of it.
    pub licence: String,
}

/// A named run of numbers or text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its name, unique in the file.
    pub name: String,
    /// What its numbers are.
    pub element: ElementType,
    /// Its dimensions, outermost first.
    pub shape: Vec<usize>,
    /// Where it starts, in bytes after the start of the first section.
    pub offset: usize,
    /// Its length in bytes.
    pub length: usize,
    /// CRC-32 (IEEE) of its bytes.
    pub crc32: u32,
}

/// What a model file says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// What the model is for, such as `syntax`.
    pub kind: String,
    /// The language, such as `russian`.
    pub language: String,
    /// What it was made from.
    pub packages: Vec<Package>,
    /// The sections, in the order of the file.
    pub sections: Vec<Section>,
}

impl Header {
    /// A header without packages and sections.
    pub fn new(kind: impl Into<String>, language: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            language: language.into(),
            packages: Vec::new(),
            sections: Vec::new(),
        }
    }
}

/// Bytes that are part of the program, or shared.
#[derive(Clone)]
enum Source {
    Embedded(&'static [u8]),
    Shared(Arc<Vec<u8>>),
}

/// Bytes of a model file; clones are cheap and share them.
#[derive(Clone)]
pub struct ModelBytes {
    source: Source,
    range: Range<usize>,
}

impl ModelBytes {
    fn part(&self, range: Range<usize>) -> Self {
        let start = self.range.start;
        Self { source: self.source.clone(), range: start + range.start..start + range.end }
    }
}

impl From<&'static [u8]> for ModelBytes {
    fn from(bytes: &'static [u8]) -> Self {
        Self { source: Source::Embedded(bytes), range: 0..bytes.len() }
    }
}

impl From<Vec<u8>> for ModelBytes {
    fn from(bytes: Vec<u8>) -> Self {
        let range = 0..bytes.len();
        Self { source: Source::Shared(Arc::new(bytes)), range }
    }
}

impl Deref for ModelBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.source {
            Source::Embedded(bytes) => &bytes[self.range.clone()],
            Source::Shared(bytes) => &bytes[self.range.clone()],
        }
    }
}

impl AsRef<[u8]> for ModelBytes {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl std::fmt::Debug for ModelBytes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ModelBytes({} bytes)", self.len())
    }
}

/// Floating-point numbers that stay in their file.
#[derive(Debug, Clone, Copy)]
pub struct FloatsInPlace<'file>(&'file [[u8; 4]]);

impl FloatsInPlace<'_> {
    /// The number at that place, row by row.
    ///
    /// # Panics
    /// Where there is none.
    pub fn at(self, place: usize) -> f32 {
        f32::from_le_bytes(self.0[place])
    }
}

/// Rows of little-endian numbers that stay in their file, `BYTES` for each row.
#[derive(Debug, Clone)]
pub struct RowsInPlace<const BYTES: usize>(ModelBytes);

impl<const BYTES: usize> Deref for RowsInPlace<BYTES> {
    type Target = [[u8; BYTES]];

    fn deref(&self) -> &[[u8; BYTES]] {
        self.0.as_chunks().0
    }
}

/// Gathers sections and writes them as one file; the same sections give the same bytes.
#[derive(Debug)]
pub struct ModelFileWriter {
    header: Header,
    data: Vec<u8>,
}

impl ModelFileWriter {
    /// Starts a file; `header.sections` is filled by the calls that follow.
    pub fn new(header: Header) -> Self {
        Self { header: Header { sections: Vec::new(), ..header }, data: Vec::new() }
    }

    /// Adds a section from its little-endian bytes.
    ///
    /// # Panics
    ///
    /// Where the name is taken, or the shape does not fit the number of bytes.
    pub fn section(&mut self, name: &str, element: ElementType, shape: &[usize], bytes: &[u8]) {
        assert!(self.header.sections.iter().all(|section| section.name != name), "{name} is taken");
        let length = shape.iter().product::<usize>() * element.size();
        assert_eq!(length, bytes.len(), "bytes of {name} with shape {shape:?}");
        self.data.resize(self.data.len().next_multiple_of(ALIGNMENT), 0);
        self.header.sections.push(Section {
            name: name.to_owned(),
            element,
            shape: shape.to_vec(),
            offset: self.data.len(),
            length,
            crc32: crc32fast::hash(bytes),
        });
        self.data.extend_from_slice(bytes);
    }

    /// Adds a section of floating-point numbers, row by row.
    pub fn floats(&mut self, name: &str, shape: &[usize], values: &[f32]) {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.section(name, ElementType::F32, shape, &bytes);
    }

    /// Adds a section of 32-bit whole numbers, row by row.
    pub fn whole_numbers(&mut self, name: &str, shape: &[usize], values: &[u32]) {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.section(name, ElementType::U32, shape, &bytes);
    }

    /// Adds a section of 16-bit whole numbers, row by row.
    pub fn short_numbers(&mut self, name: &str, shape: &[usize], values: &[u16]) {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.section(name, ElementType::U16, shape, &bytes);
    }

    /// Adds a section of plain bytes, with one dimension.
    pub fn bytes(&mut self, name: &str, bytes: &[u8]) {
        self.section(name, ElementType::U8, &[bytes.len()], bytes);
    }

    /// Adds a section of text. Lists stand one entry a line, without a newline at the end.
    pub fn text(&mut self, name: &str, text: &str) {
        self.section(name, ElementType::Text, &[text.len()], text.as_bytes());
    }

    /// The bytes of the whole file.
    pub fn finish(self) -> Vec<u8> {
        let header = serde_json::to_vec(&self.header).expect("a header has only plain fields");
        let start = (PREAMBLE + header.len()).next_multiple_of(ALIGNMENT);
        let mut file = Vec::with_capacity(start + self.data.len());
        file.extend_from_slice(&MAGIC);
        file.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        file.extend_from_slice(
            &u32::try_from(header.len()).expect("a header < 4 GiB").to_le_bytes(),
        );
        file.extend_from_slice(&header);
        file.resize(start, 0);
        file.extend_from_slice(&self.data);
        file
    }
}

/// A model file whose header and lengths have been checked.
#[derive(Debug, Clone)]
pub struct ModelFile {
    name: String,
    header: Header,
    sections: ModelBytes,
}

impl ModelFile {
    /// Reads the header and checks that all sections lie within `bytes`.
    ///
    /// `name` (mostly a path) is for the messages. The sections' checksums are left to
    /// [`ModelFile::verify`]: a model inside the program is verified by a test, not at each start.
    ///
    /// # Errors
    ///
    /// Another magic or format version, a file that is cut off, a header that cannot be read.
    pub fn parse(
        name: impl Into<String>,
        bytes: impl Into<ModelBytes>,
    ) -> Result<Self, ModelFileError> {
        let (name, bytes) = (name.into(), bytes.into());
        let magic = &bytes[..bytes.len().min(MAGIC.len())];
        if magic != MAGIC {
            return Err(ModelFileError::WrongMagic { file: name, found: magic.to_vec() });
        }
        if bytes.len() < PREAMBLE {
            let found = bytes.len();
            return Err(ModelFileError::Truncated { file: name, found, expected: PREAMBLE });
        }
        let version = u32_at(&bytes, 8);
        if version != FORMAT_VERSION {
            return Err(ModelFileError::WrongFormatVersion { file: name, found: version });
        }
        let header_end = PREAMBLE.saturating_add(u32_at(&bytes, 12) as usize);
        if bytes.len() < header_end {
            let found = bytes.len();
            return Err(ModelFileError::Truncated { file: name, found, expected: header_end });
        }
        let header: Header = match serde_json::from_slice(&bytes[PREAMBLE..header_end]) {
            Ok(header) => header,
            Err(error) => {
                return Err(ModelFileError::BadHeader { file: name, reason: error.to_string() });
            }
        };
        let start = header_end.next_multiple_of(ALIGNMENT);
        for section in &header.sections {
            let elements = section.shape.iter().try_fold(1, |all: usize, &n| all.checked_mul(n));
            let length = elements.and_then(|elements| elements.checked_mul(section.element.size()));
            if length != Some(section.length) || !section.offset.is_multiple_of(ALIGNMENT) {
                let reason = format!("section '{}' contradicts itself", section.name);
                return Err(ModelFileError::BadHeader { file: name, reason });
            }
            let end = start.saturating_add(section.offset).saturating_add(section.length);
            if bytes.len() < end {
                let found = bytes.len();
                return Err(ModelFileError::Truncated { file: name, found, expected: end });
            }
        }
        let end = bytes.len().max(start);
        let sections = bytes.part(start.min(bytes.len())..end.min(bytes.len()));
        Ok(Self { name, header, sections })
    }

    /// Compares the checksum of every section.
    ///
    /// # Errors
    ///
    /// [`ModelFileError::BadChecksum`] for the first section that differs.
    pub fn verify(&self) -> Result<(), ModelFileError> {
        for section in &self.header.sections {
            let found = crc32fast::hash(&self.bytes_of(section));
            if found != section.crc32 {
                return Err(ModelFileError::BadChecksum {
                    file: self.name.clone(),
                    section: section.name.clone(),
                    found,
                    expected: section.crc32,
                });
            }
        }
        Ok(())
    }

    /// Checks that the model is of this kind and for this language.
    ///
    /// # Errors
    ///
    /// [`ModelFileError::WrongKind`].
    pub fn expect(&self, kind: &str, language: &str) -> Result<(), ModelFileError> {
        if self.header.kind == kind && self.header.language == language {
            return Ok(());
        }
        Err(ModelFileError::WrongKind {
            file: self.name.clone(),
            found_kind: self.header.kind.clone(),
            found_language: self.header.language.clone(),
            kind: kind.to_owned(),
            language: language.to_owned(),
        })
    }

    /// What the file is called in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the file says of itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The section of that name.
    ///
    /// # Errors
    ///
    /// [`ModelFileError::MissingSection`].
    pub fn section(&self, name: &str) -> Result<&Section, ModelFileError> {
        self.header.sections.iter().find(|section| section.name == name).ok_or_else(|| {
            ModelFileError::MissingSection {
                file: self.name.clone(),
                section: name.to_owned(),
                present: self.header.sections.iter().map(|found| found.name.clone()).collect(),
            }
        })
    }

    /// Numbers of type F32 with exactly this shape, row by row; copied out of the file.
    ///
    /// # Errors
    ///
    /// No such section, or another type or shape.
    pub fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelFileError> {
        let section = self.typed(name, ElementType::F32, Some(shape))?;
        let bytes = self.bytes_of(section);
        let (numbers, _) = bytes.as_chunks::<4>();
        Ok(numbers.iter().map(|&number| f32::from_le_bytes(number)).collect())
    }

    /// Floating-point numbers as [`ModelFile::floats`] gives them, but left where they are: for those
    /// that are packed anew at once.
    ///
    /// # Errors
    ///
    /// As [`ModelFile::floats`].
    pub fn floats_in_place(
        &self,
        name: &str,
        shape: &[usize],
    ) -> Result<FloatsInPlace<'_>, ModelFileError> {
        let section = self.typed(name, ElementType::F32, Some(shape))?;
        let bytes = &self.sections[section.offset..section.offset + section.length];
        Ok(FloatsInPlace(bytes.as_chunks().0))
    }

    /// The bytes of whole numbers of type U16 or U32, `BYTES` for each row; not copied.
    ///
    /// # Errors
    ///
    /// No such section, another type, or rows of another length.
    pub fn rows_in_place<const BYTES: usize>(
        &self,
        name: &str,
        element: ElementType,
    ) -> Result<RowsInPlace<BYTES>, ModelFileError> {
        let bytes = self.bytes_of(self.typed(name, element, None)?);
        if BYTES == 0 || !bytes.len().is_multiple_of(BYTES) {
            return Err(self.bad_content(name, format!("its rows are not of {BYTES} bytes")));
        }
        Ok(RowsInPlace(bytes))
    }

    /// Numbers of type U32 of any shape, row by row; copied out of the file.
    ///
    /// # Errors
    ///
    /// No such section, or another type.
    pub fn whole_numbers(&self, name: &str) -> Result<Vec<u32>, ModelFileError> {
        let bytes = self.bytes_of(self.typed(name, ElementType::U32, None)?);
        let (numbers, _) = bytes.as_chunks::<4>();
        Ok(numbers.iter().map(|&number| u32::from_le_bytes(number)).collect())
    }

    /// Numbers of type U16 of any shape, row by row; copied out of the file.
    ///
    /// # Errors
    ///
    /// No such section, or another type.
    pub fn short_numbers(&self, name: &str) -> Result<Vec<u16>, ModelFileError> {
        let bytes = self.bytes_of(self.typed(name, ElementType::U16, None)?);
        let (numbers, _) = bytes.as_chunks::<2>();
        Ok(numbers.iter().map(|&number| u16::from_le_bytes(number)).collect())
    }

    /// Bytes of type U8 of any shape, row by row; not copied.
    ///
    /// # Errors
    ///
    /// No such section, or another type.
    pub fn bytes(&self, name: &str) -> Result<ModelBytes, ModelFileError> {
        Ok(self.bytes_of(self.typed(name, ElementType::U8, None)?))
    }

    /// Text.
    ///
    /// # Errors
    ///
    /// No such section, another type, or bytes that are not UTF-8.
    pub fn text(&self, name: &str) -> Result<&str, ModelFileError> {
        let section = self.typed(name, ElementType::Text, None)?;
        let bytes = &self.sections[section.offset..section.offset + section.length];
        std::str::from_utf8(bytes).map_err(|error| self.bad_content(name, error.to_string()))
    }

    /// The entries of a list that stands one a line: the entry's number is its line.
    ///
    /// # Errors
    ///
    /// As [`ModelFile::text`].
    pub fn lines(&self, name: &str) -> Result<Vec<&str>, ModelFileError> {
        Ok(self.text(name)?.split('\n').collect())
    }

    /// An error for a section whose content does not fit what its reader needs.
    pub fn bad_content(&self, section: &str, reason: impl Into<String>) -> ModelFileError {
        ModelFileError::BadContent {
            file: self.name.clone(),
            section: section.to_owned(),
            reason: reason.into(),
        }
    }

    fn bytes_of(&self, section: &Section) -> ModelBytes {
        self.sections.part(section.offset..section.offset + section.length)
    }

    fn typed(
        &self,
        name: &str,
        element: ElementType,
        shape: Option<&[usize]>,
    ) -> Result<&Section, ModelFileError> {
        let section = self.section(name)?;
        if section.element == element && shape.is_none_or(|shape| shape == section.shape) {
            return Ok(section);
        }
        let expected_shape = shape.map_or("of any shape".to_owned(), |shape| format!("{shape:?}"));
        Err(ModelFileError::WrongShape {
            file: self.name.clone(),
            section: name.to_owned(),
            found: format!("{:?} {:?}", section.element, section.shape),
            expected: format!("{element:?} {expected_shape}"),
        })
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Vec<u8> {
        let mut header = Header::new("example", "russian");
        header.packages.push(Package {
            name: "набор".into(),
            version: "1.0".into(),
            sha256: "00".repeat(32),
            licence: "MIT".into(),
        });
        let mut writer = ModelFileWriter::new(header);
        writer.floats("weights", &[2, 3], &[1.0, -2.5, f32::MIN_POSITIVE, 4.0, 5.0, 6.0]);
        writer.bytes("index", &[1, 2, 3]);
        writer.whole_numbers("wide", &[2], &[7, u32::MAX]);
        writer.short_numbers("narrow", &[1, 2], &[7, u16::MAX]);
        writer.text("labels", "да\nнет\n");
        writer.bytes("empty", &[]);
        writer.finish()
    }

    fn message(result: Result<impl std::fmt::Debug, ModelFileError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn what_is_written_is_read() {
        let file = ModelFile::parse("example.model", example()).unwrap();
        file.verify().unwrap();
        file.expect("example", "russian").unwrap();
        assert_eq!(file.header().packages[0].name, "набор");
        let weights = file.floats("weights", &[2, 3]).unwrap();
        assert_eq!(weights, [1.0, -2.5, f32::MIN_POSITIVE, 4.0, 5.0, 6.0]);
        assert_eq!(&*file.bytes("index").unwrap(), [1, 2, 3]);
        assert_eq!(file.whole_numbers("wide").unwrap(), [7, u32::MAX]);
        assert_eq!(file.short_numbers("narrow").unwrap(), [7, u16::MAX]);
        let rows = file.rows_in_place::<4>("narrow", ElementType::U16).unwrap();
        assert_eq!(*rows, [[7, 0, 255, 255]]);
        let message = message(file.rows_in_place::<3>("narrow", ElementType::U16));
        assert!(message.contains("its rows are not of 3 bytes"), "{message}");
        assert_eq!(file.lines("labels").unwrap(), ["да", "нет", ""]);
        assert!(file.bytes("empty").unwrap().is_empty());
    }

    #[test]
    fn same_sections_same_bytes_and_aligned() {
        assert_eq!(example(), example());
        let file = ModelFile::parse("example.model", example()).unwrap();
        assert!(file.header().sections.iter().all(|section| section.offset % ALIGNMENT == 0));
    }

    #[test]
    fn embedded_bytes_are_not_copied() {
        let bytes: &'static [u8] = Box::leak(example().into_boxed_slice());
        let file = ModelFile::parse("example.model", bytes).unwrap();
        assert!(bytes.as_ptr_range().contains(&file.bytes("index").unwrap().as_ptr()));
    }

    #[test]
    fn another_file_is_refused_by_its_magic() {
        let message = message(ModelFile::parse("photo.png", b"\x89PNG\r\n\x1a\n........".to_vec()));
        assert!(message.starts_with("photo.png is not a model file of depesha"), "{message}");
        assert!(message.contains("89, 50, 4e"), "{message}");
        assert!(message.contains("cargo xtask model"), "{message}");
        assert!(matches!(
            ModelFile::parse("empty", Vec::new()),
            Err(ModelFileError::WrongMagic { .. })
        ));
    }

    #[test]
    fn another_format_version_is_named() {
        let mut bytes = example();
        bytes[8] = 9;
        let message = message(ModelFile::parse("new.model", bytes));
        assert!(message.contains("has model format 9, and this depesha reads format 1"));
    }

    #[test]
    fn a_file_cut_off_anywhere_is_an_error() {
        let bytes = example();
        // The last section is empty, and the padding before it belongs to no section.
        let needed = bytes.len() - (ALIGNMENT - "да\nнет\n".len());
        for length in 0..needed {
            let result = ModelFile::parse("cut.model", bytes[..length].to_vec());
            assert!(result.is_err(), "{length} of {} bytes", bytes.len());
        }
        let message = message(ModelFile::parse("cut.model", bytes[..needed - 1].to_vec()));
        assert!(message.contains("cut.model is cut off: it has"), "{message}");
    }

    #[test]
    fn a_flipped_bit_in_a_section_shows_in_its_checksum() {
        let mut bytes = example();
        let at = bytes.windows(4).rposition(|window| window == 4.0f32.to_le_bytes()).unwrap();
        bytes[at + 1] ^= 1;
        let file = ModelFile::parse("bad.model", bytes).unwrap();
        let message = message(file.verify());
        assert!(message.contains("bad.model is damaged: section 'weights' has checksum"));
    }

    #[test]
    fn a_missing_section_is_named_beside_those_present() {
        let file = ModelFile::parse("example.model", example()).unwrap();
        let message = message(file.floats("conv1.weight", &[1]));
        assert!(message.contains("has no section 'conv1.weight'"), "{message}");
        assert!(message.contains("\"weights\", \"index\""), "{message}");
    }

    #[test]
    fn another_shape_type_kind_or_language_is_an_error() {
        let file = ModelFile::parse("example.model", example()).unwrap();
        let message = message(file.floats("weights", &[3, 2]));
        assert!(message.contains("F32 [2, 3], where F32 [3, 2] was expected"), "{message}");
        assert!(matches!(file.bytes("weights"), Err(ModelFileError::WrongShape { .. })));
        assert!(matches!(file.text("index"), Err(ModelFileError::WrongShape { .. })));
        assert!(matches!(file.expect("syntax", "russian"), Err(ModelFileError::WrongKind { .. })));
        assert!(matches!(file.expect("example", "other"), Err(ModelFileError::WrongKind { .. })));
    }

    #[test]
    fn a_header_with_impossible_lengths_is_an_error() {
        let bytes = example();
        let text = String::from_utf8_lossy(&bytes[PREAMBLE..]).into_owned();
        let header = &text[..text.rfind("]}").unwrap() + 2];
        for (from, to) in [
            ("\"shape\":[2,3]", "\"shape\":[18446744073709551615,2]"),
            ("\"offset\":0", "\"offset\":18446744073709551552"),
            ("\"length\":24", "\"length\":2"),
            ("{\"kind\"", "{\"kinds\""),
        ] {
            let changed = header.replacen(from, to, 1);
            assert_ne!(changed, header);
            let mut file = bytes[..12].to_vec();
            file.extend_from_slice(&(changed.len() as u32).to_le_bytes());
            file.extend_from_slice(changed.as_bytes());
            file.resize(file.len() + 4096, 0);
            assert!(ModelFile::parse("odd.model", file).is_err(), "{to}");
        }
    }
}
