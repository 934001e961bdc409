import { z } from "zod";
import { severities } from "../events/event.js";
import { incidentStates } from "../events/incident.js";
import { sendJson } from "../intake/answer.js";
import * as schemas from "./api-schemas.js";
import type { Route } from "./route.js";

const named = {
  Delivery: schemas.deliverySchema,
  Deliveries: schemas.deliveriesSchema,
  Incident: schemas.incidentSchema,
  Incidents: schemas.incidentsSchema,
  IncidentStory: schemas.incidentStorySchema,
  Diagnosis: schemas.diagnosisSchema,
  Error: schemas.errorSchema,
  Health: schemas.healthSchema,
  Readiness: schemas.readinessSchema,
} as const;
type Name = keyof typeof named;

const ref = (name: Name) => `#/components/schemas/${name}`;

/** The schemas that answers are written from, as JSON Schema 2020-12: the dialect of OpenAPI 3.1. */
function components(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas: made } = z.toJSONSchema(registry, { io: "output", uri: (id) => ref(id as Name) });
  // Inside a document the place says what a schema is called, and the document says its dialect.
  const own = new Set(["$schema", "$id"]);
  return Object.fromEntries(
    Object.entries(made).map(([name, schema]) => [
      name,
      Object.fromEntries(Object.entries(schema).filter(([key]) => !own.has(key))),
    ]),
  );
}

const answer = (description: string, name: Name) => ({
  description,
  content: { "application/json": { schema: { $ref: ref(name) } } },
});
const refused = {
  "401": answer("The API token is missing or wrong.", "Error"),
  "403": answer("No API token is set, and the request is not from this machine.", "Error"),
  "503": answer("The database cannot be reached; try again after `Retry-After` seconds.", "Error"),
};
const query = (name: string, description: string, schema: object = { type: "string" }) => ({
  name,
  in: "query",
  required: false,
  description,
  schema,
});
const id = (description: string) => ({
  name: "id",
  in: "path",
  required: true,
  description,
  schema: { type: "string" },
});
const cursor = query("cursor", "`next` of the page before.");

/** The whole read API, as https://spec.openapis.org/oas/v3.1.0 describes one. */
export const openapiDocument = () => ({
  openapi: "3.1.0",
  info: {
    title: "heal read API",
    version: "1",
    description:
      "What came in, what it belongs to, what was found, decided and done. Nothing here changes anything.",
    license: { name: "MIT", identifier: "MIT" },
  },
  security: [{ token: [] }],
  paths: {
    "/api/v1/deliveries": {
      get: {
        operationId: "listDeliveries",
        summary: "Deliveries, newest first",
        parameters: [
          query("delivery", "Only this one."),
          query("state", "Only those in this state.", {
            enum: ["received", "processing", "done", "ignored", "parked"],
          }),
          cursor,
        ],
        responses: {
          "200": answer("A page.", "Deliveries"),
          "400": answer("A state or cursor that is none.", "Error"),
          ...refused,
        },
      },
    },
    "/api/v1/deliveries/{id}": {
      get: {
        operationId: "getDelivery",
        summary: "What became of a delivery, and why",
        parameters: [id("`X-GitHub-Delivery`, or the id that was answered.")],
        responses: {
          "200": answer("The delivery.", "Delivery"),
          "404": answer("There is none.", "Error"),
          ...refused,
        },
      },
    },
    "/api/v1/incidents": {
      get: {
        operationId: "listIncidents",
        summary: "Incidents, last seen first",
        parameters: [
          query("state", "Only those in this state.", { enum: incidentStates }),
          query("repository", "Only those of this repository, `owner/name`."),
          query("severity", "Only those of this severity.", { enum: severities }),
          query("service", "Only those of this service."),
          query("environment", "Only those of this environment."),
          query("source", "Only those that this source told of first, such as `alertmanager`."),
          query(
            "text",
            "Only those whose title, service and repository have these words, or words that begin so.",
          ),
          cursor,
        ],
        responses: {
          "200": answer("A page.", "Incidents"),
          "400": answer("A state, severity or cursor that is none.", "Error"),
          ...refused,
        },
      },
    },
    "/api/v1/incidents/{id}": {
      get: {
        operationId: "getIncident",
        summary: "One incident with its whole story",
        parameters: [id("The incident's number.")],
        responses: {
          "200": answer("The incident.", "IncidentStory"),
          "404": answer("There is none.", "Error"),
          ...refused,
        },
      },
    },
    "/healthz": {
      get: {
        operationId: "health",
        summary: "The process answers",
        security: [],
        responses: { "200": answer("It does.", "Health") },
      },
    },
    "/readyz": {
      get: {
        operationId: "readiness",
        summary: "Everything that heal needs is well",
        security: [],
        responses: { "200": answer("It is.", "Readiness"), "503": answer("It is not.", "Readiness") },
      },
    },
  },
  components: {
    securitySchemes: {
      token: {
        type: "http",
        scheme: "bearer",
        description: "HEAL_API_TOKEN. Where none is set, requests from the machine itself need none.",
      },
    },
    schemas: components(),
  },
});

export function openapiRoute(): Route {
  const document = openapiDocument();
  return {
    method: "GET",
    path: "/api/v1/openapi.json",
    access: "api",
    handler: ({ res }) => sendJson(res, 200, document),
  };
}
