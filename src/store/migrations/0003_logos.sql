-- Logos as served. Each is stored once, even if several connectors use it, under the SHA-256 of its bytes in hexadecimal.
CREATE TABLE logos (
  logo_hash   TEXT PRIMARY KEY,
  image       BYTEA NOT NULL,
  created_at  BIGINT NOT NULL
);

ALTER TABLE connectors ADD COLUMN logo_hash TEXT REFERENCES logos (logo_hash);
CREATE INDEX connectors_by_logo ON connectors (logo_hash);
