//! From a path, a folder or a stream to its documents, one after the other.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::document::{Document, Form, Place, Reason, Rejected, sha256};
use crate::encoding::{decode, encoding_of_rows};
use crate::feed::documents_of_feed;
use crate::json::{Json, JsonLines};
use crate::languages::language_of;
use crate::options::Options;
use crate::parquet_table::{MARK as PARQUET, ParquetTable, seekable};
use crate::recognition::{Recognised, recognise};
use crate::separated::Separated;
use crate::streams::{
    Glanced, Stream, all_of, gzip_begins_with, is_gzip, reason_of, recoded, unpacked,
};
use crate::web_archive::WebArchive;
use crate::web_page::document_of_page;

/// How often an archive may lie in an archive.
const MOST_PACKINGS: usize = 3;

/// The documents of a source, in the order in which they stand there, and what in it is none.
///
/// It holds one document at a time (of a feed, all), and goes on after whatever is rejected for as
/// long as there is more to read.
pub struct Documents {
    options: Options,
    /// The files and folders that are still to be read, the next one last.
    waiting: Vec<PathBuf>,
    /// The documents of the file that is being read.
    current: Option<Given>,
    passed: Arc<AtomicU64>,
    /// The bytes of all files up to the one that is being read.
    opened: u64,
}

/// A file whose bytes are counted as they are read.
struct Counted {
    file: File,
    passed: Arc<AtomicU64>,
}

impl io::Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.passed.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// How many bytes the files at `path` have, which [`Documents::passed`] comes to; standard input and
/// what cannot be read have none.
pub fn bytes_at(path: &Path) -> u64 {
    let mut waiting = vec![path.to_owned()];
    let mut bytes = 0;
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(in_folder(&path).unwrap_or_default());
        } else {
            bytes += fs::metadata(&path).map_or(0, |known| known.len());
        }
    }
    bytes
}

/// The files and folders in a folder that are read, in the order of their names' bytes.
fn in_folder(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let is_link_to_folder =
            entry.file_type().is_ok_and(|kind| kind.is_symlink()) && entry.path().is_dir();
        if !is_hidden && !is_link_to_folder {
            names.push(entry.file_name());
        }
    }
    names.sort_by(|one, other| one.as_encoded_bytes().cmp(other.as_encoded_bytes()));
    Ok(names.into_iter().map(|name| folder.join(name)).collect())
}

/// The documents at `path`: of a file; of a folder, with all folders in it, in the order of their
/// names' bytes; or of standard input, where it is `-`.
///
/// Files and folders whose names begin with a full stop are passed over in folders, and links to
/// folders are not followed.
pub fn documents(path: &Path, options: &Options) -> Documents {
    Documents::over(vec![path.to_owned()], None, options)
}

/// The documents of a stream that is known as `name`.
///
/// Its form is recognised by its content, else by the ending of the name.
pub fn documents_of_stream(
    name: impl Into<String>,
    stream: impl BufRead + Send + 'static,
    options: &Options,
) -> Documents {
    let current = Some(documents_in(name.into(), Box::new(stream), None, options));
    Documents::over(Vec::new(), current, options)
}

impl Iterator for Documents {
    type Item = Result<Document, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(current) = &mut self.current {
                if let Some(given) = current.next() {
                    return Some(given);
                }
                self.current = None;
            }
            let path = self.waiting.pop()?;
            match self.open(&path) {
                Ok(()) => {}
                Err(rejected) => return Some(Err(rejected)),
            }
        }
    }
}

impl Documents {
    fn over(waiting: Vec<PathBuf>, current: Option<Given>, options: &Options) -> Self {
        let passed = Arc::default();
        Self { options: options.clone(), waiting, current, passed, opened: 0 }
    }

    /// How many bytes of the files have been read by now, as they lie on the disk.
    pub fn passed(&self) -> u64 {
        self.passed.load(Ordering::Relaxed)
    }

    fn open(&mut self, path: &Path) -> Result<(), Rejected> {
        let name = path.to_string_lossy().into_owned();
        if name == "-" {
            let stdin = Box::new(BufReader::new(io::stdin()));
            self.current = Some(documents_in(name, stdin, None, &self.options));
            return Ok(());
        }
        // Asked beforehand, because what a system answers to reading a folder differs among them.
        if path.is_dir() {
            return self.open_folder(path, name);
        }
        // Of what is read at any place of a file, as Parquet is, only the end is told.
        self.passed.store(self.opened, Ordering::Relaxed);
        match File::open(path) {
            Ok(file) => {
                self.opened += file.metadata().map_or(0, |known| known.len());
                let again = file.try_clone().ok().filter(|file| seekable(file).unwrap_or(false));
                let counted = Counted { file, passed: Arc::clone(&self.passed) };
                let stream = Box::new(BufReader::with_capacity(64 * 1024, counted));
                self.current = Some(documents_in(name, stream, again, &self.options));
                Ok(())
            }
            Err(cause) => Err(Rejected::unread(name, cause)),
        }
    }

