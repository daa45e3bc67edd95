-- The name under which an ingest stored its repositories, where --repository-as gave one: what tells which folder of the
-- catalog a file's folders became.
ALTER TABLE snapshot ADD COLUMN repository_as TEXT;
