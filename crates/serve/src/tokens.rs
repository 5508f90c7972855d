//! Who may read and write: tokens, and those who signed in with one.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The fewest characters of a token: that many random ones nobody guesses.
pub const SHORTEST_TOKEN: usize = 16;
/// How long somebody stays signed in.
const SIGNED_IN: Duration = Duration::from_secs(12 * 60 * 60);
/// The most that are signed in at once; who signs in beyond that puts out the one who did so first.
const MOST_SIGNED_IN: usize = 256;

/// A token as the server knows it: it is compared by its SHA-256, in the same time whatever it is.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    /// A token by its characters.
    ///
    /// # Errors
    /// Says what is wrong where it is too short or has spaces or other than visible ASCII characters.
    pub fn new(token: &str) -> Result<Self, String> {
        if token.len() < SHORTEST_TOKEN {
            return Err(format!("a token has {SHORTEST_TOKEN} characters at least"));
        }
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("a token is of letters, digits and marks of ASCII, without spaces".into());
        }
        Ok(Self(digest(token)))
    }

    fn is(&self, given: &[u8; 32]) -> bool {
        self.0.ct_eq(given).into()
    }
}

fn digest(words: &str) -> [u8; 32] {
    Sha256::digest(words).into()
}

/// Somebody who may correct, and the token by which they are known.
#[derive(Debug, Clone)]
pub struct Reviewer {
    /// The name under which their corrections are kept.
    pub name: String,
    /// Their token.
    pub token: Token,
}

/// The reviewers that a text lists: a line each, the name, a tab or spaces, the token. Lines that begin with `#`
/// and blank ones are passed over.
///
/// # Errors
/// Says which line is wrong, and how.
pub fn reviewers(list: &str) -> Result<Vec<Reviewer>, String> {
    let mut found: Vec<Reviewer> = Vec::new();
    for (number, line) in (1..).zip(list.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, token) = line
            .rsplit_once(char::is_whitespace)
            .ok_or(format!("line {number}: give a name and, behind a space, a token"))?;
        let name = name.trim().to_owned();
        if found.iter().any(|reviewer| reviewer.name == name) {
            return Err(format!("line {number}: {name} is there twice"));
        }
        let token = Token::new(token).map_err(|why| format!("line {number}: {why}"))?;
        found.push(Reviewer { name, token });
    }
    if found.is_empty() { Err("no reviewer is listed".into()) } else { Ok(found) }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// Nobody that is known.
    Anybody,
    /// Somebody with the server's token.
    Keeper,
    /// A reviewer.
    Reviewer(String),
}

impl Who {
    pub(crate) fn reviewer(&self) -> Option<&str> {
        match self {
            Self::Reviewer(name) => Some(name),
            _ => None,
        }
    }
}

/// The tokens that there are, and who signed in.
#[derive(Debug)]
pub(crate) struct Access {
    token: Option<Token>,
    reviewers: Vec<Reviewer>,
    signed_in: Mutex<HashMap<String, SignedIn>>,
}

#[derive(Debug, Clone)]
struct SignedIn {
    who: Who,
    form_token: String,
    since: Instant,
}

/// Somebody who signed in: who, and what their forms must send back.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) who: Who,
    pub(crate) form_token: String,
}

/// Thirty-two random bytes in hexadecimal digits; none where the system gives no random numbers.
fn random() -> Option<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).ok()?;
    Some(hexadecimal(&bytes))
}