    fn open_folder(&mut self, folder: &Path, name: String) -> Result<(), Rejected> {
        let paths = in_folder(folder).map_err(|cause| Rejected::unread(name.clone(), cause))?;
        if paths.is_empty() {
            return Err(Rejected::file(name, Reason::EmptyFolder));
        }
        self.waiting.extend(paths.into_iter().rev());
        Ok(())
    }
}

type Given = Box<dyn Iterator<Item = Result<Document, Rejected>> + Send>;

/// The documents of a stream; `file` is the same one where it can be read at any place.
fn documents_in(name: String, stream: Stream, file: Option<File>, options: &Options) -> Given {
    let mut stream = Glanced::at(stream);
    let mut packings = 0;
    loop {
        let begins = stream.glance();
        if is_gzip(begins) && gzip_begins_with(begins, b"WARC/") {
            return Box::new(WebArchive::of(name, Box::new(stream), true, options.clone()));
        }
        if packings == MOST_PACKINGS {
            break;
        }
        match unpacked(stream) {
            Ok(inner) => {
                packings += 1;
                stream = Glanced::at(inner);
            }
            Err(same) => {
                stream = same;
                break;
            }
        }
    }
    let begins = stream.glance();
    if packings == 0
        && begins.starts_with(PARQUET)
        && let Some(file) = file
    {
        return Box::new(ParquetTable::of_file(name, file, options.clone()));
    }
    let recognised = recognise(begins, &name, options);
    let encoding = encoding_of_rows(begins);
    let rows = |stream: Glanced| -> (Stream, &'static encoding_rs::Encoding) {
        // The rows of UTF-16 end in no single byte.
        if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE {
            (recoded(Box::new(stream), encoding), encoding_rs::UTF_8)
        } else {
            (Box::new(stream), encoding)
        }
    };
    let options = options.clone();
    match recognised {
        Recognised::Form(Form::JsonLines) => {
            let (stream, encoding) = rows(stream);
            Box::new(JsonLines::of(name, stream, encoding, options))
        }
        Recognised::Form(Form::Json) => {
            let (stream, encoding) = rows(stream);
            Box::new(Json::of(name, stream, encoding, options))
        }
        Recognised::Separated(separator) => {
            let (stream, encoding) = rows(stream);
            Box::new(Separated::of(name, stream, encoding, separator, options))
        }
        Recognised::Form(Form::WebArchive) => {
            Box::new(WebArchive::of(name, Box::new(stream), false, options))
        }
        Recognised::Form(Form::Parquet) => {
            Box::new(ParquetTable::of_stream(name, Box::new(stream), options))
        }
        Recognised::Form(Form::Feed) => match all_of(&mut stream, options.longest) {
            Ok(bytes) => Box::new(documents_of_feed(&name, &bytes).into_iter()),
            Err(reason) => alone(Err(Rejected::file(name, reason))),
        },
        Recognised::Form(Form::WebPage) => {
            let place = Place::whole(name);
            let made = all_of(&mut stream, options.longest).and_then(|bytes| {
                document_of_page(place.clone(), Form::WebPage, &bytes, None, None)
            });
            alone(made.map_err(|reason| Rejected { place, reason }))
        }
        Recognised::OtherXml => alone(Err(Rejected::file(name, Reason::OtherXml))),
        Recognised::Form(Form::Text | Form::Separated) => alone(text(name, &mut stream, &options)),
    }
}

fn alone(one: Result<Document, Rejected>) -> Given {
    Box::new(std::iter::once(one))
}

/// The document that a file of plain text is.
fn text(name: String, stream: &mut Glanced, options: &Options) -> Result<Document, Rejected> {
    let place = Place::whole(name.clone());
    let made = all_of(stream, options.longest_text).and_then(|bytes| {
        let decoded = decode(&bytes).map_err(Reason::NotText)?;
        Ok(Document {
            id: name,
            place: place.clone(),
            form: Form::Text,
            outlet: None,
            url: None,
            published: None,
            title: None,
            language: language_of(&decoded.text).map(str::to_owned),
            sha256: sha256(&bytes),
            body: decoded.text,
            encoding: decoded.encoding,
            replaced: decoded.replaced,
        })
    });
    made.map_err(|reason| Rejected { place, reason })
}

/// What keeps a path from being read.
pub(crate) fn whole_file(path: &Path) -> Result<Vec<u8>, Rejected> {
    let name = path.to_string_lossy().into_owned();
    if name == "-" {
        let mut bytes = Vec::new();
        return match io::Read::read_to_end(&mut io::stdin().lock(), &mut bytes) {
            Ok(_) => Ok(bytes),
            Err(cause) => Err(Rejected::file(name, reason_of(cause))),
        };
    }
    if path.is_dir() {
        return Err(Rejected::file(name, Reason::Folder));
    }
    fs::read(path).map_err(|cause| Rejected::unread(name, cause))
}
