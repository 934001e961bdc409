import { createHash } from "node:crypto";
import { HealError } from "../../../core/errors.js";
import { STOP_LABEL } from "../../../events/signal.js";
import { isObject } from "../../json.js";
import { signedBy } from "../../secrets.js";
import {
  authentic,
  BYTE_CAP,
  type Identity,
  type Source,
  type SourceRequest,
  unauthentic,
} from "../../source.js";
import { repositoryName, safe } from "../../text.js";
import { read } from "./read.js";

const header = (request: SourceRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
};

const isStopLabel = (name: unknown): boolean => typeof name === "string" && name.toLowerCase() === STOP_LABEL;

/** Commands of people and what repositories are called go before failures, and those before what is only remembered. */
const priority = (event: string, { action, label }: Record<string, unknown>): number => {
  if (event === "issue_comment" || event === "pull_request_review_comment") return 0;
  if (event === "repository" || event.startsWith("installation")) return 0;
  if (event === "check_run" && action === "requested_action") return 0;
  if (action === "labeled" && isObject(label) && isStopLabel(label.name)) return 0;
  return event === "workflow_run" || event === "pull_request" ? 5 : 9;
};

/** GitHub's delivery ids are GUIDs; anything else of a sane length is kept as it is. */
const DELIVERY_ID = /^[\w.:-]{1,100}$/;

export const github: Source = {
  name: "github",
  doc: "Webhooks of the GitHub App.",
  byteCap: BYTE_CAP,
  keptHeaders: [
    "x-github-event",
    "x-github-delivery",
    "x-github-hook-id",
    "x-github-hook-installation-target-id",
    "x-github-hook-installation-target-type",
  ],

  // docs: Validating webhook deliveries. Only SHA-256; upper-case digits are not GitHub's.
  authenticate({ headers, body }, secrets) {
    const signature = headers["x-hub-signature-256"];
    if (typeof signature !== "string") return unauthentic("no signature");
    if (!signature.startsWith("sha256=")) return unauthentic("malformed signature");
    return signedBy(signature.slice("sha256=".length), body, secrets)
      ? authentic
      : unauthentic("wrong signature");
  },

  identify(request, json): Identity {
    const delivery = header(request, "x-github-delivery");
    const event = header(request, "x-github-event");
    if (delivery === undefined || !DELIVERY_ID.test(delivery))
      throw new HealError("HEAL_PAYLOAD_INVALID", "the header X-GitHub-Delivery is missing or malformed");
    if (event === undefined || !/^\w{1,60}$/.test(event))
      throw new HealError("HEAL_PAYLOAD_INVALID", "the header X-GitHub-Event is missing or malformed");
    const body = isObject(json) ? json : {};
    const repository = isObject(body.repository) ? body.repository.full_name : undefined;
    const installation = isObject(body.installation) ? body.installation.id : undefined;
    return {
      key: delivery,
      event,
      action: typeof body.action === "string" ? safe(body.action) : undefined,
      repository: typeof repository === "string" ? (repositoryName(repository) ?? undefined) : undefined,
      installationId: Number.isSafeInteger(installation) ? (installation as number) : undefined,
      priority: priority(event, body),
      semanticKey: semanticKey(event, body),
    };
  },

  read,
};

/** What they tell shuts, opens, names or ends something, and stays so only until the next one. */
const ONCE = new Set([
  "repository",
  "installation",
  "installation_repositories",
  "installation_target",
  "issues",
]);

/**
 * A finished attempt is one fact, whichever hook tells it. GitHub signs a body and not the id that comes with it, so that an old
 * one can be sent again under another id: such a body is known by itself, as its times tell it from what happens again.
 */
function semanticKey(event: string, body: Record<string, unknown>): string | undefined {
  // What is pressed again comes after an answer that stands in the check run, and so in the body.
  const pressed = event === "check_run" && body.action === "requested_action";
  const labelled = event === "pull_request" && body.action === "labeled";
  if (ONCE.has(event) || pressed || labelled)
    return `${event}:${createHash("sha256").update(JSON.stringify(body)).digest("hex")}`;
  const run = body.workflow_run;
  if (event !== "workflow_run" || body.action !== "completed" || !isObject(run)) return undefined;
  if (typeof run.id !== "number") return undefined;
  return `workflow_run:${run.id}:${typeof run.run_attempt === "number" ? run.run_attempt : 1}`;
}
