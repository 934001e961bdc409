import { bodyKey, sharedSecret } from "../../secrets.js";
import { BYTE_CAP, type Source } from "../../source.js";
import { readGroup, splitGroup } from "./read.js";

export const alertmanager: Source = {
  name: "alertmanager",
  doc: "Prometheus Alertmanager, webhook version 4.",
  byteCap: BYTE_CAP,
  keptHeaders: [],
  authenticate: ({ headers }, secrets) => sharedSecret(headers, secrets),
  identify: ({ body, now }) => ({ key: bodyKey(body, now), event: "alerts", priority: 5 }),
  split: splitGroup,
  read: ({ json, receivedAt }) => readGroup("alertmanager", json, receivedAt),
};
