//! Tables of the catalog as Parquet files. The one door to the parquet crate.
//!
//! Owns how kinds of columns become types of Parquet, how rows become row groups, and (in `path`, `manifest`) what the folder
//! of an export looks like. A file is made of rows that come one by one: what is held is one row group. The same rows make the
//! same bytes. Never opens a file itself.
//!
//! Source: the Parquet format, LogicalTypes.md (STRING, TIMESTAMP), Compression.md (ZSTD).

pub mod manifest;
pub mod path;

use crate::model::dataset::{Cell, Column, Dataset, Kind};
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use std::io::{self, Write};
use std::sync::Arc;

/// Rows of a row group, at most.
const GROUP_ROWS: usize = 100_000;
/// Bytes of texts that a row group holds before it is written; a cell is counted as eight more.
const GROUP_BYTES: usize = 32 << 20;
/// Bytes of a minimum or maximum that readers skip row groups by; longer ones are cut.
const STATISTICS: usize = 64;

/// Writes rows of one table into one file.
pub struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Buffer>,
    rows: usize,
    bytes: usize,
}

/// Cells of a column that wait for their row group.
enum Values {
    Texts(Vec<ByteArray>),
    Numbers(Vec<i64>),
    Flags(Vec<bool>),
}

struct Buffer {
    values: Values,
    /// 1 where there is a value, 0 where there is none; `None` for a column that always has one.
    levels: Option<Vec<i16>>,
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file of a table, without the columns that its path says.
    ///
    /// # Errors
    ///
    /// What writing says.
    pub fn new(to: W, dataset: &Dataset) -> io::Result<Self> {
        let columns = dataset.in_file();
        let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>().map_err(failed)?;
        let schema = Type::group_type_builder(dataset.name).with_fields(fields).build().map_err(failed)?;
        let level = ZstdLevel::try_new(3).map_err(failed)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by(concat!("catalog ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_statistics_truncate_length(Some(STATISTICS))
            .build();
        let file = SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties)).map_err(failed)?;
        Ok(Self { file, columns: columns.iter().map(Buffer::of).collect(), rows: 0, bytes: 0 })
    }

    /// Adds a row: the cells of the columns in the file.
    ///
    /// # Errors
    ///
    /// What writing says, and a cell that its column cannot hold.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            self.bytes += column.push(cell).ok_or_else(|| io::Error::other("a cell that its column cannot hold"))?;
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES { self.group() } else { Ok(()) }
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// What writing says.
    pub fn finish(mut self) -> io::Result<()> {
        if self.rows > 0 {
            self.group()?;
        }
        self.file.close().map(drop).map_err(failed)
    }

    fn group(&mut self) -> io::Result<()> {
        let mut group = self.file.next_row_group().map_err(failed)?;
        for column in &mut self.columns {
            let Some(mut to) = group.next_column().map_err(failed)? else { break };
            column.write(&mut to).map_err(failed)?;
            to.close().map_err(failed)?;
        }
        group.close().map_err(failed)?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl Buffer {
    fn of(column: &Column) -> Self {
        let values = match column.kind {
            Kind::Text => Values::Texts(Vec::new()),
            Kind::Integer | Kind::Moment | Kind::Local => Values::Numbers(Vec::new()),
            Kind::Flag => Values::Flags(Vec::new()),
        };
        Self { values, levels: column.nullable.then(Vec::new) }
    }

    /// Takes a cell; the bytes that it holds, `None` where it is of another kind.
    fn push(&mut self, cell: &Cell<'_>) -> Option<usize> {
        if let Some(levels) = &mut self.levels {
            levels.push(i16::from(*cell != Cell::Nothing));
            if *cell == Cell::Nothing {
                return Some(2);
            }
        }
        let mut bytes = 8;
        match (&mut self.values, cell) {
            (Values::Texts(all), Cell::Text(text)) => {
                bytes += text.len();
                all.push(ByteArray::from(text.as_bytes().to_vec()));
            }
            (Values::Numbers(all), Cell::Integer(number) | Cell::Time(number)) => all.push(*number),
            (Values::Flags(all), Cell::Flag(flag)) => all.push(*flag),
            _ => return None,
        }
        Some(bytes)
    }

    /// Writes what waits, and forgets it.
    fn write(&mut self, to: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = self.levels.as_deref();
        match &mut self.values {
            Values::Texts(all) => {
                to.typed::<ByteArrayType>().write_batch(all, levels, None)?;
                all.clear();
            }
            Values::Numbers(all) => {
                to.typed::<Int64Type>().write_batch(all, levels, None)?;
                all.clear();
            }
            Values::Flags(all) => {
                to.typed::<BoolType>().write_batch(all, levels, None)?;
                all.clear();
            }
        }
        if let Some(levels) = &mut self.levels {
            levels.clear();
        }
        Ok(())
    }
}

/// A column of a file.
fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Flag => (Physical::BOOLEAN, None),
        Kind::Moment => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
        Kind::Local => (Physical::INT64, Some(LogicalType::timestamp(false, TimeUnit::MICROS))),
    };
    let repetition = if column.nullable { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    let built = Type::primitive_type_builder(column.name, physical).with_repetition(repetition);
    built.with_logical_type(logical).build().map(Arc::new)
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(io) => *io,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other.to_string()),
    }
}
