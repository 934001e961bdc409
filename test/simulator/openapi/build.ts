/**
 * Writes `openapi.json`: GitHub's own description (npm `@octokit/openapi`, MIT), cut to the simulator's endpoints
 * and to what ajv can read. Run: `npm pack @octokit/openapi@23.0.2`, unpack, build, then
 * `node dist/test/simulator/openapi/build.js <folder>/package/generated/api.github.com.json`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { routes } from "../api/index.js";

type Node = Record<string, unknown>;
const noise = new Set([
  "description",
  "example",
  "examples",
  "externalDocs",
  "title",
  "summary",
  "deprecated",
]);

interface Described {
  info: { title: string; version: string; license: { name: string } };
  paths: Record<string, Record<string, Node>>;
  components: Record<string, Record<string, Node>>;
}

/** OpenAPI 3.0's `nullable` becomes JSON Schema's null type; prose goes. */
function convert(node: unknown, inProperties = false): unknown {
  if (Array.isArray(node)) return node.map((item) => convert(item));
  if (typeof node !== "object" || node === null) return node;
  const out: Node = {};
  for (const [key, value] of Object.entries(node)) {
    if (!inProperties && (noise.has(key) || key.startsWith("x-") || key === "nullable" || key === "default"))
      continue;
    out[key] = convert(value, !inProperties && key === "properties");
  }
  if (inProperties || (node as Node)["nullable"] !== true) return out;
  if (typeof out["type"] === "string") {
    out["type"] = [out["type"], "null"];
    if (Array.isArray(out["enum"]) && !out["enum"].includes(null)) out["enum"].push(null);
    return out;
  }
  if (Array.isArray(out["anyOf"]))
    return { ...out, anyOf: [...(out["anyOf"] as unknown[]), { type: "null" }] };
  return { anyOf: [out, { type: "null" }] };
}

const source = process.argv[2];
if (source === undefined) throw new Error("usage: build <api.github.com.json> [openapi.json]");
const described = JSON.parse(readFileSync(source, "utf8")) as Described;

function deref(node: Node | undefined): Node | undefined {
  const ref = node?.["$ref"];
  if (typeof ref !== "string") return node;
  const [, , kind = "", name = ""] = ref.split("/");
  return deref(described.components[kind]?.[name]);
}

function jsonSchema(content: unknown): unknown {
  const types = (content ?? {}) as Record<string, { schema?: Node }>;
  const key = Object.keys(types).find((type) => type === "application/json" || type.endsWith("+json"));
  return key === undefined ? undefined : convert(types[key]?.schema);
}

const operations: Record<string, unknown> = {};
const unknown: string[] = [];
for (const route of routes) {
  const path = route.path.replaceAll("+}", "}");
  const operation = described.paths[path]?.[route.method.toLowerCase()];
  if (operation === undefined) {
    unknown.push(`${route.method} ${path}`);
    continue;
  }
  const parameters = ((operation["parameters"] ?? []) as Node[]).map(deref);
  const query = Object.fromEntries(
    parameters
      .filter((parameter) => parameter?.["in"] === "query")
      .map((parameter) => [String(parameter?.["name"]), convert(parameter?.["schema"])]),
  );
  const request = operation["requestBody"] as { required?: boolean; content?: unknown } | undefined;
  const responses: Record<string, unknown> = {};
  for (const [status, response] of Object.entries((operation["responses"] ?? {}) as Record<string, Node>))
    responses[status] = jsonSchema(deref(response)?.["content"]) ?? null;
  operations[`${route.method} ${route.path}`] = {
    query,
    ...(request === undefined
      ? {}
      : { bodyRequired: request.required === true, body: jsonSchema(request.content) ?? null }),
    responses,
  };
}
// The description wants accounts of this list to be a user and an enterprise at once (`allOf`); the endpoint for
// one installation says `anyOf`, as GitHub answers.
const list = operations["GET /app/installations"] as { responses: Record<string, unknown> };
list.responses["200"] = { type: "array", items: { $ref: "#/components/schemas/installation" } };
// `created` of runs takes a range such as `>=2024-01-01`, as its own text says; the schema says `date-time`.
for (const operation of Object.values(operations) as { query: Record<string, unknown> }[])
  if ("created" in operation.query) operation.query["created"] = { type: "string" };
if (unknown.length > 0) throw new Error(`not in the description:\n${unknown.join("\n")}`);

const schemas: Record<string, unknown> = {};
function collect(node: unknown): void {
  for (const found of JSON.stringify(node).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
    const name = found[1] ?? "";
    if (name in schemas) continue;
    schemas[name] = convert(described.components["schemas"]?.[name]);
    collect(schemas[name]);
  }
}
collect(operations);
schemas["basic-error"] ??= convert(described.components["schemas"]?.["basic-error"]);
schemas["validation-error"] ??= convert(described.components["schemas"]?.["validation-error"]);
const target = process.argv[3] ?? "test/simulator/openapi.json";
writeFileSync(
  target,
  JSON.stringify({
    title: described.info.title,
    version: `@octokit/openapi ${described.info.version}, api.github.com`,
    licence: described.info.license.name,
    origin: "https://github.com/github/rest-api-description through https://github.com/octokit/openapi",
    operations,
    components: { schemas },
  }),
);
console.log(
  `${target}: ${Object.keys(operations).length} operations, ${Object.keys(schemas).length} schemas`,
);
