import { z } from "zod";

const text = z.string().nullish();
const map = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => value ?? {});

export const groupAlert = z.looseObject({
  status: text,
  labels: map,
  annotations: map,
  startsAt: text,
  endsAt: text,
  generatorURL: text,
  fingerprint: text,
  dashboardURL: text,
  panelURL: text,
  silenceURL: text,
});

/**
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config; Grafana adds keys to the same shape. Each alert is
 * read by itself.
 */
export const group = z.looseObject({ status: text, externalURL: text, alerts: z.array(z.unknown()) });

export type GroupAlert = z.infer<typeof groupAlert>;
