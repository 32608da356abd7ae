INSERT INTO logos VALUES ('{logo_hash}', x'{logo_hex}', 1700000003000);
UPDATE connectors SET logo_hash = '{logo_hash}';
