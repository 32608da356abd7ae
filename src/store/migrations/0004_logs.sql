-- What happened to each connector and on its behalf, for the people who build it. Appended, never changed, and removed by
-- age and number. The key gives the order of events: no two entries of a connector have the same time, and a later entry
-- never has an earlier time.
CREATE TABLE connector_logs (
  connector_id  TEXT NOT NULL REFERENCES connectors (connector_id) ON DELETE CASCADE,
  log_time      BIGINT NOT NULL,
  status        BIGINT,
  event         TEXT,
  request       TEXT,
  duration_ms   BIGINT,
  request_id    TEXT,
  detail        TEXT NOT NULL,
  PRIMARY KEY (connector_id, log_time)
);
CREATE INDEX connector_logs_by_time ON connector_logs (log_time);
