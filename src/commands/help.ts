import { answer, type HealCommand } from "./command.js";
import { commands } from "./index.js";

export const help: HealCommand = {
  name: "help",
  usage: "/heal help",
  says: "Lists the commands.",
  who: "read",
  examples: ["/heal help"],
  run: async () =>
    answer(
      [
        "| Command | What it does | Who |",
        "| --- | --- | --- |",
        ...commands.map((one) => `| \`${one.usage}\` | ${one.says} | ${one.who} |`),
      ].join("\n"),
    ),
};
