-- The words of every definition. rowid = definition; the text itself is not kept twice.
CREATE VIRTUAL TABLE find USING fts5(
    words,
    content = '',
    contentless_delete = 1,
    columnsize = 1,
    detail = none,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '_$#'"
);
