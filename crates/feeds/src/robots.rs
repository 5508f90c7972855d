//! What a site asks of programs: its `robots.txt`, as RFC 9309 has it, with `Crawl-delay`, which many
//! sites write beside it.

use std::fmt;
use std::time::Duration;

/// The bytes of a `robots.txt` that are read; the standard asks for at least so many.
pub(crate) const LONGEST: usize = 500 * 1024;

/// The longest delay that is heeded; a site that asks for more means to be left alone, and is nearly.
const LONGEST_DELAY: Duration = Duration::from_secs(3600);

/// What a site's `robots.txt` asks of one program.
///
/// As text it is again a `robots.txt`, with one group for every program, so that it can be kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Robots {
    rules: Vec<Rule>,
    delay: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allows: bool,
    /// A path as [`plain`] has it, with `*` for any characters and `$` for the end.
    path: String,
}

impl Robots {
    /// What `text` asks of the program called `name`: the groups that name it, else those for all
    /// others.
    pub fn of(text: &str, name: &str) -> Self {
        let (mut own, mut others) = (None::<Robots>, Robots::default());
        // Which programs the lines that come are for; a group may begin with several names.
        let (mut is_own, mut is_others, mut begins) = (false, false, false);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or("");
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if matches!(key.as_str(), "user-agent" | "useragent" | "user agent") {
                if !begins {
                    (is_own, is_others, begins) = (false, false, true);
                }
                is_others |= value == "*";
                if product(value).eq_ignore_ascii_case(name) {
                    is_own = true;
                    own.get_or_insert_default();
                }
                continue;
            }
            let take = |robots: &mut Robots| match key.as_str() {
                "allow" | "disallow" if !value.is_empty() => {
                    robots.rules.push(Rule { allows: key == "allow", path: plain(value) });
                }
                "crawl-delay" => robots.delay = delay(value).max(robots.delay),
                _ => {}
            };
            // Of what is no rule, such as `Sitemap`, the standard says that it ends no list of names.
            begins &= !matches!(key.as_str(), "allow" | "disallow" | "crawl-delay");
            if is_own {
                own.as_mut().map(take);
            } else if is_others {
                take(&mut others);
            }
        }
        own.unwrap_or(others)
    }

    /// Whether a path, with its query, may be asked for: the longest rule that fits says so, of two
    /// of one length the one that allows; a path without a rule may.
    pub fn allows(&self, path: &str) -> bool {
        let path = plain(path);
        if path == "/robots.txt" {
            return true;
        }
        let fitting = self.rules.iter().filter(|rule| fits(rule.path.as_bytes(), path.as_bytes()));
        fitting.max_by_key(|rule| (rule.path.len(), rule.allows)).is_none_or(|rule| rule.allows)
    }

    /// How long to wait between two requests, where the site says so.
    pub fn delay(&self) -> Option<Duration> {
        self.delay
    }
}

impl fmt::Display for Robots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("user-agent: *\n")?;
        for Rule { allows, path } in &self.rules {
            let key = if *allows { "allow" } else { "disallow" };
            writeln!(f, "{key}: {path}")?;
        }
        match self.delay {
            Some(delay) => writeln!(f, "crawl-delay: {}", delay.as_secs_f64()),
            None => Ok(()),
        }
    }
}

/// The name of a program without its version.
fn product(value: &str) -> &str {
    let end = value.find(|c: char| !(c.is_ascii_alphabetic() || matches!(c, '_' | '-')));
    &value[..end.unwrap_or(value.len())]
}

fn delay(value: &str) -> Option<Duration> {
    let seconds: f64 = value.replace(',', ".").parse().ok()?;
    let delay = Duration::try_from_secs_f64(seconds).ok()?;
    Some(delay.min(LONGEST_DELAY))
}

/// A path in one way of writing: all that is not plain ASCII in `%` and capital digits, and what
/// need not be in them not.
fn plain(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let bytes = path.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
        let escaped = digits.filter(|_| bytes[at] == b'%');
        let escaped = escaped.and_then(|two| u8::from_str_radix(two, 16).ok());
        let byte = escaped.unwrap_or(bytes[at]);
        let is_unreserved = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if is_unreserved || (escaped.is_none() && byte.is_ascii_graphic()) {
            plain.push(char::from(byte));
        } else {
            plain.push_str(&format!("%{byte:02X}"));
        }
        at += if escaped.is_some() { 3 } else { 1 };
    }
    plain
}

