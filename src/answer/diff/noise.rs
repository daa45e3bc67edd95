//! What differs from export to export and means nothing: a table.
