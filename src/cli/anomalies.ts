import { anomaly } from "../detection/anomaly.js";
import { newAnomalyState } from "../detection/anomaly-state.js";
import { csvRows, timeOf } from "./series/csv.js";
import { open } from "./series/open.js";
import type { Subcommand } from "./subcommand.js";
import { write, writeJson } from "./subcommand.js";

export const anomalies: Subcommand = {
  name: "anomalies",
  summary: "Scores each value of a series, 0..1, by the values before it; 0.5 and above is an anomaly.",
  build(command, io, done) {
    command
      .argument("<csv>", "rows timestamp,value; .gz, or - for stdin")
      .addHelpText(
        "after",
        `
A row is scored as it arrives, in file order, by earlier rows only. An empty, NaN or infinite value is no measurement:
its row has value null and score 0. Repeated and late timestamps are scored like any next value; gaps are skipped.
A timestamp is ISO 8601 (without a zone: UTC), or seconds or milliseconds since 1970.`,
      )
      .action(async (file: string, flags: { json?: boolean }) => {
        const state = newAnomalyState();
        if (!flags.json) await write(io.stdout, "timestamp,value,score\n");
        for await (const row of csvRows(open(file, io))) {
          const { timestamp } = row;
          const score = Number(anomaly(state, { at: timeOf(row), value: row.value }).score.toFixed(6));
          const value = Number.isFinite(row.value) ? row.value : null;
          await (flags.json
            ? writeJson(io, { timestamp, value, score })
            : write(io.stdout, `${timestamp},${value ?? ""},${score}\n`));
        }
        done(0);
      });
  },
};
