import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { openapiDocument } from "../../src/server/openapi.js";
import { diagnosedByAnother, incident, seed } from "../dashboard/seed.js";
import { serve, type Served } from "../dashboard/serve.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

let database: TestDatabase;
let site: Served;
let ids: Awaited<ReturnType<typeof seed>>;
let odd: number;

beforeAll(async () => {
  database = await testDatabase();
  ids = await seed(database.db);
  odd = await incident(database.db, { title: "odd" });
  await diagnosedByAnother(database.db, odd, { jobs: 3, confidence: "high", labels: { a: 1 } });
  site = await serve(database.db);
});
afterAll(async () => {
  await site.close();
  await database.drop();
});

type Operation = {
  operationId: string;
  parameters?: { name: string; in: string }[];
  responses: Record<string, { content: { "application/json": { schema: { $ref: string } } } }>;
};
const document = openapiDocument() as unknown as {
  openapi: string;
  paths: Record<string, { get: Operation }>;
  components: { schemas: Record<string, object> };
};
const ajv = new Ajv2020({ strict: true, allErrors: true });
// The package is CommonJS: its function is the default of the default.
(addFormats as unknown as { default: (to: Ajv2020) => void }).default(ajv);
ajv.addVocabulary(["openapi", "info", "paths", "components", "security"]);
ajv.addSchema(document, "heal");

/** Why a body is not what the document says of this operation and status; null: it is. */
function complaint(path: string, status: number, body: unknown): unknown {
  const response = document.paths[path]?.get.responses[String(status)];
  if (!response) return `${path} says nothing of ${status}`;
  const validate = ajv.compile({ $ref: `heal${response.content["application/json"].schema.$ref}` });
  return validate(body) ? null : validate.errors;
}

describe("the document", () => {
  it("is served as it is written, in OpenAPI 3.1", async () => {
    const { status, body } = await site.json("/api/v1/openapi.json");
    expect(status).toBe(200);
    expect(body).toEqual(JSON.parse(JSON.stringify(document)));
    expect(document.openapi).toBe("3.1.0");
  });

  it("names each operation once, declares each path parameter, and refers to nothing that is not there", () => {
    const operations = Object.entries(document.paths).map(([path, { get }]) => ({ path, get }));
    const names = operations.map(({ get }) => get.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { path, get } of operations) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect((get.parameters ?? []).filter((one) => one.in === "path").map((one) => one.name)).toEqual(
        wanted,
      );
    }
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      (match) => match[1],
    );
    expect(refs.length).toBeGreaterThan(10);
    expect(refs.filter((name) => !(name! in document.components.schemas))).toEqual([]);
  });

  it("holds only schemas that a strict validator takes", () => {
    for (const name of Object.keys(document.components.schemas))
      expect(typeof ajv.compile({ $ref: `heal#/components/schemas/${name}` })).toBe("function");
  });

  it("refuses what is not an answer", () => {
    expect(complaint("/api/v1/incidents", 200, { incidents: [{ id: "1" }], next: null })).not.toBeNull();
    expect(complaint("/api/v1/incidents", 200, { incidents: [] })).not.toBeNull();
    expect(complaint("/healthz", 200, { status: "fine" })).not.toBeNull();
  });
});

describe("every answer is as described", () => {
  it.each<[string, (known: typeof ids) => string, number]>([
    ["/api/v1/incidents", () => "/api/v1/incidents", 200],
    ["/api/v1/incidents", () => "/api/v1/incidents?state=lost", 400],
    ["/api/v1/incidents/{id}", (known) => `/api/v1/incidents/${known.recovered}`, 200],
    ["/api/v1/incidents/{id}", (known) => `/api/v1/incidents/${known.fixing}`, 200],
    ["/api/v1/incidents/{id}", (known) => `/api/v1/incidents/${known.escalated}`, 200],
    ["/api/v1/incidents/{id}", (known) => `/api/v1/incidents/${known.merged}`, 200],
    ["/api/v1/incidents/{id}", (known) => `/api/v1/incidents/${known.unrouted}`, 200],
    ["/api/v1/incidents/{id}", (known) => `/api/v1/incidents/${known.attack}`, 200],
    ["/api/v1/incidents/{id}", () => `/api/v1/incidents/${odd}`, 200],
    ["/api/v1/incidents/{id}", () => "/api/v1/incidents/nothing", 404],
    ["/api/v1/deliveries", () => "/api/v1/deliveries", 200],
    ["/api/v1/deliveries", () => "/api/v1/deliveries?cursor=x", 400],
    ["/api/v1/deliveries/{id}", () => "/api/v1/deliveries/d-1", 200],
    ["/api/v1/deliveries/{id}", () => "/api/v1/deliveries/d-4", 200],
    ["/api/v1/deliveries/{id}", () => "/api/v1/deliveries/none", 404],
    ["/healthz", () => "/healthz", 200],
    ["/readyz", () => "/readyz", 200],
  ])("%s", async (path, ask, status) => {
    const answer = await site.json(ask(ids));
    expect([answer.status, complaint(path, answer.status, answer.body)]).toEqual([status, null]);
  });

  it("also when it is a refusal", async () => {
    const { status, text } = await site.get("/api/v1/incidents", { "x-forwarded-for": "203.0.113.9" });
    expect([status, complaint("/api/v1/incidents", status, JSON.parse(text))]).toEqual([403, null]);
  });
});
