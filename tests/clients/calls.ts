// A program as a user of the generated client would write it. `tsc --strict` compiles it with that client, which checks the types of the
// document. Then it runs against a server, which checks that the server's answers have those types. test_generated_client.py generates ./client.

import assert from "node:assert/strict";

import { createClient, createConfig } from "./client/client";
import * as api from "./client/sdk.gen";
import type { ConnectorWithConfiguration, ErrorEnvelope } from "./client/types.gen";

const [baseUrl, key, way] = [process.env.BASE_URL ?? "", process.env.API_KEY ?? "", process.env.WAY];
// The credential, by either of the two schemes in the document.
const auth = (scheme: { type: "apiKey" | "http" }) => (scheme.type === (way === "bearer" ? "http" : "apiKey") ? key : undefined);
const client = createClient(createConfig({ baseUrl, auth }));
const path = { team_id: 42 };

let sent: Request | undefined;
client.interceptors.request.use((request) => {
  sent = request;
  return request;
});

function expectSent(name: string, value: string | null) {
  assert.equal(sent?.headers.get(name), value);
}

// The field that distinguishes the two shapes of an answer: success and error.
function expectError(answer: { data?: unknown; error?: ErrorEnvelope; response: Response }, status: number, code: string) {
  assert.equal(answer.response.status, status);
  assert.equal(answer.data, undefined);
  assert.ok(answer.error);
  assert.equal(answer.error.error.code, code);
  assert.ok(answer.error.error.message.length > 0);
  assert.equal(answer.error.meta.request_id, answer.response.headers.get("X-Request-Id"));
}

async function create(body: { title: string; description?: string; connector_identifier?: string }): Promise<ConnectorWithConfiguration> {
  const { data, response } = await api.createConnector({ client, path, body, throwOnError: true });
  assert.equal(response.status, 201);
  assert.ok(response.headers.get("Location")?.endsWith(`/connectors/${data.connector_identifier}`));
  return data;
}

async function connectors() {
  const first = await create({ title: "Web shop & more", description: "ä=1" });
  expectSent("Content-Type", "application/x-www-form-urlencoded");
  expectSent("Authorization", way === "bearer" ? `Bearer ${key}` : key);
  assert.equal(first.name, "Web shop & more");
  assert.equal(first.description, "ä=1");
  assert.equal(first.configuration.version, "1.0.0");

  const second = await create({ title: "Copy", connector_identifier: first.connector_identifier });
  assert.notEqual(second.connector_identifier, first.connector_identifier);
  assert.equal(second.description, "ä=1");

  const list = await api.listConnectors({ client, path, throwOnError: true });
  assert.equal(list.data.count, list.data.connectors.length);
  assert.deepEqual(list.data.connectors.slice(0, 2).map((one) => one.name), ["Copy", "Web shop & more"]);
  const full = await api.listConnectors({ client, path, query: { include_configs: true }, throwOnError: true });
  assert.ok(sent?.url.endsWith("/connectors?include_configs=true"));
  const [newest] = full.data.connectors;
  assert.ok(newest !== undefined && "configuration" in newest);
  assert.deepEqual(newest.configuration, second.configuration);

  const one = { ...path, connector_identifier: first.connector_identifier };
  const before = await api.getConnector({ client, path: one, throwOnError: true });
  const etag = before.response.headers.get("ETag") ?? "";
  const configuration_json = { accounts: { hasAccounts: false }, list: [1, 2.5, null] };
  const change = { connector: { name: "Shop", description: null }, configuration: { configuration_json } };
  const put = await api.updateConnector({ client, path: one, body: change, headers: { "If-Match": etag }, throwOnError: true });
  assert.equal(put.response.status, 204);
  const after = await api.getConnector({ client, path: one, throwOnError: true });
  assert.deepEqual([after.data.name, after.data.description, after.data.configuration.version], ["Shop", null, "1.0.1"]);
  assert.deepEqual(after.data.configuration.configuration_json, configuration_json);
  expectError(await api.updateConnector({ client, path: one, body: change, headers: { "If-Match": etag } }), 412, "PRECONDITION_FAILED");

  for (const { connector_identifier } of [first, second]) {
    const gone = await api.deleteConnector({ client, path: { ...path, connector_identifier }, throwOnError: true });
    assert.equal(gone.response.status, 204);
  }
  expectError(await api.getConnector({ client, path: one }), 404, "NOT_FOUND");
  expectError(await api.createConnector({ client, path, body: { title: "x", ...one } }), 404, "NOT_FOUND");
  expectError(await api.createConnector({ client, path, body: { title: "" } }), 422, "UNPROCESSABLE_ENTITY");
}

