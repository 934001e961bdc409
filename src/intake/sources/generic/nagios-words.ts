import type { Severity } from "../../../events/event.js";

/** States of hosts and services, the same in Nagios and in what came of it. */
export const states: Readonly<Record<string, Severity>> = {
  CRITICAL: "critical",
  DOWN: "critical",
  UNREACHABLE: "error",
  UNKNOWN: "warning",
  WARNING: "warning",
  OK: "info",
  UP: "info",
};

/** Types of notifications of both, and the states that end a problem. */
export const notifications: Readonly<Record<string, "firing" | "resolved" | "ignored">> = {
  PROBLEM: "firing",
  RECOVERY: "resolved",
  ACKNOWLEDGEMENT: "ignored",
  CUSTOM: "ignored",
  FLAPPINGSTART: "ignored",
  FLAPPINGSTOP: "ignored",
  FLAPPINGEND: "ignored",
  FLAPPINGDISABLED: "ignored",
  DOWNTIMESTART: "ignored",
  DOWNTIMEEND: "ignored",
  DOWNTIMEREMOVED: "ignored",
  DOWNTIMECANCELLED: "ignored",
  OK: "resolved",
  UP: "resolved",
};
