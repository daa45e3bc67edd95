//! `catalog migrate` as users meet it.
