import type { IncomingMessage, ServerResponse } from "node:http";
import { refuseAndClose, sendJson } from "./answer.js";
import { bearersOf, pathToken } from "./secrets.js";
import type { Source } from "./source.js";

/** A domain name, as the specification has it; `*` and ports are seen in the field. */
const ORIGIN = /^[\w.*:-]{1,253}$/;

/**
 * What a sender of CloudEvents asks before it delivers, Azure Event Grid among them: may it? It proves nothing by asking, and the
 * answer opens nothing: each delivery is authenticated as ever.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection
 */
export function allowSender(
  req: IncomingMessage,
  res: ServerResponse,
  source: Source,
  secrets: (source: string) => readonly string[],
  token: string | undefined,
): void {
  const accepted = secrets(source.name);
  const refuse = (status: number, error: string, message: string) =>
    refuseAndClose(req, res, status, { error, message }, status === 405 ? { allow: "POST" } : {});
  if (accepted.length === 0) return refuse(404, "not_found", `the source ${source.name} is off`);
  if (token !== undefined && !pathToken(token, bearersOf(source, accepted)).ok)
    return refuse(401, "unauthentic", "wrong token in the path");
  const origin = req.headers["webhook-request-origin"];
  if (typeof origin !== "string" || !ORIGIN.test(origin))
    return refuse(405, "method_not_allowed", "only POST is answered here");
  sendJson(res, 200, {}, { allow: "POST", "webhook-allowed-origin": origin, "webhook-allowed-rate": "*" });
}