/// Bytes in hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Access {
    pub(crate) fn new(token: Option<Token>, reviewers: Vec<Reviewer>) -> Self {
        Self { token, reviewers, signed_in: Mutex::default() }
    }

    /// Whether anybody may write: whether there is a token.
    pub(crate) fn has_tokens(&self) -> bool {
        self.token.is_some() || !self.reviewers.is_empty()
    }

    /// Whose token it is; all are compared, so that the time tells nothing.
    pub(crate) fn known_by(&self, token: &str) -> Option<Who> {
        let given = digest(token);
        let mut who = None;
        if self.token.as_ref().is_some_and(|token| token.is(&given)) {
            who = Some(Who::Keeper);
        }
        for reviewer in &self.reviewers {
            if reviewer.token.is(&given) {
                who = Some(Who::Reviewer(reviewer.name.clone()));
            }
        }
        who
    }

    /// Signs somebody in who gave the token; the value of the cookie. With the server's own token one says
    /// oneself who reviews.
    pub(crate) fn sign_in(&self, token: &str, name: &str) -> Option<String> {
        let who = match self.known_by(token)? {
            Who::Keeper if !name.trim().is_empty() => Who::Reviewer(name.trim().to_owned()),
            who => who,
        };
        let (cookie, form_token) = (random()?, random()?);
        let mut signed_in = self.signed_in.lock().ok()?;
        signed_in.retain(|_, one| one.since.elapsed() < SIGNED_IN);
        if signed_in.len() >= MOST_SIGNED_IN {
            let first = signed_in.iter().min_by_key(|(_, one)| one.since);
            let first = first.map(|(cookie, _)| cookie.clone());
            first.map(|cookie| signed_in.remove(&cookie));
        }
        // The map holds the digest of the cookie: looking it up tells nothing of others' cookies.
        let session = SignedIn { who, form_token, since: Instant::now() };
        signed_in.insert(hexadecimal(&digest(&cookie)), session);
        Some(cookie)
    }

    pub(crate) fn session(&self, cookie: &str) -> Option<Session> {
        let signed_in = self.signed_in.lock().ok()?;
        let found = signed_in.get(&hexadecimal(&digest(cookie)))?;
        (found.since.elapsed() < SIGNED_IN)
            .then(|| Session { who: found.who.clone(), form_token: found.form_token.clone() })
    }

    pub(crate) fn sign_out(&self, cookie: &str) {
        if let Ok(mut signed_in) = self.signed_in.lock() {
            signed_in.remove(&hexadecimal(&digest(cookie)));
        }
    }
}

/// Whether two texts are the same, told in a time that depends on their lengths alone.
pub(crate) fn same(one: &str, other: &str) -> bool {
    digest(one).ct_eq(&digest(other)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_reviewers_says_which_line_is_wrong() {
        let list = "# who may correct\n\nАнна Ручьёва\t0123456789abcdef\nborís  fedcba9876543210\n";
        let found = reviewers(list).unwrap();
        let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Анна Ручьёва", "borís"]);
        for (list, told) in [
            ("Анна", "line 1: give a name"),
            ("\nАнна short", "line 2: a token has 16"),
            ("Анна 0123456789abcdef\nАнна fedcba9876543210", "line 2: Анна is there twice"),
            ("# nobody", "no reviewer"),
        ] {
            assert!(reviewers(list).unwrap_err().starts_with(told), "{list}");
        }
    }

    #[test]
    fn a_token_tells_who_it_is() {
        let list = reviewers("Анна 0123456789abcdef").unwrap();
        let access = Access::new(Token::new("the-server's-own-token").ok(), list);
        assert_eq!(access.known_by("the-server's-own-token"), Some(Who::Keeper));
        assert_eq!(access.known_by("0123456789abcdef"), Some(Who::Reviewer("Анна".into())));
        assert_eq!(access.known_by("0123456789abcdeF"), None);
        assert!(access.sign_in("wrong", "Анна").is_none());
        let cookie = access.sign_in("0123456789abcdef", "somebody else").unwrap();
        assert_eq!(access.session(&cookie).unwrap().who.reviewer(), Some("Анна"));
        access.sign_out(&cookie);
        assert!(access.session(&cookie).is_none());
    }

    #[test]
    fn no_more_are_signed_in_than_there_is_room_for() {
        let access = Access::new(Token::new("the-server's-own-token").ok(), Vec::new());
        let first = access.sign_in("the-server's-own-token", "").unwrap();
        for _ in 0..MOST_SIGNED_IN {
            access.sign_in("the-server's-own-token", "").unwrap();
        }
        assert!(access.session(&first).is_none());
    }

    #[test]
    fn what_is_no_token_is_told() {
        assert!(Token::new("short").unwrap_err().contains("16"));
        assert!(Token::new("sixteen letters and spaces").unwrap_err().contains("ASCII"));
        assert_eq!(format!("{:?}", Token::new("0123456789abcdef").unwrap()), "Token");
    }
}