/// Whether a rule's path fits the beginning of `path`. Takes time in proportion to the product of
/// both lengths at most.
fn fits(rule: &[u8], path: &[u8]) -> bool {
    let (rule, to_the_end) = match rule {
        [rule @ .., b'$'] => (rule, true),
        rule => (rule, false),
    };
    let (mut r, mut p) = (0, 0);
    // The last `*`, and where in the path what follows it was last tried.
    let mut star: Option<(usize, usize)> = None;
    loop {
        if r == rule.len() && (!to_the_end || p == path.len()) {
            return true;
        }
        match rule.get(r) {
            Some(b'*') => {
                star = Some((r, p));
                r += 1;
            }
            Some(byte) if path.get(p) == Some(byte) => (r, p) = (r + 1, p + 1),
            _ => match star {
                Some((at, tried)) if tried < path.len() => {
                    star = Some((at, tried + 1));
                    (r, p) = (at + 1, tried + 1);
                }
                _ => return false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(robots: &str, allowed: &[&str], refused: &[&str]) {
        let read = Robots::of(robots, "depesha");
        // What is kept of it asks for the same.
        let kept = Robots::of(&read.to_string(), "depesha");
        assert_eq!(kept, read, "{robots}");
        for path in allowed {
            assert!(read.allows(path), "{path} by {robots}");
        }
        for path in refused {
            assert!(!read.allows(path), "{path} by {robots}");
        }
    }

    #[test]
    fn the_longest_rule_that_fits_says() {
        check("", &["/", "/a"], &[]);
        check("User-agent: *\nDisallow:\n", &["/a"], &[]);
        check("User-agent: *\nDisallow: /\n", &["/robots.txt"], &["/", "/a"]);
        check(
            "user-agent: *\ndisallow: /a\nallow: /a/b\n",
            &["/", "/a/b", "/a/bc"],
            &["/a", "/ab"],
        );
        check("User-agent: *\nDisallow: /a\nAllow: /a\n", &["/a"], &[]);
        check(
            "User-agent: *\nDisallow: /*.pdf$\n",
            &["/a.pdfx", "/a.pdf?b"],
            &["/a.pdf", "/b/c.pdf"],
        );
        check("User-agent: *\nDisallow: /*?print=\n", &["/a"], &["/a?print=1", "/b/c?print="]);
        check("User-agent: *\nDisallow: /a*b*c\n", &["/a", "/abab"], &["/abc", "/axxbxxcxx"]);
    }

    #[test]
    fn a_group_that_names_the_program_is_heard_instead_of_the_one_for_all() {
        check(
            "User-agent: *\nDisallow: /\n\nUser-agent: Depesha/0.1\nDisallow: /inner\n",
            &["/news"],
            &["/inner"],
        );
        check("User-agent: Other\nDisallow: /\n", &["/news"], &[]);
        check("User-agent: Depesha-Images\nDisallow: /\n", &["/news"], &[]);
        check(
            "User-agent: Other\nUser-agent: depesha\nSitemap: https://a/b\nDisallow: /a\n\
             User-agent: *\nDisallow: /b\nUser-agent: depesha\nDisallow: /c\n",
            &["/b"],
            &["/a", "/c"],
        );
        check("User-agent: depesha\n\nUser-agent: *\nDisallow: /a\n", &["/b"], &["/a"]);
    }

    #[test]
    fn paths_are_one_however_they_are_written() {
        check("User-agent: *\nDisallow: /мост\n", &["/"], &["/мост", "/%D0%BC%D0%BE%D1%81%D1%82"]);
        check("User-agent: *\nDisallow: /%d0%bc\n", &[], &["/м", "/%D0%BC"]);
        check("User-agent: *\nDisallow: /a%2Fb\n", &["/a/b"], &["/a%2fb"]);
        check("User-agent: *\nDisallow: /%7Ea\n", &[], &["/~a"]);
    }

    #[test]
    fn comments_marks_and_odd_lines_do_no_harm() {
        let odd =
            "\u{feff}# для всех\nUser-agent: * # все\nDisallow: /a # здесь\nнет двоеточия\n: \n";
        check(odd, &["/b"], &["/a"]);
        check("Disallow: /a\n", &["/a"], &[]);
        check("User-agent: *\r\nDisallow: /a\r\n", &["/b"], &["/a"]);
        check("<html>Not found</html>", &["/a"], &[]);
    }

    #[test]
    fn a_delay_is_in_seconds_and_has_an_end() {
        let told = |value: &str| {
            Robots::of(&format!("User-agent: *\nCrawl-delay: {value}\n"), "depesha").delay()
        };
        assert_eq!(told("10"), Some(Duration::from_secs(10)));
        assert_eq!(told("0,5"), Some(Duration::from_millis(500)));
        assert_eq!(told("1e300"), None);
        assert_eq!(told("86400"), Some(LONGEST_DELAY));
        assert_eq!(told("-1"), None);
        assert_eq!(told("скоро"), None);
        check("User-agent: *\nCrawl-delay: 1.5\nDisallow: /a\n", &["/"], &["/a"]);
    }

    #[test]
    fn a_rule_of_many_stars_takes_no_time_to_speak_of() {
        let rule = format!("User-agent: *\nDisallow: /{}b\n", "*a".repeat(2000));
        let path = format!("/{}", "a".repeat(20_000));
        assert!(Robots::of(&rule, "depesha").allows(&path));
    }
}
