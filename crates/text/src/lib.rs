//! Where exactly do the words stand?
//!
//! This crate holds what every other stage points into: the [`Article`] as it was received and the
//! [`ByteSpan`]s that mark places in its body. It knows nothing of language, politics or files.
//!
//! ```
//! use depesha_text::{Article, ByteSpan, CodePoints};
//!
//! let article = Article::from_body("note", "Глава МИД заявил об этом.");
//! let span = ByteSpan::new(0, 17);
//! assert_eq!(span.of(&article.body), "Глава МИД");
//! let mut code_points = CodePoints::of(&article.body);
//! assert_eq!(code_points.range(span), 0..9);
//! ```

mod article;
mod paragraphs;
mod parts;
mod quotations;
mod span;

pub use article::Article;
pub use paragraphs::paragraphs;
pub use parts::parts;
pub use quotations::{Quotation, quotations};
pub use span::{ByteSpan, CodePoints};
