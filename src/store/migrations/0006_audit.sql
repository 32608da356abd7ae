-- The credential, the request, and details as a JSON object. Older rows have none of them.
ALTER TABLE audit ADD COLUMN credential TEXT;
ALTER TABLE audit ADD COLUMN request_id TEXT;
ALTER TABLE audit ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
-- Ids are in the order of the changes, so that one index serves reading by time and by cursor.
DROP INDEX audit_by_team;
CREATE INDEX audit_by_team ON audit (team_id, audit_id);
