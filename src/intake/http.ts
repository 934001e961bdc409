import type { IncomingMessage, ServerResponse } from "node:http";
import { refuseAndClose, sendJson } from "./answer.js";
import { receive, type ReceiveDeps, type Received } from "./receive.js";
import type { Source } from "./source.js";

/** Which collector a request is for, as the router read its path: nobody else reads it. */
export interface Endpoint {
  source: string;
  /** Below `/api/alerts/`; GitHub and the Action have paths of their own. */
  alerts: boolean;
  /** Of the path, decoded: stands for the Authorization header of senders that cannot set one. */
  token?: string;
}

export type Handler = (req: IncomingMessage, res: ServerResponse, door: Endpoint) => Promise<void>;

export interface IntakeDeps extends ReceiveDeps {
  sources: readonly Source[];
  /** Tells the pipeline; called once the row is committed, never awaited. */
  wake: (id: string, priority: number) => void;
  /** What the answer of a source says beside the delivery's id. */
  answer?: (source: Source, received: Received) => Promise<object>;
}

const NO_ALERTS: readonly string[] = ["github", "reports"];

/** Answers `POST` on the collectors' paths. */
export function createIntake(deps: IntakeDeps): Handler {
  const byName = new Map(deps.sources.map((source) => [source.name, source]));
  return async (req, res, { source: name, alerts, token }) => {
    const source = alerts === NO_ALERTS.includes(name) ? undefined : byName.get(name);
    if (!source)
      return refuseAndClose(req, res, 404, { error: "not_found", message: "there is no such source" });
    if (req.method !== "POST") {
      const body = { error: "method_not_allowed", message: "only POST is answered here" };
      return refuseAndClose(req, res, 405, body, { allow: "POST" });
    }
    const received = await receive(req, res, source, deps, token);
    if (received === null) return;
    try {
      sendJson(res, 202, { delivery: received.id, ...(await deps.answer?.(source, received)) });
      deps.at?.("answered");
    } finally {
      if (!received.repeated) deps.wake(received.id, received.delivery.priority);
    }
  };
}
