INSERT INTO version_labels VALUES ('OLD01', 'stable', 1);
INSERT INTO connector_drafts VALUES ('OLD01', 'd1', 2, '{hash_draft}', '', 'key:old', 1700000004000, 1700000004000, 'soon', '{"c": 3.50}');
