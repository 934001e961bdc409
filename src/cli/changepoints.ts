import { percent } from "../core/format.js";
import { changePoints } from "../detection/changepoint.js";
import { csvRows } from "./series/csv.js";
import { open } from "./series/open.js";
import type { Subcommand } from "./subcommand.js";
import { write, writeJson } from "./subcommand.js";

export const changepoints: Subcommand = {
  name: "changepoints",
  summary: "Finds where the level or slope of a series changed.",
  build(command, io, done) {
    command
      .argument("<csv>", "rows timestamp,value; .gz, or - for stdin")
      .addHelpText(
        "after",
        `
index is 0-based and names the first row after the change; before and after are the means of the segments that meet
there; p is the probability of the change. Rows whose value is empty, NaN or infinite count in index, nowhere else.`,
      )
      .action(async (file: string, flags: { json?: boolean }) => {
        const timestamps: string[] = [];
        const values: number[] = [];
        for await (const row of csvRows(open(file, io))) {
          timestamps.push(row.timestamp);
          values.push(row.value);
        }
        for (const { index, before, after, p } of changePoints(values)) {
          const timestamp = timestamps[index]!;
          await (flags.json
            ? writeJson(io, { index, timestamp, before, after, p })
            : write(io.stdout, `row ${index} (${timestamp}): ${before} -> ${after} (${percent(p)})\n`));
        }
        done(0);
      });
  },
};
