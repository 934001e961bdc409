import { isObject } from "../../json.js";
import { bodyKey, sharedSecret, signedBy } from "../../secrets.js";
import { authentic, BYTE_CAP, type Source, unauthentic } from "../../source.js";
import { safe } from "../../text.js";
import { read } from "./read.js";

export const sentry: Source = {
  name: "sentry",
  doc: "Sentry's integration webhooks (issue, error, issue alert, metric alert) and the older plug-in.",
  byteCap: BYTE_CAP,
  keptHeaders: ["sentry-hook-resource", "request-id"],

  // docs: Integration platform, webhooks, "Sentry-Hook-Signature" (hex HMAC-SHA256 with the client secret).
  authenticate({ headers, body }, secrets) {
    const signature = headers["sentry-hook-signature"];
    if (typeof signature !== "string") return sharedSecret(headers, secrets);
    return signedBy(signature, body, secrets) ? authentic : unauthentic("wrong signature");
  },

  identify({ headers, body, now }, json) {
    const resource = headers["sentry-hook-resource"];
    const action = isObject(json) && typeof json.action === "string" ? safe(json.action) : undefined;
    return {
      key: bodyKey(body, now),
      event: typeof resource === "string" ? safe(resource, 60) : "event",
      action,
      priority: 5,
    };
  },

  read,
};
