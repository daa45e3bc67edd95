//! CSV spools of the repository views → runs.
