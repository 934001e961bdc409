import type { z } from "zod";
import type { Severity } from "../../../events/event.js";
import type { Reading } from "../../../events/signal.js";
import { alertSignal, ignored, severityOf } from "../../alert.js";
import { isObject, parseJson } from "../../json.js";
import type { ReadableDelivery } from "../../source.js";
import { time } from "../../text.js";
import { defaultMapping } from "../generic/mapping.js";
import { textAt } from "../generic/path.js";
import { isEventBridge, readEventBridge } from "./eventbridge.js";
import { alarm, message } from "./payload.js";

export function read({ json, receivedAt }: ReadableDelivery): Reading {
  const told = message.parse(json);
  if (told.Type === "SubscriptionConfirmation") return ignored("a subscription was confirmed");
  if (told.Type === "UnsubscribeConfirmation") return ignored("a subscription ended");
  const sentAt = time(told.Timestamp, receivedAt);
  const inner = typeof told.Message === "string" ? jsonOrNull(told.Message) : told.Message;
  if (isObject(inner) && "AlarmName" in inner) return readAlarm(inner, sentAt);
  if (isObject(inner) && isEventBridge(inner)) return readEventBridge(inner, sentAt);
  const text = typeof told.Message === "string" ? told.Message : JSON.stringify(told.Message);
  // What nobody maps is still told by words: of JSON those that stand where titles usually do, never the braces.
  const title =
    told.Subject ||
    (isObject(inner) ? (textAt(inner, defaultMapping.title) ?? "Message of a topic") : firstLine(text));
  return {
    signals: [
      alertSignal({
        source: "sns",
        identity: `${told.TopicArn ?? ""} ${title}`.trim(),
        status: "firing",
        severity: "warning",
        title,
        message: text,
        at: sentAt,
        labels: { topic: told.TopicArn },
      }),
    ],
  };
}

function readAlarm(json: unknown, sentAt: Date): Reading {
  const told = alarm.parse(json);
  // CloudWatch says so when an alarm is new or its metric pauses: no ground to act on.
  if (told.NewStateValue === "INSUFFICIENT_DATA") return ignored("the alarm has too little data");
  const dimensions = (told.Trigger?.Dimensions ?? []).flatMap(({ name, value }) =>
    name ? [[name, value]] : [],
  );
  return {
    signals: [
      alertSignal({
        source: "sns",
        identity: told.AlarmArn || told.AlarmName,
        status: told.NewStateValue === "OK" ? "resolved" : "firing",
        severity: severity(told.Priority),
        title: told.AlarmName,
        message: [told.AlarmDescription, told.NewStateReason].filter(Boolean).join("\n"),
        at: time(told.StateChangeTime, sentAt),
        labels: {
          alarm: told.AlarmName,
          region: told.Region,
          namespace: told.Trigger?.Namespace ?? told.Namespace,
          metric: told.Trigger?.MetricName,
          ...(Object.fromEntries(dimensions) as Record<string, unknown>),
        },
        service: dimensions.find(([name]) => name === "ServiceName")?.[1],
        url: consoleLink(told),
      }),
    ],
  };
}

/** The alarm's page in the console; AWS' other partitions have consoles elsewhere. */
function consoleLink({ AlarmArn: arn, AlarmName: name }: z.output<typeof alarm>): string | null {
  const region = /^arn:aws:cloudwatch:([a-z0-9-]{1,30}):/.exec(arn ?? "")?.[1];
  return region === undefined
    ? null
    : `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`;
}

/** CloudWatch has no severities; teams that want one add `Priority` (P1 to P5) to the message. */
const severity = (priority: string | null | undefined): Severity => severityOf(priority, "error");

const firstLine = (text: string): string => text.trim().split("\n", 1)[0] ?? "";

function jsonOrNull(text: string): unknown {
  if (!text.trimStart().startsWith("{")) return null;
  try {
    return parseJson(Buffer.from(text, "utf8"));
  } catch {
    // A message may be any text, also one that only begins like JSON.
    return null;
  }
}
