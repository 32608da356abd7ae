INSERT INTO connector_logs VALUES ('OLD01', 4102444800000, 204, 'connector.update', 'PUT /old', 7, NULL, '{"actor":"key:old"}');
