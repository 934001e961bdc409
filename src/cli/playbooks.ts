import { existsSync } from "node:fs";
import { Argument } from "commander";
import { HealError } from "../core/errors.js";
import { shippedPlaybooks } from "../pipeline/rules.js";
import { defaultConfig, parseRepositoryConfig } from "../playbooks/repository-config.js";
import { amongOthers, checkFile, type FileResult } from "./playbook-files/check.js";
import { CONFIG, playbooksAt, textOf } from "./playbook-files/find.js";
import { type CliIo, inOneLine, type Subcommand, write, writeJson } from "./subcommand.js";
import { reportUnreadable } from "./text/output.js";

export const playbooks: Subcommand = {
  name: "playbooks",
  summary:
    "Reads playbooks and heal.yml, plays their examples, and says what is wrong: `heal playbooks check [PATH...]`.",
  build(command, io, done) {
    command
      .addArgument(new Argument("<action>", "what to do").choices(["check"]))
      .argument("[path...]", `playbooks, or folders of them; default: ${CONFIG} and the folder that it names`)
      .addHelpText(
        "after",
        `
Paths of examples are relative to the playbook's folder. Exit status 1: a file is wrong or could not be read; notes alone are 0.`,
      )
      .action(async (_action: string, paths: string[], flags: { json?: boolean }) => {
        const json = flags.json === true;
        const results: FileResult[] = [];
        let unread = 0;
        const attempt = async <T>(file: string, read: () => Promise<T>): Promise<T | null> => {
          try {
            return await read();
          } catch (error) {
            if (!(error instanceof HealError)) throw error;
            unread += 1;
            await reportUnreadable(io, file, error, json);
            return null;
          }
        };
        const given = paths.length > 0 ? paths : await attempt(CONFIG, usual);
        for (const path of given ?? [])
          for (const file of (await attempt(path, () => playbooksAt(path))) ?? []) {
            const result = await attempt(file, () => checkFile(file));
            if (result) results.push(result);
          }
        amongOthers(results, await shippedPlaybooks());
        for (const result of results) await show(result, json, io);
        done(unread > 0 || results.some(isWrong) ? 1 : 0);
      });
  },
};

/** What heal would read of the repository in the current folder. */
async function usual(): Promise<string[]> {
  const config = existsSync(CONFIG);
  const folder = config ? folderOf(await textOf(CONFIG)) : defaultConfig.playbooks;
  const found = [...(config ? [CONFIG] : []), ...(existsSync(folder) ? [folder] : [])];
  if (found.length > 0) return found;
  throw new HealError("HEAL_INPUT_UNREADABLE", `there is neither ${CONFIG} nor ${folder}`);
}

/** What is wrong with the file is said when it is checked. */
function folderOf(text: string): string {
  try {
    return parseRepositoryConfig(text, CONFIG).playbooks;
  } catch (error) {
    if (error instanceof HealError) return defaultConfig.playbooks;
    throw error;
  }
}

const isWrong = ({ findings }: FileResult): boolean => findings.some(({ level }) => level !== "note");

function show(result: FileResult, json: boolean, io: CliIo): Promise<void> {
  const { file, name, findings } = result;
  const valid = findings.every(({ level }) => level !== "error");
  if (json) return writeJson(io, { file, name, valid, findings });
  const lines = [
    `${inOneLine(file)}: ${valid ? "valid" : "not valid"}`,
    ...findings.map(({ level, line, column, message }) => {
      const place = line === null ? "" : `${line}:${column ?? 1}: `;
      return `  ${level}: ${place}${inOneLine(message)}`;
    }),
  ];
  return write(io.stdout, `${lines.join("\n")}\n`);
}
