//! Who may ask what over HTTP? Requests become questions, answers become responses.
//!
//! A [`Server`] answers for one ledger: pages for people, which `depesha-pages` makes, and an API for programs under
//! `/api/v1`, which describes itself in the form of OpenAPI at `/api/v1/openapi.json`. [`Settings`] say where it
//! listens, who may read and write, and how much may be asked. What is asked goes to the ledger by connections that
//! only read; corrections alone are written, by one more. What records mean and how pages look is left to others.
//!
//! ```no_run
//! use depesha_serve::{Server, Settings};
//!
//! let server = Server::bind(Settings::new("news.ledger".into()))?;
//! println!("http://{}/", server.address());
//! server.run()?;
//! # Ok::<(), depesha_serve::ServeError>(())
//! ```

mod answers;
mod cursors;
mod guard;
mod kept;
mod ledgers;
mod lists;
mod openapi;
mod parameters;
mod posted;
mod problem;
mod rates;
mod reports;
mod routes;
mod serving;
mod settings;
mod showing;
mod state;
mod tokens;
mod views;

pub use serving::{ServeError, Server, Stopper};
pub use settings::Settings;
pub use tokens::{Reviewer, SHORTEST_TOKEN, Token, reviewers};
