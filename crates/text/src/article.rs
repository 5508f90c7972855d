/// A report as it was received: its text and what is known of its publication.
///
/// Nothing here is derived from the text itself; what the text says of its outlet is found by the
/// reading, and a field that nobody gave stays `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Article {
    /// The path or name by which the giver of the article knows it.
    pub id: String,
    /// The outlet that publishes the report.
    pub outlet: Option<String>,
    /// Where the report was published.
    pub url: Option<String>,
    /// When the report was published, as it was given (RFC 3339 date or date and time).
    pub published: Option<String>,
    /// The headline, where it was given apart from the body.
    pub title: Option<String>,
    /// The text, exactly as received, less the encoding's mark; every [`ByteSpan`](crate::ByteSpan) points into it.
    pub body: String,
    /// The SHA-256 of the bytes that were received, in lower-case hexadecimal digits, where the
    /// giver counted it; `None` where the article was never bytes of its own.
    pub sha256: Option<String>,
}

impl Article {
    /// An article of which nothing but its text is known.
    pub fn from_body(id: impl Into<String>, body: impl Into<String>) -> Self {
        Self { id: id.into(), body: body.into(), ..Self::default() }
    }
}
