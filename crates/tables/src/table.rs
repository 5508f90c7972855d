use std::io;

use jiff::civil::Date;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// A number, as a double.
    Real,
    /// Yes or no.
    Flag,
    /// A day of the calendar.
    Day,
    /// Bytes as they are; in CSV and JSON hexadecimal digits.
    Bytes,
    /// A list of words.
    Texts,
    /// A list of whole numbers.
    Integers,
}

impl Kind {
    /// Its name in the documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Real => "real",
            Self::Flag => "boolean",
            Self::Day => "date",
            Self::Bytes => "bytes",
            Self::Texts => "list of text",
            Self::Integers => "list of integer",
        }
    }
}

/// A column: what it is called, holds and says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether a row may have none of it.
    pub may_lack: bool,
    /// What it says, with its unit.
    pub says: &'static str,
}

impl Column {
    /// A column of which each row has a value.
    pub const fn new(name: &'static str, kind: Kind, says: &'static str) -> Self {
        Self { name, kind, may_lack: false, says }
    }

    /// The same, of which a row may have none.
    #[must_use]
    pub const fn or_none(self) -> Self {
        Self { may_lack: true, ..self }
    }
}

/// What rows are, and their columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name, that of its file.
    pub name: &'static str,
    /// What a row of it is.
    pub row: &'static str,
    /// Its columns, in their order.
    pub columns: &'static [Column],
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing is known.
    None,
    /// Of a [`Kind::Text`].
    Text(String),
    /// Of a [`Kind::Integer`].
    Integer(i64),
    /// Of a [`Kind::Real`].
    Real(f64),
    /// Of a [`Kind::Flag`].
    Flag(bool),
    /// Of a [`Kind::Day`].
    Day(Date),
    /// Of a [`Kind::Bytes`].
    Bytes(Vec<u8>),
    /// Of a [`Kind::Texts`].
    Texts(Vec<String>),
    /// Of a [`Kind::Integers`].
    Integers(Vec<i64>),
}

impl Value {
    /// Words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// Words, if there are some.
    pub fn maybe_text(words: Option<impl Into<String>>) -> Self {
        words.map_or(Self::None, |words| Self::Text(words.into()))
    }

    /// A number of things or of code points.
    pub fn count(number: usize) -> Self {
        Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// A day in the form of ISO 8601; none where it is no day.
    pub fn day(day: Option<&str>) -> Self {
        day.and_then(|day| day.parse().ok()).map_or(Self::None, Self::Day)
    }

    fn kind(&self) -> Option<Kind> {
        Some(match self {
            Self::None => return None,
            Self::Text(_) => Kind::Text,
            Self::Integer(_) => Kind::Integer,
            Self::Real(_) => Kind::Real,
            Self::Flag(_) => Kind::Flag,
            Self::Day(_) => Kind::Day,
            Self::Bytes(_) => Kind::Bytes,
            Self::Texts(_) => Kind::Texts,
            Self::Integers(_) => Kind::Integers,
        })
    }
}

impl Table {
    /// Whether these are the values of a row of it.
    ///
    /// # Errors
    /// Says which one is not.
    pub(crate) fn check(&self, values: &[Value]) -> io::Result<()> {
        let fault = |what: String| Err(io::Error::new(io::ErrorKind::InvalidData, what));
        if values.len() != self.columns.len() {
            let (given, wanted) = (values.len(), self.columns.len());
            return fault(format!(
                "a row of {} has {given} values for {wanted} columns",
                self.name
            ));
        }
        for (column, value) in self.columns.iter().zip(values) {
            let fits = match value.kind() {
                None => column.may_lack,
                Some(kind) => kind == column.kind,
            };
            if !fits {
                let Column { name, kind, .. } = column;
                let table = self.name;
                return fault(format!("{table}.{name} is {}, not {value:?}", kind.word()));
            }
        }
        Ok(())
    }
}
