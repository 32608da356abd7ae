// The verdicts of ajv, a well-maintained JSON Schema validator. Reads a schema, and a file with one JSON document per line. Prints the
// numbers (from 0) of the lines that the schema refuses, as a JSON array. Usage: node judge.mjs schema.json documents.ndjson 2019-09|07
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("./package.json", import.meta.url));
const [schemaFile, documentsFile, draft] = process.argv.slice(2);
const Ajv = require(draft === "07" ? "ajv" : "ajv/dist/2019.js").default;
const validate = new Ajv({ strict: true, strictRequired: false, strictTypes: false, validateFormats: false }).compile(JSON.parse(readFileSync(schemaFile, "utf8")));
const refused = [];
readFileSync(documentsFile, "utf8")
  .trimEnd()
  .split("\n")
  .forEach((line, number) => {
    if (!validate(JSON.parse(line))) refused.push(number);
  });
console.log(JSON.stringify(refused));
