-- Alerts by fingerprint, and what was told to whom: each state of an alert goes to each sink once.

CREATE TABLE alert (
    fingerprint TEXT PRIMARY KEY,
    rule        TEXT NOT NULL,
    severity    TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
    object      TEXT NOT NULL,
    message     TEXT NOT NULL,
    happened_at TEXT NOT NULL,             -- as the source has it
    opened_at   TEXT NOT NULL,             -- UTC
    seen_at     TEXT NOT NULL,             -- UTC: the last check that saw it
    closed_at   TEXT,                      -- UTC: the check that did not
    episode     INTEGER NOT NULL           -- grows each time it comes back
) STRICT;

CREATE TABLE alert_delivery (
    fingerprint TEXT NOT NULL REFERENCES alert,
    episode     INTEGER NOT NULL,
    notice      TEXT NOT NULL CHECK (notice IN ('opened', 'recovered')),
    sink        TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'given up')),
    attempts    INTEGER NOT NULL,
    changed_at  TEXT NOT NULL,             -- UTC
    trouble     TEXT NOT NULL,             -- of the last attempt; no secret
    PRIMARY KEY (fingerprint, episode, notice, sink)
) STRICT, WITHOUT ROWID;
