/** Checks REST traffic against GitHub's own description (`openapi.json`, made by `openapi/build.ts`). */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import type { ValidateFunction } from "ajv";
import { addFormats } from "./formats.js";
import type { Reply, Route } from "./router.js";

interface Operation {
  query: Record<string, unknown>;
  bodyRequired?: boolean;
  body?: unknown;
  responses: Record<string, unknown>;
}

interface Description {
  operations: Record<string, Operation>;
}

/** The file lies in the sources, also when this runs from `dist/`. */
function find(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    for (const name of ["openapi.json", "test/simulator/openapi.json"]) {
      const path = join(folder, name);
      if (existsSync(path)) return path;
    }
  }
  throw new Error("openapi.json is missing: see test/simulator/README.md for how to build it");
}

/**
 * A check runs a few times, and its code is made anew in each process: a schema that is referred to is compiled once, not where it
 * is named, and nothing is optimised. That is a tenth of the time.
 */
export const BRIEF = {
  ...{ strict: false, allErrors: true, validateFormats: true, coerceTypes: false },
  ...{ inlineRefs: false, code: { optimize: false } },
} as const;

let description: Description | undefined;
let ajv: Ajv | undefined;
const compiled = new Map<string, ValidateFunction>();

function load(): { description: Description; ajv: Ajv } {
  description ??= JSON.parse(readFileSync(find(), "utf8")) as Description;
  if (ajv === undefined) {
    ajv = addFormats(new Ajv(BRIEF));
    // GitHub's own formats that say nothing testable.
    for (const format of ["repo.nwo", "ssh-key", "timestamp", "email"]) ajv.addFormat(format, true);
    ajv.addSchema(description, "gh");
  }
  return { description, ajv };
}

function pointer(...parts: string[]): string {
  return parts
    .map((part) => `/${encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))}`)
    .join("");
}

function check(where: string, at: string, value: unknown): string[] {
  let validate = compiled.get(at);
  if (validate === undefined) {
    validate = load().ajv.compile({ $ref: `gh#${at}` });
    compiled.set(at, validate);
  }
  if (validate(value)) return [];
  return (validate.errors ?? [])
    .slice(0, 6)
    .map(
      (error) =>
        `${where}: ${error.instancePath || "/"} ${error.message ?? ""} ${JSON.stringify(error.params)}`,
    );
}

export class Validator {
  /** Problems of a request's query and body. */
  request(route: Route, query: URLSearchParams, body: unknown): string[] {
    const key = `${route.method} ${route.path}`;
    const operation = load().description.operations[key];
    if (operation === undefined) return [`${key}: not in GitHub's description`];
    const problems: string[] = [];
    for (const [name, text] of query) {
      const schema = operation.query[name];
      if (schema === undefined) {
        // `page` and `per_page` are taken everywhere; GitHub ignores what it does not know, heal should not send it.
        if (name !== "page" && name !== "per_page") problems.push(`${key}: unknown query parameter ${name}`);
        continue;
      }
      const at = pointer("operations", key, "query", name);
      const asNumber = text !== "" && Number.isFinite(Number(text)) ? [Number(text)] : [];
      const candidates: unknown[] = [
        text,
        ...asNumber,
        ...(text === "true" || text === "false" ? [text === "true"] : []),
      ];
      if (candidates.every((candidate) => check(key, at, candidate).length > 0))
        problems.push(...check(`${key} query ${name}`, at, text));
    }
    if (body === undefined) {
      if (operation.bodyRequired === true) problems.push(`${key}: a body is required`);
    } else if (operation.body === undefined) {
      const empty = typeof body === "object" && body !== null && Object.keys(body).length === 0;
      if (!empty && route.method !== "GET" && operation.bodyRequired !== undefined)
        problems.push(`${key}: takes no body`);
    } else if (operation.body !== null)
      problems.push(...check(`${key} request`, pointer("operations", key, "body"), body));
    return problems;
  }

  /** Problems of an answer's JSON. */
  response(route: Route, reply: Reply): string[] {
    const key = `${route.method} ${route.path}`;
    const operation = load().description.operations[key];
    if (operation === undefined || reply.raw !== undefined) return [];
    const status = String(reply.status);
    const at = pointer("operations", key, "responses", status);
    if (!(status in operation.responses)) {
      if (reply.status < 400) return [`${key}: status ${status} is not in GitHub's description`];
      return check(`${key} ${status}`, pointer("components", "schemas", "basic-error"), plain(reply.body));
    }
    if (operation.responses[status] === null || reply.body === undefined) return [];
    return check(`${key} ${status}`, at, plain(reply.body));
  }
}

/** What the client will parse: no `undefined`, no dates. */
function plain(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body ?? null)) as unknown;
}
