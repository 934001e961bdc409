import { answer, mayRun, order, type HealCommand } from "./command.js";

/** Lists the `others`, and itself. */
export function createHelp(others: readonly HealCommand[]): HealCommand {
  const help: HealCommand = {
    name: "help",
    usage: "/heal help",
    says: "Lists the commands.",
    who: "read",
    changes: false,
    examples: ["/heal help"],
    run: async ({ role }) => {
      const all = [...others, help].toSorted((a, b) => order.indexOf(a.who) - order.indexOf(b.who));
      return answer(
        // A table begins a paragraph of its own: the reply begins with whom it answers.
        [
          "",
          "",
          "| Command | What it does | Who | You |",
          "| --- | --- | --- | --- |",
          ...all.map(
            (one) =>
              `| \`${cell(one.usage)}\` | ${cell(one.says)} | ${one.who} | ${mayRun(role, one.who) ? "may" : ""} |`,
          ),
          "",
          "Each that changes something takes `--dry-run`: it says what would be done, and changes nothing.",
        ].join("\n"),
      );
    },
  };
  return help;
}

/** GitHub takes a bar for the end of a cell, in code too. */
const cell = (text: string): string => text.replaceAll("|", "\\|");
