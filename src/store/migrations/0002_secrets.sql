-- Secrets of connectors, and the keys that seal them. No value or key is stored in readable form: a value is sealed with a
-- data key of its team, and a data key with a master key that is kept elsewhere.

-- One row for each rotation of the keys. The newest row says which master key wraps new data keys. With
-- remakes_data_keys, the teams get new data keys too, and their values are sealed again.
CREATE TABLE key_rotations (
  rotation           BIGINT PRIMARY KEY,
  master_key_id      TEXT NOT NULL,
  remakes_data_keys  BIGINT NOT NULL,
  started_at         BIGINT NOT NULL
);

-- A team's data keys. The one of the latest rotation seals values; the others open values that were sealed before.
CREATE TABLE team_keys (
  key_id         TEXT PRIMARY KEY,
  team_id        BIGINT NOT NULL REFERENCES teams (team_id),
  rotation       BIGINT NOT NULL REFERENCES key_rotations (rotation),
  master_key_id  TEXT NOT NULL,
  wrapped        TEXT NOT NULL,
  created_at     BIGINT NOT NULL,
  UNIQUE (team_id, rotation)
);
CREATE INDEX team_keys_by_master_key ON team_keys (master_key_id);

-- A placeholder is unique within its connector. A duplicate keeps those of the original, because its configuration uses them.
-- key_id and sealed are either both null or both set. They are null in a duplicate, until the value is set.
CREATE TABLE connector_secrets (
  connector_id  TEXT NOT NULL REFERENCES connectors (connector_id) ON DELETE CASCADE,
  placeholder   TEXT NOT NULL,
  name          TEXT NOT NULL,
  key_id        TEXT REFERENCES team_keys (key_id),
  sealed        TEXT,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  PRIMARY KEY (connector_id, placeholder),
  UNIQUE (connector_id, name)
);
CREATE INDEX connector_secrets_by_key ON connector_secrets (key_id);
