import { z } from "zod";

const text = z.string().nullish();
const id = z.union([z.string(), z.number()]).transform(String);
const tags = z.array(z.array(z.unknown())).nullish();

// https://docs.sentry.io/organization/integrations/integration-platform/webhooks/

export const issueHook = z.looseObject({
  action: z.string(),
  data: z.looseObject({
    issue: z.looseObject({
      id,
      title: text,
      culprit: text,
      level: text,
      lastSeen: text,
      permalink: text,
      web_url: text,
      project: z.looseObject({ slug: text }).nullish(),
    }),
  }),
});

const event = z.looseObject({
  issue_id: id.nullish(),
  event_id: text,
  title: text,
  message: text,
  culprit: text,
  level: text,
  datetime: text,
  timestamp: z.union([z.string(), z.number()]).nullish(),
  web_url: text,
  environment: text,
  tags,
});

export const errorHook = z.looseObject({
  action: z.string(),
  data: z.union([z.looseObject({ error: event }), z.looseObject({ event })]),
});

export const metricHook = z.looseObject({
  action: z.enum(["critical", "warning", "resolved"]),
  data: z.looseObject({
    description_title: text,
    description_text: text,
    web_url: text,
    metric_alert: z.looseObject({
      id,
      identifier: id.nullish(),
      title: text,
      date_detected: text,
      date_started: text,
      date_closed: text,
      projects: z.array(z.string()).nullish(),
    }),
  }),
});

/** The older "WebHooks" plug-in of a project. */
export const plugin = z.looseObject({
  id,
  project_slug: text,
  level: text,
  culprit: text,
  message: text,
  url: text,
  event: event.nullish(),
});

export type SentryEvent = z.infer<typeof event>;
