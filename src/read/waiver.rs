//! Reads a file of waivers.
