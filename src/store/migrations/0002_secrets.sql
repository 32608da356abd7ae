-- Secrets of connectors and the keys they are sealed under. No value and no key stands here readable: a value is sealed
-- under a data key of its team, a data key under a master key that is kept elsewhere.

-- Each time the keys were changed: the newest row says which master key wraps what is made from now on. With
-- remakes_data_keys the teams get new data keys too, and their values are sealed anew.
CREATE TABLE key_rotations (
  rotation           BIGINT PRIMARY KEY,
  master_key_id      TEXT NOT NULL,
  remakes_data_keys  BIGINT NOT NULL,
  started_at         BIGINT NOT NULL
);

-- A team's data keys; the one of the latest rotation seals, the others open what was sealed before.
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

-- A placeholder is unique within its connector: a duplicate keeps those of the original, for its configuration names them.
-- key_id and sealed are null together: a secret of a duplicate whose value is not set yet.
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
