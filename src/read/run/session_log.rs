//! Session logs → runs.
