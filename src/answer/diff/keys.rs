//! What identifies an element among its siblings, and in which words it is told: a table.
