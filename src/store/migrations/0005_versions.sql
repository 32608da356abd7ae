-- Notes, labels and drafts of configurations. PostgreSQL accepts this SQL too.

-- The same table with its configuration at the end, so that a listing reads only the columns before it.
CREATE TABLE connector_versions_with_notes (
  connector_id   TEXT NOT NULL REFERENCES connectors (connector_id) ON DELETE CASCADE,
  number         BIGINT NOT NULL,
  version        TEXT NOT NULL,
  content_hash   TEXT NOT NULL,
  surface_hash   TEXT,    -- of what users rely on, see spec/surface.h; NULL: not known
  author         TEXT NOT NULL,
  created_at     BIGINT NOT NULL,
  note           TEXT,
  imported_at    BIGINT,  -- of a version that came with an archive; author and created_at are then what the archive says
  configuration  TEXT NOT NULL,
  PRIMARY KEY (connector_id, number)
);
INSERT INTO connector_versions_with_notes (connector_id, number, version, content_hash, author, created_at, configuration)
  SELECT connector_id, number, version, content_hash, author, created_at, configuration FROM connector_versions;
DROP TABLE connector_versions;
ALTER TABLE connector_versions_with_notes RENAME TO connector_versions;

-- Names for versions. Each is unique in its connector.
CREATE TABLE version_labels (
  connector_id  TEXT NOT NULL,
  label         TEXT NOT NULL,
  number        BIGINT NOT NULL,
  PRIMARY KEY (connector_id, label),
  FOREIGN KEY (connector_id, number) REFERENCES connector_versions (connector_id, number) ON DELETE CASCADE
);

-- Work in progress: at most one draft for each connector, which is not checked.
CREATE TABLE connector_drafts (
  connector_id   TEXT PRIMARY KEY REFERENCES connectors (connector_id) ON DELETE CASCADE,
  revision       TEXT NOT NULL,
  base_number    BIGINT NOT NULL,  -- the version that it was made from
  content_hash   TEXT NOT NULL,
  surface_hash   TEXT NOT NULL,
  author         TEXT NOT NULL,
  created_at     BIGINT NOT NULL,
  updated_at     BIGINT NOT NULL,
  note           TEXT,
  configuration  TEXT NOT NULL
);
