/** GitHub's published webhook schemas (@octokit/webhooks-schemas): cutting payloads to them and checking them. */
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import type { ValidateFunction } from "ajv";
import { addFormats } from "./formats.js";
import { BRIEF } from "./validate.js";

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
}

const require = createRequire(import.meta.url);
const root = structuredClone(require("@octokit/webhooks-schemas/schema.json")) as {
  definitions: Record<string, Schema>;
};

// The schemas package stopped before `timed_out` jobs; GitHub's own description of the event has them
// (x-webhooks `workflow-job-completed` in @octokit/openapi).
for (const conclusion of [
  root.definitions["workflow-job"]?.properties?.["conclusion"],
  root.definitions["workflow_job$completed"]?.properties?.["workflow_job"]?.allOf?.[1]?.properties?.[
    "conclusion"
  ],
])
  conclusion?.enum?.push("timed_out");
// As `startup_failure` of runs (x-webhooks `workflow-run-completed`).
for (const conclusion of [
  root.definitions["workflow-run"]?.properties?.["conclusion"],
  root.definitions["workflow_run$completed"]?.properties?.["workflow_run"]?.allOf?.[1]?.properties?.[
    "conclusion"
  ],
  root.definitions["check_suite$completed"]?.properties?.["check_suite"]?.properties?.["conclusion"],
])
  conclusion?.enum?.push("startup_failure");

const ajv = addFormats(new Ajv(BRIEF));
ajv.addSchema(root, "webhooks");
const compiled = new Map<string, ValidateFunction>();

export function definitionName(event: string, action: string | null): string {
  return `${event}$${action ?? "event"}`;
}

function deref(schema: Schema): Schema {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : deref(root.definitions[decodeURIComponent(name)] ?? {});
}

/** All properties an object may have by this schema, and whether it is closed. */
function shape(given: Schema): { properties: Record<string, Schema>; closed: boolean } {
  const schema = deref(given);
  let properties = { ...schema.properties };
  let closed = schema.additionalProperties === false;
  for (const part of schema.allOf ?? []) {
    const inner = shape(part);
    properties = { ...inner.properties, ...properties };
    closed ||= inner.closed;
  }
  const branch = (schema.oneOf ?? schema.anyOf)
    ?.map(shape)
    .find((one) => Object.keys(one.properties).length > 0);
  if (branch !== undefined) {
    properties = { ...branch.properties, ...properties };
    closed ||= branch.closed;
  }
  return { properties, closed };
}

function project(given: Schema, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const schema = deref(given);
  if (Array.isArray(value)) return value.map((item) => project(schema.items ?? {}, item));
  const { properties, closed } = shape(schema);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name in properties || !closed)
      .map(([name, inner]) => [name, project(properties[name] ?? {}, inner)]),
  );
}

/** Leaves out what the REST shape has and the webhook's has not, e.g. `closed_by` of an issue. */
export function toWebhook(event: string, action: string | null, payload: Record<string, unknown>): unknown {
  const schema = root.definitions[definitionName(event, action)];
  return schema === undefined ? payload : project(schema, payload);
}

/** Problems of a payload; an event the schemas do not know is one. */
export function checkWebhook(event: string, action: string | null, payload: unknown): string[] {
  const name = definitionName(event, action);
  if (root.definitions[name] === undefined) return [`webhook ${name}: unknown to the schemas`];
  let validate = compiled.get(name);
  if (validate === undefined) {
    validate = ajv.compile({ $ref: `webhooks#/definitions/${encodeURIComponent(name)}` });
    compiled.set(name, validate);
  }
  if (validate(payload)) return [];
  return (validate.errors ?? [])
    .slice(0, 5)
    .map(
      (error) =>
        `webhook ${name}: ${error.instancePath || "/"} ${error.message ?? ""} ${JSON.stringify(error.params)}`,
    );
}
