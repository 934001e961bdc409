import { z } from "zod";
import { isUnrendered } from "../../unrendered.js";

const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => ((value ?? "") === "" || isUnrendered(String(value)) ? null : String(value)));

/**
 * Datadog's webhook bodies are templates of their owner. These are the names of Datadog's own variables, as its
 * default body and the documented examples spell them: https://docs.datadoghq.com/integrations/webhooks/
 */
export const alert = z.looseObject({
  id: text,
  title: text,
  alert_title: text,
  body: text,
  message: text,
  description: text,
  date: text,
  last_updated: text,
  priority: text,
  alert_priority: text,
  alert_type: text,
  alert_transition: text,
  transition: text,
  alert_status: text,
  aggreg_key: text,
  monitor_id: text,
  alert_id: text,
  scope: text,
  alert_scope: text,
  scopes: z.union([z.string(), z.array(z.string())]).nullish(),
  hostname: text,
  tags: z.union([z.string(), z.array(z.string())]).nullish(),
  link: text,
  url: text,
});
export type DatadogAlert = z.infer<typeof alert>;
