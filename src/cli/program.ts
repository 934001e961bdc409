import { Command, CommanderError } from "commander";
import { HealError, reasonOf } from "../core/errors.js";
import { displayText } from "../core/text.js";
import { subcommands } from "./registry.js";
import type { CliIo, ExitCode, Listed, Subcommand } from "./subcommand.js";
import { write } from "./subcommand.js";

/** Runs `heal <argv...>` and resolves to the exit status; never throws, never exits the process. */
export async function runCli(
  argv: readonly string[],
  io: CliIo,
  commands: readonly (Subcommand | Listed)[] = subcommands,
): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = new Command("heal")
    .description("Diagnoses CI failures and alerts, recovers safely, opens proven fixes, escalates the rest.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(displayText(text)),
      // It quotes what was typed.
      writeErr: (text) => io.stderr.write(displayText(text)),
    });
  const asked = askedFor(argv);
  try {
    for (const listed of commands) {
      const command = program
        .command(listed.name)
        .description(listed.summary)
        .option("--json", "one JSON object a line on stdout");
      if (listed.name !== asked) continue;
      const subcommand = "load" in listed ? await listed.load() : listed;
      subcommand.build(command, io, (result) => (code = result));
    }
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    await write(io.stderr, `heal: ${error instanceof HealError ? error.explain() : reasonOf(error)}\n`);
    return 1;
  }
}

/** The subcommand of `heal redact ...` and of `heal help redact`: the program itself has no option that takes a value. */
function askedFor(argv: readonly string[]): string | undefined {
  const [first, second] = argv.filter((word) => !word.startsWith("-"));
  return first === "help" ? second : first;
}
