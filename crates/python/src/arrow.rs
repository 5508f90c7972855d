//! Tables cross the border between the languages by Arrow's C data interface, in capsules: nothing is copied.

use std::ffi::CStr;
use std::sync::Arc;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{Array as _, RecordBatch, RecordBatchIterator, StructArray};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// A table of Arrow, for whoever takes one by the PyCapsule interface.
#[pyclass(frozen, module = "depesha._native")]
pub(crate) struct ArrowTable {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl ArrowTable {
    pub(crate) fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        Self { schema, batches }
    }
}

#[pymethods]
impl ArrowTable {
    /// How many rows it has.
    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The names of its columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// What the columns say, in their order; empty where nothing is known.
    #[getter]
    fn descriptions(&self) -> Vec<String> {
        let says = |field: &Arc<arrow_schema::Field>| field.metadata().get("description").cloned();
        self.schema.fields().iter().map(|field| says(field).unwrap_or_default()).collect()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.schema.as_ref()).map_err(foreign)?;
        PyCapsule::new_with_value(py, schema, SCHEMA)
    }

    /// The table as a stream; another schema may be asked for, and is not heeded.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let batches = self.batches.clone().into_iter().map(Ok::<_, ArrowError>);
        let reader = RecordBatchIterator::new(batches, self.schema.clone());
        let stream = FFI_ArrowArrayStream::new(Box::new(reader));
        PyCapsule::new_with_value(py, stream, STREAM)
    }
}

fn foreign(error: ArrowError) -> PyErr {
    PyValueError::new_err(format!("`data` is no table that can be read: {error}"))
}

/// The batches of a table, record batch or stream of another library, with their columns.
pub(crate) fn batches_of(data: &Bound<'_, PyAny>) -> PyResult<(SchemaRef, Vec<RecordBatch>)> {
    if data.hasattr("__arrow_c_stream__")? {
        let capsule = data.call_method0("__arrow_c_stream__")?;
        let capsule = capsule.cast::<PyCapsule>()?;
        let stream = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: a capsule of this name holds such a stream, which is moved out and left released.
        let reader =
            unsafe { RecordBatchStreamReader::from_raw(stream.as_ptr()) }.map_err(foreign)?;
        let schema = arrow_array::RecordBatchReader::schema(&reader);
        let batches = reader.collect::<Result<Vec<_>, _>>().map_err(foreign)?;
        return Ok((schema, batches));
    }
    if data.hasattr("__arrow_c_array__")? {
        let pair = data.call_method0("__arrow_c_array__")?;
        let pair = pair.cast::<PyTuple>()?;
        let (schema, array) = (pair.get_item(0)?, pair.get_item(1)?);
        let schema = schema.cast::<PyCapsule>()?.pointer_checked(Some(SCHEMA))?;
        let array = array.cast::<PyCapsule>()?.pointer_checked(Some(ARRAY))?;
        // SAFETY: capsules of these names hold a schema and an array, which are moved out and left released.
        let data = unsafe {
            let schema = FFI_ArrowSchema::from_raw(schema.cast::<FFI_ArrowSchema>().as_ptr());
            let array = FFI_ArrowArray::from_raw(array.cast::<FFI_ArrowArray>().as_ptr());
            from_ffi(array, &schema)
        };
        let data = data.map_err(foreign)?;
        if !matches!(data.data_type(), arrow_schema::DataType::Struct(_)) {
            return Err(PyTypeError::new_err(
                "`data` is an array of Arrow without named columns: give a table or record batch",
            ));
        }
        let rows = StructArray::from(data);
        if rows.null_count() > 0 {
            return Err(PyValueError::new_err("`data` has rows that are null as a whole"));
        }
        let batch = RecordBatch::from(rows);
        return Ok((batch.schema(), vec![batch]));
    }
    let kind = data.get_type().name()?;
    Err(PyTypeError::new_err(format!(
        "`data` is a {kind}: give a table or record batch of pyarrow, polars, or whatever has `__arrow_c_stream__`"
    )))
}
