//! What is put in for another environment.
