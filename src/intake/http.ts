import type { IncomingMessage, ServerResponse } from "node:http";
import { refuseAndClose, sendJson } from "./answer.js";
import { allowSender } from "./handshake.js";
import { type Endpoint, receive, type ReceiveDeps, type Received } from "./receive.js";
import { NO_SOURCE, type RefusalKind } from "./refusals.js";
import type { Source } from "./source.js";

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
  const byPreset = new Map(
    deps.sources.flatMap((source) => (source.presets ?? []).map((name) => [name, source])),
  );
  const note = (source: string, kind: RefusalKind, reason: string) =>
    deps.refusals?.note({ source, kind, reason, at: deps.clock.now() });
  return async (req, res, { source: name, alerts, token, ...asked }) => {
    const own = alerts === NO_ALERTS.includes(name) ? undefined : byName.get(name);
    // A preset's name is an address of its own.
    const source = own ?? (alerts ? byPreset.get(name) : undefined);
    if (!source) {
      const message = "there is no such source";
      note(NO_SOURCE, "no_source", message);
      return refuseAndClose(req, res, 404, { error: "not_found", message });
    }
    const preset = own === undefined ? name : asked.preset;
    if (preset !== undefined && source.presets?.includes(preset) !== true) {
      const message = `there is no such preset${source.presets ? `: ${source.presets.join(", ")}` : ""}`;
      note(source.name, "no_preset", message);
      return refuseAndClose(req, res, 404, { error: "not_found", message });
    }
    if (req.method === "OPTIONS" && source.handshake)
      return allowSender(req, res, source, deps.secrets, token);
    if (req.method !== "POST") {
      const body = { error: "method_not_allowed", message: "only POST is answered here" };
      note(source.name, "method", body.message);
      return refuseAndClose(req, res, 405, body, { allow: "POST" });
    }
    const received = await receive(req, res, source, deps, { token, preset });
    if (received === null) return;
    try {
      const reply = source.reply?.(received.json) ?? null;
      if (reply) sendJson(res, 200, reply);
      else sendJson(res, 202, { delivery: received.id, ...(await deps.answer?.(source, received)) });
      deps.at?.("answered");
    } finally {
      if (!received.repeated) deps.wake(received.id, received.delivery.priority);
    }
  };
}
