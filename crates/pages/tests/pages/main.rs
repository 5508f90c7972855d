//! Pages over small ledgers of reports that were written for this: each as a whole, every link of every page, reports
//! that would be hypertext, and what reviewers decide.

mod crawl;
mod hostile;
mod ledgers;
mod review;
mod snapshots;
