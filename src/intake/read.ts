import { ZodError } from "zod";
import { HealError, reasonOf } from "../core/errors.js";
import type { Reading } from "../events/signal.js";
import { ignored } from "./alert.js";
import { parseJson } from "./json.js";
import type { Source } from "./source.js";

/** The columns of the inbox that a reading needs. */
export interface StoredDelivery {
  source: string;
  event: string;
  action: string | null;
  headers: Readonly<Record<string, string>>;
  /** null once the retention took the body away. */
  body: Buffer | null;
  receivedAt: Date;
}

/** What a stored delivery means. Never throws: what cannot be read is ignored, with the reason. */
export function readDelivery(
  delivery: StoredDelivery,
  sources: readonly Source[],
  parse: (body: Buffer) => unknown = (body) => parseJson(body),
): Reading {
  const source = sources.find((candidate) => candidate.name === delivery.source);
  if (!source) return ignored(`the source ${delivery.source} is not built in`);
  if (delivery.body === null) return ignored("the body is no longer kept");
  try {
    return source.read({
      event: delivery.event,
      action: delivery.action,
      json: parse(delivery.body),
      receivedAt: delivery.receivedAt,
      headers: delivery.headers,
    });
  } catch (error) {
    return ignored(`the body does not have the documented shape: ${shapeProblem(error)}`);
  }
}

/** Where it is wrong, without quoting what stands there. */
function shapeProblem(error: unknown): string {
  if (error instanceof HealError) return error.message;
  if (!(error instanceof ZodError)) return reasonOf(error).slice(0, 200);
  return error.issues
    .slice(0, 3)
    .map(
      (issue) =>
        `${issue.path.map(String).join(".").slice(0, 100) || "(body)"}: ${issue.message.slice(0, 100)}`,
    )
    .join("; ");
}
