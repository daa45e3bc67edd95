//! Dates and times of spools.
