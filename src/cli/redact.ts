import { createRedactor } from "../core/redact.js";
import { open } from "./series/open.js";
import { type Subcommand, writeData } from "./subcommand.js";
import { linesIn } from "./text/lines.js";
import { Output, reportUnreadable } from "./text/output.js";

export const redact: Subcommand = {
  name: "redact",
  summary: "Copies stdin to stdout with every secret replaced by [redacted:kind].",
  build(command, io, done) {
    command
      .argument("[file]", "a file instead of stdin; .gz, or - for stdin", "-")
      .action(async (file: string, flags: { json?: boolean }) => {
        const redactor = createRedactor();
        // A filter: what is no secret passes as it is.
        const out = new Output(io, writeData);
        let line = 0;
        try {
          for await (const batch of linesIn(open(file, io)))
            for (const { text, ended, cut } of batch) {
              line += 1;
              const note = cut > 0 ? ` [heal: ${cut} more characters of this line left out]` : "";
              const safe = redactor.line(text) + note;
              await out.add(
                flags.json ? `${JSON.stringify({ line, text: safe })}\n` : ended ? `${safe}\n` : safe,
              );
            }
          await out.flush();
          done(0);
        } catch (error) {
          await out.flush();
          await reportUnreadable(io, file, error, flags.json);
          done(1);
        }
      });
  },
};
