import { z } from "zod";
import type { Reading } from "../../../events/signal.js";
import { alertSignal } from "../../alert.js";
import { isResolved } from "../generic/status.js";
import { time } from "../../text.js";

const text = z.string().nullish();

/**
 * https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html; in `detail` the names that AWS' own services use
 * for what an event is about, of which most events have one.
 */
const event = z.looseObject({
  "detail-type": z.string(),
  source: z.string(),
  account: text,
  region: text,
  time: text,
  resources: z.array(z.string()).nullish(),
  detail: z
    .looseObject({
      // ECS: `service:checkout`. CodePipeline, CodeBuild, Batch, Health, GuardDuty, CloudWatch.
      group: text,
      pipeline: text,
      "project-name": text,
      jobName: text,
      eventTypeCode: text,
      title: text,
      type: text,
      alarmName: text,
      DBInstanceIdentifier: text,
      SourceIdentifier: text,
      "instance-id": text,
      state: z.union([z.string(), z.looseObject({ value: text, reason: text })]).nullish(),
      status: text,
      lastStatus: text,
      statusCode: text,
      stoppedReason: text,
      description: text,
      Message: text,
      severity: z.union([z.string(), z.number()]).nullish(),
    })
    .nullish(),
});

export const isEventBridge = (json: Readonly<Record<string, unknown>>): boolean =>
  typeof json["detail-type"] === "string" && typeof json.source === "string";

/** Titled and known by what it is about: the ids and times in it are of the message, and never twice the same. */
export function readEventBridge(json: unknown, sentAt: Date): Reading {
  const told = event.parse(json);
  const { detail } = told;
  const type = told["detail-type"];
  const about =
    detail?.alarmName ??
    detail?.group ??
    detail?.pipeline ??
    detail?.["project-name"] ??
    detail?.jobName ??
    detail?.DBInstanceIdentifier ??
    detail?.SourceIdentifier ??
    detail?.["instance-id"] ??
    detail?.eventTypeCode ??
    detail?.title ??
    detail?.type ??
    null;
  const state = typeof detail?.state === "object" ? detail.state?.value : detail?.state;
  const service = detail?.group?.startsWith("service:") ? detail.group.slice("service:".length) : null;
  const words = [
    detail?.stoppedReason,
    detail?.description,
    detail?.Message,
    typeof detail?.state === "object" ? detail.state?.reason : null,
  ];
  return {
    signals: [
      alertSignal({
        source: "sns",
        identity: [told.source, type, told.account, told.region, about].filter(Boolean).join(" "),
        status: isResolved(state ?? detail?.status ?? detail?.statusCode) ? "resolved" : "firing",
        severity: guardDuty(detail?.severity) ?? "warning",
        title: about === null ? type : `${type}: ${about}`,
        message: words.filter(Boolean).join("\n") || (told.resources ?? []).join("\n"),
        at: time(told.time, sentAt),
        labels: {
          source: told.source,
          "detail-type": type,
          account: told.account,
          region: told.region,
          state: state ?? detail?.status ?? detail?.lastStatus,
        },
        service,
      }),
    ],
  };
}

/** GuardDuty's numbers (docs: Severity levels of findings): 9 critical, 7 high, 4 medium, 1 low. */
function guardDuty(severity: string | number | null | undefined) {
  if (typeof severity !== "number") return null;
  if (severity >= 9) return "critical";
  if (severity >= 7) return "error";
  return severity >= 4 ? "warning" : "info";
}
