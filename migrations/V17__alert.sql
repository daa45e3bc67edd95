-- Alerts by fingerprint and episode, and what was told to whom: each notice of an episode goes to each sink once.

CREATE TABLE alert (
    id          INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    episode     INTEGER NOT NULL,          -- from 1; grows each time it comes back
    rule        TEXT NOT NULL,
    severity    TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
    object      TEXT NOT NULL,
    message     TEXT NOT NULL,             -- as the last check that saw it said it
    happened_at TEXT NOT NULL,             -- as the source had it when it was opened
    opened_at   TEXT NOT NULL,             -- UTC
    seen_at     TEXT NOT NULL,             -- UTC: the last check that saw it
    closed_at   TEXT,                      -- UTC: the check that did not; NULL: it is open
    UNIQUE (fingerprint, episode)
) STRICT;
CREATE UNIQUE INDEX alert_open ON alert (fingerprint) WHERE closed_at IS NULL;

-- The outbox. A row is written with the state it tells of, and marked once its sink took it.
CREATE TABLE alert_delivery (
    alert       INTEGER NOT NULL REFERENCES alert ON DELETE CASCADE,
    notice      TEXT NOT NULL CHECK (notice IN ('opened', 'recovered')),
    sink        TEXT NOT NULL,
    severity    TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
    message     TEXT NOT NULL,             -- what is told; the same in every attempt
    batch       TEXT NOT NULL,             -- what it is sent with, in every attempt; empty: never tried
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'given up')),
    attempts    INTEGER NOT NULL,
    made_at     TEXT NOT NULL,             -- UTC
    changed_at  TEXT NOT NULL,             -- UTC
    trouble     TEXT NOT NULL,             -- of the last attempt; no secret
    PRIMARY KEY (alert, notice, sink)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_delivery_waiting ON alert_delivery (sink) WHERE state = 'waiting';
