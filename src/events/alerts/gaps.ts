import { z } from "zod";

/** What keeps monitoring from seeing; none for an alert that speaks of what it watches. */
export const gap = z.enum(["datasource_error", "no_data", "absent", "exporter_down", "heartbeat_missed"]);
export type Gap = z.output<typeof gap>;

/** For people. */
export const gaps: Readonly<Record<Gap, string>> = {
  datasource_error: "the monitoring system could not evaluate the rule",
  no_data: "the monitoring system got no data",
  absent: "the series that the rule reads is gone",
  exporter_down: "what exports the metrics does not answer",
  heartbeat_missed: "a heartbeat that has to come did not",
};