const tinyPng = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR42mP4DwABAQEAHLCMmQAAAABJRU5ErkJggg==";

async function logos() {
  const { connector_identifier, logo_url } = await create({ title: "With a logo" });
  const one = { ...path, connector_identifier };
  const logo = new Blob([Buffer.from(tinyPng, "base64")]);
  const set = await api.uploadLogo({ client, path: one, body: { logo }, throwOnError: true });
  assert.equal(set.response.status, 201);
  assert.notEqual(set.data.logo_url, logo_url);
  assert.equal((await api.getLogo({ client, path: one, throwOnError: true })).data.logo_url, set.data.logo_url);
  const image = await fetch(set.data.logo_url);
  assert.deepEqual([image.status, image.headers.get("Content-Type")], [200, "image/png"]);
  expectError(await api.uploadLogo({ client, path: one, body: { logo: new Blob(["text"]) } }), 400, "BAD_REQUEST");
  await api.deleteLogo({ client, path: one, throwOnError: true });
  assert.equal((await api.getLogo({ client, path: one, throwOnError: true })).data.logo_url, logo_url);
  await api.deleteConnector({ client, path: one, throwOnError: true });
}

async function team() {
  const team = await api.getTeam({ client, path, throwOnError: true });
  assert.deepEqual([team.data.data.team_id, team.data.data.name, team.data.data.status], [42, "Acme", 1]);
  assert.match(team.data.data.created_at, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+00:00$/);
  const users = await api.listTeamUsers({ client, path, throwOnError: true });
  const [ann] = users.data.data;
  assert.ok(ann !== undefined);
  assert.deepEqual([ann.email, ann.first_name, ann.role], ["ann@example.com", "Ann", "EDITOR"]);
}

async function refusals() {
  const stranger = createClient(createConfig({ baseUrl, auth: () => "api_unknown" }));
  const nobody = createClient(createConfig({ baseUrl }));
  expectError(await api.getTeam({ client: stranger, path }), 401, "UNAUTHORIZED");
  expectError(await api.getTeam({ client: nobody, path }), 401, "UNAUTHORIZED");
  expectError(await api.getTeam({ client, path: { team_id: 43 } }), 403, "FORBIDDEN");
  expectError(await api.getTeam({ client, path: { team_id: 0 } }), 400, "BAD_REQUEST");
}

async function accessToken() {
  const form = { grant_type: "client_credentials", client_id: process.env.CLIENT_ID, client_secret: process.env.CLIENT_SECRET } as const;
  const { data } = await api.issueToken({ client, body: form, throwOnError: true });
  const holder = createClient(createConfig({ baseUrl, auth: ({ type }) => (type === "http" ? data.access_token : undefined) }));
  const team = await api.getTeam({ client: holder, path, throwOnError: true });
  assert.equal(team.data.data.team_id, 42);
  const refused = await api.issueToken({ client, body: { ...form, client_secret: "wrong" } });
  assert.ok(refused.error && refused.response.status === 401 && "error" in refused.error);
  assert.equal(refused.error.error, "invalid_client");
}

async function main() {
  await connectors();
  await logos();
  await team();
  await refusals();
  await accessToken();
}

main().catch((problem: unknown) => {
  console.error(problem);
  process.exit(1);
});
