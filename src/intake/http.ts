import type { IncomingMessage, ServerResponse } from "node:http";
import { refuseAndClose, sendJson } from "./answer.js";
import { receive, type ReceiveDeps, type Received } from "./receive.js";
import type { Source } from "./source.js";

/** Like Probot's handlers: false when the request is somebody else's. */
export type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;

export interface IntakeDeps extends ReceiveDeps {
  sources: readonly Source[];
  /** Tells the pipeline; called once the row is committed, never awaited. */
  wake: (id: string, priority: number) => void;
  /** What the answer of a source says beside the delivery's id. */
  answer?: (source: Source, received: Received) => Promise<object>;
}

export const GITHUB_PATH = "/api/github/webhooks";
export const ALERTS_PATH = "/api/alerts/";
export const REPORTS_PATH = "/api/reports";

/** Answers `POST` on the three collector paths. */
export function createIntake(deps: IntakeDeps): Handler {
  const byPath = new Map(deps.sources.map((source) => [pathOf(source), source]));
  return async (req, res) => {
    const path = (req.url ?? "/").split("?", 1)[0] ?? "/";
    if (path !== GITHUB_PATH && path !== REPORTS_PATH && !path.startsWith(ALERTS_PATH)) return false;
    const source = byPath.get(path);
    if (!source || req.method !== "POST") {
      const [status, error] = source ? ([405, "method_not_allowed"] as const) : ([404, "not_found"] as const);
      const message = source ? "only POST is answered here" : "there is no such source";
      refuseAndClose(req, res, status, { error, message }, source ? { allow: "POST" } : {});
      return true;
    }
    const received = await receive(req, res, source, deps);
    if (received === null) return true;
    try {
      sendJson(res, 202, { delivery: received.id, ...(await deps.answer?.(source, received)) });
      deps.at?.("answered");
    } finally {
      if (!received.repeated) deps.wake(received.id, received.delivery.priority);
    }
    return true;
  };
}

function pathOf(source: Source): string {
  if (source.name === "github") return GITHUB_PATH;
  return source.name === "reports" ? REPORTS_PATH : `${ALERTS_PATH}${source.name}`;
}
