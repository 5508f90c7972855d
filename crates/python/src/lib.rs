//! How does Python ask? What the package `depesha` has of Rust, as the module `depesha._native`.
//!
//! Readings leave as the JSON that the command line prints, tables as Arrow, by the C data interface, so that neither side
//! copies them. Whatever takes time lets Python's other threads go on. What a record says is decided elsewhere; names,
//! documentation and looks are in the sources in Python beside this crate.

mod answers;
mod arrow;
mod batch;
mod columns;
mod failures;
mod ingest;
mod reading;
mod views;

use pyo3::prelude::*;

/// What the package `depesha` is made of.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_function(wrap_pyfunction!(reading::read, module)?)?;
    module.add_function(wrap_pyfunction!(reading::versions, module)?)?;
    module.add_function(wrap_pyfunction!(batch::read_batch, module)?)?;
    module.add_function(wrap_pyfunction!(batch::described, module)?)?;
    module.add_function(wrap_pyfunction!(ingest::ingest, module)?)?;
    module.add_function(wrap_pyfunction!(answers::filters, module)?)?;
    module.add_class::<arrow::ArrowTable>()?;
    module.add_class::<answers::OpenLedger>()?;
    module.add_class::<views::Computed>()
}
