import { z } from "zod";

const text = z.string().nullish();
const map = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => value ?? {});

/** https://prometheus.io/docs/alerting/latest/configuration/#webhook_config; Grafana adds keys to the same shape. */
export const group = z.looseObject({
  status: text,
  externalURL: text,
  alerts: z.array(
    z.looseObject({
      status: text,
      labels: map,
      annotations: map,
      startsAt: text,
      endsAt: text,
      generatorURL: text,
      fingerprint: text,
      dashboardURL: text,
      panelURL: text,
    }),
  ),
});

export type Group = z.infer<typeof group>;
export type GroupAlert = Group["alerts"][number];
