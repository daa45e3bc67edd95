//! Tables of the catalog as Parquet files. The one door to the parquet crate.
