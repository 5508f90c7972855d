//! `depesha serve`: the record in a browser, and for other programs.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use depesha_serve::{Reviewer, ServeError, Server, Settings, Token, reviewers};

use crate::ended::Ended;
use crate::messages::Messages;
use crate::signals::at_signals;

/// Show a ledger as web pages, and answer other programs
///
/// Listens on this machine alone unless told otherwise. On another address a token is asked for; corrections need one
/// always. docs/SERVE.md tells of tokens, proxies and limits.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  depesha serve --ledger news.ledger
      pages on http://127.0.0.1:8080/, the API under /api/v1
  depesha serve --ledger news.ledger --reviewers reviewers.txt
      with somebody who may sign in and correct
  depesha serve --ledger news.ledger --listen 0.0.0.0:8080 --token token.txt
      for others, who need the token")]
pub(crate) struct Serve {
    /// The ledger; it is only read, but for corrections
    #[arg(long, value_name = "FILE", env = "DEPESHA_LEDGER", hide_env_values = true)]
    ledger: PathBuf,

    /// Where to listen; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,

    /// A file with the token by which one may read elsewhere than on this machine, and write; DEPESHA_TOKEN may have the token itself
    #[arg(long, value_name = "FILE", help_heading = "Who")]
    token: Option<PathBuf>,

    /// A file of reviewers, a name and a token a line; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Who")]
    reviewers: Vec<PathBuf>,

    /// Anybody who reaches the address may read all of it without a token
    #[arg(long, help_heading = "Who")]
    open: bool,

    /// A name by which the server is known, such as a proxy's; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Where")]
    host: Vec<String>,

    /// A proxy stands before it and says in X-Forwarded-For who asks
    #[arg(long, help_heading = "Where")]
    behind_proxy: bool,

    /// Requests a second that a client may make, four seconds' worth of them at once; 0 for any number
    #[arg(long, value_name = "COUNT", default_value_t = 50, help_heading = "How much")]
    rate: u32,
}

/// The environment's token.
const TOKEN: &str = "DEPESHA_TOKEN";

/// What is wrong with what was given, and what to do.
type Refused = (String, &'static str);

fn text(file: &Path) -> Result<String, Refused> {
    let failed = |cause| {
        (format!("{}: cannot be read: {cause}", file.display()), "name a file that may be read")
    };
    std::fs::read_to_string(file).map_err(failed)
}

fn token(options: &Serve) -> Result<Option<Token>, Refused> {
    let hint = "a line of 16 or more letters and digits, such as `openssl rand -hex 24` prints";
    let (given, from) = match &options.token {
        Some(file) => (text(file)?, file.display().to_string()),
        None => match std::env::var(TOKEN) {
            Ok(given) if !given.trim().is_empty() => (given, TOKEN.to_owned()),
            _ => return Ok(None),
        },
    };
    Token::new(given.trim()).map(Some).map_err(|why| (format!("{from}: {why}"), hint))
}

fn all_reviewers(options: &Serve) -> Result<Vec<Reviewer>, Refused> {
    let mut all = Vec::new();
    for file in &options.reviewers {
        let hint = "a line a reviewer: the name, a space, a token of 16 or more letters and digits";
        let found = reviewers(&text(file)?);
        all.extend(found.map_err(|why| (format!("{}: {why}", file.display()), hint))?);
    }
    Ok(all)
}

/// Serves the ledger until a signal ends it.
pub(crate) fn serve(options: &Serve, quiet: bool) -> anyhow::Result<Ended> {
    let messages = Messages { quiet };
    let who = token(options).and_then(|token| Ok((token, all_reviewers(options)?)));
    let (token, reviewers) = match who {
        Ok(who) => who,
        Err((message, hint)) => {
            messages.error(&message, Some(hint));
            return Ok(Ended::Refused);
        }
    };
    let settings = Settings {
        listen: options.listen,
        token,
        reviewers,
        open: options.open,
        hosts: options.host.clone(),
        behind_proxy: options.behind_proxy,
        rate: options.rate,
        is_quiet: quiet,
        ..Settings::new(options.ledger.clone())
    };
    let is_open = options.open && !settings.is_loopback();
    let server = match Server::bind(settings) {
        Ok(server) => server,
        Err(error) => {
            messages.error(&error.to_string(), Some(error.hint()));
            let failed = matches!(error, ServeError::Threads(_) | ServeError::Model(_));
            return Ok(if failed { Ended::Failed } else { Ended::Refused });
        }
    };
    if is_open {
        // Whoever is quiet is to know it all the same.
        Messages { quiet: false }.warning(&format!(
            "ANYBODY who reaches {} may read all of the ledger: it is open",
            server.address()
        ));
    }
    messages.note(&format!("{} on http://{}/", options.ledger.display(), server.address()));
    let stopper = server.stopper();
    at_signals(move || stopper.stop())?;
    match server.run() {
        Ok(()) => {
            messages.note("stopped");
            Ok(Ended::Well)
        }
        Err(error) => {
            messages.error(&error.to_string(), Some(error.hint()));
            Ok(Ended::Failed)
        }
    }
}
