INSERT INTO teams VALUES (42, 'Acme', 'acme', 1, 1700000000000);
INSERT INTO users VALUES (7, 'ann@example.com', 'Ann', 'Lee', 1700000000000);
INSERT INTO team_members VALUES (42, 7, 'OWNER', 1700000000000);
-- The key api_of_the_first_days and the client's secret, by their SHA-256.
INSERT INTO api_keys VALUES ('key_0000000000000001', 42, 'old', '{key_hash}', 'OWNER', NULL, 5000, '', 1, 1700000000000, NULL, NULL);
INSERT INTO oauth_clients VALUES ('client_0000000000000001', 42, 'importer', '{secret_hash}', 'EDITOR', NULL, 5000, '', 1, 1700000000000, NULL, NULL);
INSERT INTO connector_identifiers VALUES ('OLD01'), ('GONE1');
INSERT INTO connectors (connector_id, team_id, name, description, revision, version_number, created_at, updated_at, configuration_created_at, configuration_updated_at)
  VALUES ('OLD01', 42, 'Old ✓', 'From the first days', 'r1', 2, 1700000000000, 1700000002000, 1700000000000, 1700000002000);
INSERT INTO connector_versions (connector_id, number, version, configuration, content_hash, author, created_at)
  VALUES ('OLD01', 1, '1.0.0', '{"a": 1.50}', '{hash_1}', 'key:old', 1700000000000),
         ('OLD01', 2, '1.0.1', '{"b": 2.50, "a": 1}', '{hash_2}', 'key:old', 1700000002000);
INSERT INTO audit (audit_id, team_id, at, actor, address, action, subject)
  VALUES ('018bcfe568000000000a', 42, 1700000000000, 'key:old', '192.0.2.7', 'connector.create', 'OLD01');
