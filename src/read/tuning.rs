//! What the user writes for `tune`: cluster, constants, a present configuration.
