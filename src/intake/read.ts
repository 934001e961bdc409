import type { Reading } from "../events/signal.js";
import { ignored, unreadable } from "./alert.js";
import { parseJson } from "./json.js";
import { shapeProblem } from "./shape-problem.js";
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

/** What a stored delivery means. Never throws: what cannot be read says why, and is not lost. */
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
    return notRead(source, `the body does not have the documented shape: ${shapeProblem(error)}`);
  }
}

/** GitHub's events and uploads have one shape, and most mean nothing to heal; of alerts any can be the one that mattered. */
export const notRead = ({ name, keyless }: Source, reason: string): Reading =>
  name === "github" || keyless ? ignored(reason) : unreadable(reason);
