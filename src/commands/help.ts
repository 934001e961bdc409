import { answer, type HealCommand } from "./command.js";

/** Lists the `others`, and itself. */
export function createHelp(others: readonly HealCommand[]): HealCommand {
  const help: HealCommand = {
    name: "help",
    usage: "/heal help",
    says: "Lists the commands.",
    who: "read",
    examples: ["/heal help"],
    run: async () =>
      answer(
        // A table begins a paragraph of its own: the reply begins with whom it answers.
        [
          "",
          "",
          "| Command | What it does | Who |",
          "| --- | --- | --- |",
          ...[...others, help].map((one) => `| \`${one.usage}\` | ${one.says} | ${one.who} |`),
        ].join("\n"),
      ),
  };
  return help;
}
