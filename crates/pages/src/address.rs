//! Addresses of pages: paths with the filters in them, each sign as an address has it.

use std::fmt::{self, Display, Write};

/// The address of a page of this server. As text it is ready to stand in a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    path: String,
    fields: Vec<(String, String)>,
    part: Option<String>,
}

/// Writes the bytes of `text` that may stand in an address by themselves, and the others by their numbers.
fn put_encoded(written: &mut String, text: &str, also: &[u8]) {
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || also.contains(&byte) {
            written.push(char::from(byte));
        } else {
            let _ = write!(written, "%{byte:02X}");
        }
    }
}

impl Address {
    /// The page with this path, which holds no signs but letters of ASCII, digits and slashes.
    pub(crate) fn of(path: &str) -> Self {
        Self { path: path.to_owned(), fields: Vec::new(), part: None }
    }

    /// The same with a further piece of the path, whatever is in it.
    pub(crate) fn below(mut self, piece: &str) -> Self {
        if !self.path.ends_with('/') {
            self.path.push('/');
        }
        // A path of one or two points alone would be one of the folder above.
        if piece.bytes().all(|byte| byte == b'.') {
            self.path.push_str(&piece.replace('.', "%2E"));
        } else {
            put_encoded(&mut self.path, piece, b":");
        }
        self
    }

    /// The same with a field of the query.
    pub(crate) fn with(mut self, name: &str, value: impl Display) -> Self {
        self.fields.push((name.to_owned(), value.to_string()));
        self
    }

    /// The same with a field where there is a value for it.
    pub(crate) fn with_some(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The same without a field.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(own, _)| own != name);
        self
    }

    /// The same with another value of a field.
    pub(crate) fn but(self, name: &str, value: impl Display) -> Self {
        self.without(name).with(name, value)
    }

    /// The same at a part of the page, by its id.
    pub(crate) fn at(mut self, part: impl Display) -> Self {
        self.part = Some(part.to_string());
        self
    }

    /// The fields of the query.
    pub(crate) fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// The path, as it stands in the address.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

impl Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = self.path.clone();
        for (at, (name, value)) in self.fields.iter().enumerate() {
            written.push(if at == 0 { '?' } else { '&' });
            put_encoded(&mut written, name, b"");
            written.push('=');
            put_encoded(&mut written, value, b":,");
        }
        if let Some(part) = &self.part {
            written.push('#');
            put_encoded(&mut written, part, b"");
        }
        f.write_str(&written)
    }
}

/// The address of a report, by its id.
pub(crate) fn of_report(id: &str) -> Address {
    // What a path would lose at its ends stands in the query.
    if id.is_empty() || id.starts_with('/') || id.ends_with('/') {
        return Address::of("/report").with("id", id);
    }
    Address::of("/report").below(id)
}

/// The address of a record in its report: its key is that of the reading, a colon and its id.
pub(crate) fn of_record(report: &str, key: &str) -> Address {
    let id = key.rsplit(':').next().unwrap_or_default();
    of_report(report).at(id)
}

/// The address of an entry of the directory.
pub(crate) fn of_actor(entry: &str) -> Address {
    Address::of("/actor").below(entry)
}

/// The address of a pair of states, the first by the alphabet first.
pub(crate) fn of_pair(one: &str, other: &str) -> Address {
    let [one, other] = if one <= other { [one, other] } else { [other, one] };
    Address::of("/pair").below(one).below(other)
}

/// Where another site is to be linked to: only addresses of the web, never what a browser would carry out.
pub(crate) fn of_the_web(url: &str) -> Option<&str> {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let is_web = scheme.is_some_and(|scheme| scheme == "http" || scheme == "https");
    let is_plain = !url.chars().any(|letter| letter.is_control() || letter.is_whitespace());
    (is_web && is_plain).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_stands_in_an_id_is_no_sign_of_the_address() {
        let address = of_report("a/b?c=d&e#f\"><script>").with("since", "2025-11").at("s1");
        assert_eq!(
            address.to_string(),
            "/report/a%2Fb%3Fc%3Dd%26e%23f%22%3E%3Cscript%3E?since=2025-11#s1"
        );
        assert_eq!(of_report("..").to_string(), "/report/%2E%2E");
        assert_eq!(of_report("a/").to_string(), "/report?id=a%2F");
        assert_eq!(of_record("мост", "k:s2").to_string(), "/report/%D0%BC%D0%BE%D1%81%D1%82#s2");
    }

    #[test]
    fn a_pair_has_one_address() {
        assert_eq!(of_pair("RUS", "AZE").to_string(), "/pair/AZE/RUS");
    }

    #[test]
    fn only_the_web_is_linked_to() {
        assert_eq!(of_the_web("https://news.example/1"), Some("https://news.example/1"));
        for bad in [
            "javascript:alert(1)",
            "JavaScript://x%0aalert(1)",
            "data:text/html,x",
            " https://x",
            "https://x\n",
            "//x",
            "ftp://x/",
        ] {
            assert_eq!(of_the_web(bad), None, "{bad}");
        }
    }
}
