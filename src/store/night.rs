//! Nights: how far the nightly job came.
