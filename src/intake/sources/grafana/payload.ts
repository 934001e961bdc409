import { z } from "zod";

const text = z.string().nullish();

/** Alerting before Grafana 9 (the "legacy" notifier); later versions send Alertmanager's groups. */
export const legacy = z.looseObject({
  ruleId: z.union([z.string(), z.number()]),
  ruleName: text,
  ruleUrl: text,
  title: text,
  message: text,
  state: z.enum(["alerting", "ok", "no_data", "paused", "pending"]),
  tags: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((value) => value ?? {}),
});
