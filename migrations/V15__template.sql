-- Templates of sessions: session files with parameters in them. Intervals are times of the program (UTC). No secret stands here.
-- Templates that are built into the program are no rows.

CREATE TABLE template (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE template_revision (
    id          INTEGER PRIMARY KEY,
    template    INTEGER NOT NULL REFERENCES template,
    description TEXT NOT NULL,
    parameters  INTEGER NOT NULL,            -- how many it has
    source      TEXT NOT NULL,               -- the sessions it was made of, or the name of a file
    text        TEXT NOT NULL,               -- YAML, as it was made or read
    first_at    TEXT NOT NULL,
    last_at     TEXT                         -- the first moment at which it was not so any more; NULL: still so
) STRICT;
CREATE UNIQUE INDEX template_revision_current ON template_revision (template) WHERE last_at IS NULL;
CREATE INDEX template_revision_template ON template_revision (template);

CREATE VIEW current_template AS
SELECT t.name AS template, r.description, r.parameters, r.source, r.first_at AS since, r.text
FROM template_revision r JOIN template t ON t.id = r.template
WHERE r.last_at IS NULL;
