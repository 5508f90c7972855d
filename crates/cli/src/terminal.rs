//! Standard output, with its width and colours.

use std::io::{self, BufWriter, StdoutLock, Write};

use anstream::AutoStream;

use crate::typesetting::Typesetting;

/// Columns where nothing says how many there are.
const USUAL_WIDTH: usize = 80;
/// Columns beyond which lines are hard to read.
const WIDEST: usize = 100;

/// Columns of what is printed, where no option says how many there are.
pub(crate) fn usual_width() -> usize {
    let terminal = terminal_size::terminal_size_of(io::stdout());
    terminal.map_or(USUAL_WIDTH, |(width, _)| usize::from(width.0).min(WIDEST))
}

/// Standard output.
pub(crate) struct Screen {
    output: BufWriter<AutoStream<StdoutLock<'static>>>,
    pub(crate) typesetting: Typesetting,
}

impl Screen {
    pub(crate) fn to_stdout() -> Self {
        let stdout = io::stdout().lock();
        let color = AutoStream::choice(&stdout);
        let coloured = color != anstream::ColorChoice::Never;
        Self {
            output: BufWriter::new(AutoStream::new(stdout, color)),
            typesetting: Typesetting { width: usual_width(), coloured },
        }
    }

    pub(crate) fn put(&mut self, page: &str) -> io::Result<()> {
        self.output.write_all(page.as_bytes())
    }

    pub(crate) fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.output, "{line}")
    }

    /// Writes what is still to be written.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.output.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
