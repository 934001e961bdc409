import type { Message } from "../../../src/escalation/message.js";
import { notifierKinds } from "../../../src/escalation/notifiers/index.js";
import type { Notifier } from "../../../src/escalation/notifiers/notifier.js";
import type { Wire } from "../../../src/escalation/wire/wire.js";

/** In each setting, where its vendor has the secret. */
export const SECRET = "k3y0Ff1rstN0t1f13r-7Zq9xWv2LmPdRt8s";

/** What stands behind `kind:`, by kind; mail has a suite of its own. */
export const targets: Readonly<Record<string, (url: string) => string>> = {
  slack: (url) => `${url}/services/T0/B0/${SECRET}`,
  teams: (url) => `${url}/workflows/1/triggers/manual/paths/invoke?api-version=1&sig=${SECRET}`,
  discord: (url) => `${url}/api/webhooks/1/${SECRET}`,
  pagerduty: (url) => `${SECRET}@${url}`,
  opsgenie: (url) => `${SECRET}@${url}`,
  webhook: (url) => `${SECRET}@${url}/hook`,
};

export function open(kind: string, value: string, wire: Wire): Notifier {
  const found = notifierKinds.find(({ name }) => name === kind);
  if (!found) throw new Error(`no notifier ${kind}`);
  return found.open(value, wire);
}

export const message = (more: Partial<Message> = {}): Message => ({
  id: "00112233445566778899aabbccddeeff00112233",
  key: "ffeeddccbbaa99887766554433221100ffeeddcc",
  what: "opened",
  severity: "critical",
  title: "Payments are down",
  service: "payments",
  environment: "production",
  repository: "acme/shop",
  since: new Date("2026-03-14T02:00:00Z"),
  until: null,
  description: null,
  gap: null,
  stillFires: false,
  links: [],
  cause: "service_outage: no instance answers",
  doing: "No safe action: a person is needed",
  url: "https://heal.example/incidents/7",
  issueUrl: "https://github.example/acme/shop/issues/3",
  ...more,
});

export const over: Partial<Message> = {
  what: "resolved",
  until: new Date("2026-03-14T02:30:00Z"),
  doing: "Closed without heal's doing: the alert resolved",
};
