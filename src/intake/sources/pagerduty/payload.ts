import { z } from "zod";

const text = z.string().nullish();

/** https://developer.pagerduty.com/docs/webhooks/v3-overview/ */
export const hook = z.looseObject({
  event: z.looseObject({
    id: z.string(),
    event_type: z.string(),
    occurred_at: text,
    /** Who did it: a user, or an integration. */
    agent: z.looseObject({ summary: text }).nullish(),
    data: z.looseObject({
      id: text,
      type: text,
      title: text,
      html_url: text,
      urgency: text,
      service: z.looseObject({ summary: text, html_url: text }).nullish(),
      priority: z.looseObject({ summary: text, name: text }).nullish(),
    }),
  }),
});
