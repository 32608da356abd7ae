-- Times are milliseconds since 1970 UTC. Truth values are 0 and 1. Lists in a text are joined by commas.
-- PostgreSQL accepts this SQL too.

CREATE TABLE teams (
  team_id     BIGINT PRIMARY KEY,
  name        TEXT NOT NULL,
  display_id  TEXT NOT NULL UNIQUE,
  status      BIGINT NOT NULL,
  created_at  BIGINT NOT NULL
);

CREATE TABLE users (
  user_id     BIGINT PRIMARY KEY,
  email       TEXT NOT NULL UNIQUE,
  first_name  TEXT NOT NULL,
  last_name   TEXT NOT NULL,
  created_at  BIGINT NOT NULL
);

CREATE TABLE team_members (
  team_id     BIGINT NOT NULL REFERENCES teams (team_id),
  user_id     BIGINT NOT NULL REFERENCES users (user_id),
  role        TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  PRIMARY KEY (team_id, user_id)
);

-- A key is looked up by the SHA-256 of its text. The text is not stored.
CREATE TABLE api_keys (
  key_id         TEXT PRIMARY KEY,
  team_id        BIGINT NOT NULL REFERENCES teams (team_id),
  name           TEXT NOT NULL,
  key_hash       TEXT NOT NULL UNIQUE,
  role           TEXT,
  scopes         TEXT,
  rate_per_hour  BIGINT NOT NULL,
  allowed_ips    TEXT NOT NULL,
  is_enabled     BIGINT NOT NULL,
  created_at     BIGINT NOT NULL,
  expires_at     BIGINT,
  last_used_at   BIGINT
);
CREATE INDEX api_keys_by_team ON api_keys (team_id, created_at);

CREATE TABLE oauth_clients (
  client_id      TEXT PRIMARY KEY,
  team_id        BIGINT NOT NULL REFERENCES teams (team_id),
  name           TEXT NOT NULL,
  secret_hash    TEXT NOT NULL,
  role           TEXT,
  scopes         TEXT,
  rate_per_hour  BIGINT NOT NULL,
  allowed_ips    TEXT NOT NULL,
  is_enabled     BIGINT NOT NULL,
  created_at     BIGINT NOT NULL,
  expires_at     BIGINT,
  last_used_at   BIGINT
);
CREATE INDEX oauth_clients_by_team ON oauth_clients (team_id, created_at);

CREATE TABLE access_tokens (
  token_hash  TEXT PRIMARY KEY,
  client_id   TEXT NOT NULL REFERENCES oauth_clients (client_id) ON DELETE CASCADE,
  scopes      TEXT,
  issued_at   BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL
);
CREATE INDEX access_tokens_by_client ON access_tokens (client_id);
CREATE INDEX access_tokens_by_expiry ON access_tokens (expires_at);

-- Every identifier that was ever used, so that none is used twice, even after its connector was deleted.
CREATE TABLE connector_identifiers (
  connector_id  TEXT PRIMARY KEY
);

CREATE TABLE connectors (
  connector_id              TEXT PRIMARY KEY REFERENCES connector_identifiers (connector_id),
  team_id                   BIGINT NOT NULL REFERENCES teams (team_id),
  name                      TEXT NOT NULL,
  description               TEXT,
  revision                  TEXT NOT NULL,
  version_number            BIGINT NOT NULL,
  created_at                BIGINT NOT NULL,
  updated_at                BIGINT NOT NULL,
  configuration_created_at  BIGINT NOT NULL,
  configuration_updated_at  BIGINT NOT NULL
);
CREATE INDEX connectors_by_team ON connectors (team_id, created_at, connector_id);

-- Appended, never changed.
CREATE TABLE connector_versions (
  connector_id   TEXT NOT NULL REFERENCES connectors (connector_id) ON DELETE CASCADE,
  number         BIGINT NOT NULL,
  version        TEXT NOT NULL,
  configuration  TEXT NOT NULL,
  content_hash   TEXT NOT NULL,
  author         TEXT NOT NULL,
  created_at     BIGINT NOT NULL,
  PRIMARY KEY (connector_id, number)
);

-- Who changed what. Each row is written in the transaction of the change.
CREATE TABLE audit (
  audit_id  TEXT PRIMARY KEY,
  team_id   BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  actor     TEXT NOT NULL,
  address   TEXT NOT NULL,
  action    TEXT NOT NULL,
  subject   TEXT NOT NULL
);
CREATE INDEX audit_by_team ON audit (team_id, at);

-- What other processes with this database must drop from their caches. The writer numbers the rows under the write lock.
CREATE TABLE change_notices (
  notice_id  BIGINT PRIMARY KEY,
  kind       TEXT NOT NULL,
  team_id    BIGINT NOT NULL,
  subject    TEXT NOT NULL
);
