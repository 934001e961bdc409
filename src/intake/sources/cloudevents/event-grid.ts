import { z } from "zod";
import { isObject } from "../../json.js";

/** https://learn.microsoft.com/azure/event-grid/event-schema: what Event Grid sends unless CloudEvents is chosen. */
const eventGrid = z.looseObject({
  id: z.string(),
  eventType: z.string(),
  topic: z.string().nullish(),
  subject: z.string().nullish(),
  eventTime: z.string().nullish(),
  data: z.unknown(),
});

/** An event of that schema with CloudEvents' names; any other as it is. */
export function fromEventGrid(event: unknown): unknown {
  if (!isObject(event) || "specversion" in event) return event;
  const told = eventGrid.safeParse(event);
  if (!told.success) return event;
  const { id, eventType, topic, subject, eventTime, data } = told.data;
  return {
    specversion: "1.0",
    id,
    type: eventType,
    source: topic || "event-grid",
    subject,
    time: eventTime,
    data,
  };
}

/**
 * Event Grid delivers nothing before its code came back in the answer
 * (https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema).
 */
export function validationCode(event: unknown): string | null {
  if (!isObject(event) || event.eventType !== "Microsoft.EventGrid.SubscriptionValidationEvent") return null;
  const code = isObject(event.data) ? event.data.validationCode : undefined;
  return typeof code === "string" && code.length <= 200 ? code : null;
}

export function validationReply(json: unknown): { validationResponse: string } | null {
  const [first] = Array.isArray(json) ? (json as unknown[]) : [];
  const code = validationCode(first);
  return code === null ? null : { validationResponse: code };
}
