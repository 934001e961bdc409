import { systemClock } from "../core/clock.js";
import { flagCatalogue, flagNamed, noSuchFlag, notBuilt } from "../flags/catalogue.js";
import { changeFlag, changeProblem } from "../flags/flags.js";
import type { Db } from "../store/db.js";
import { listFlags, type FlagChange } from "../store/flags.js";
import { operator, withReadyStore } from "./store/ready.js";
import { type Subcommand, write, writeJson } from "./subcommand.js";

const VALUES = new Map([
  ["on", true],
  ["true", true],
  ["off", false],
  ["false", false],
]);

interface Options {
  json?: boolean;
  repository?: string;
  percent?: string;
}

const WIDE = 38;
const help = [
  "",
  ...flagCatalogue.map(({ name, doc }) => `${name.padEnd(WIDE)}${doc}`),
  ...notBuilt.map(({ name, doc }) => `${name.padEnd(WIDE)}not built yet: ${doc}`),
  "",
  "A change counts at once in every running heal. A repository's own value goes before a share, and a share before the general value.",
  "Which repositories are in a share is drawn from their ids: a larger share takes in all of a smaller one.",
].join("\n");

export const flags: Subcommand = {
  name: "flags",
  summary: "Shows what is switched on, and switches parts of heal on or off.",
  build(command, io, done) {
    command
      .argument("[what]", "`list` (default), `set` or `unset`", "list")
      .argument("[name]", "of the flag")
      .argument("[value]", "`on` or `off`")
      .option("--repository <owner/name>", "only there")
      .option("--percent <n>", "instead of a value: on in this share of the repositories, 0 to 100")
      .addHelpText("after", help)
      .action(async (what: string, name: string | undefined, value: string | undefined, options: Options) => {
        const change = readChange({ what, name, value }, options);
        if (typeof change === "string") {
          await write(io.stderr, `heal: ${change}\n`);
          return done(2);
        }
        const rows = await withReadyStore(io, async ({ db }) => {
          if (change) await changeFlag(db, systemClock, { ...change, by: operator(io) });
          return states(db);
        });
        for (const row of rows)
          if (options.json) await writeJson(io, row);
          else await write(io.stdout, lineOf(row));
        if (!options.json)
          for (const one of notBuilt) await write(io.stdout, `${one.name.padEnd(WIDE)}not built yet\n`);
        done(0);
      });
  },
};

interface Words {
  what: string;
  name: string | undefined;
  value: string | undefined;
}

/** What to change, `null` for nothing, or the words of a bad call. */
function readChange(words: Words, options: Options): FlagChange | null | string {
  const { what, name, value } = words;
  if (what === "list") return name === undefined ? null : "`list` takes no name";
  if (what !== "set" && what !== "unset") return "the first word is `list`, `set` or `unset`";
  if (name === undefined || !flagNamed(name)) return noSuchFlag(name ?? "");
  const change = valueOf(what, value, options.percent);
  if (typeof change === "string") return change;
  const whole = { name, repository: options.repository ?? null, ...change };
  return changeProblem(whole) ?? whole;
}

function valueOf(
  what: "set" | "unset",
  value: string | undefined,
  percent: string | undefined,
): Pick<FlagChange, "enabled" | "percent"> | string {
  if (what === "unset")
    return value === undefined && percent === undefined ? { enabled: null } : "`unset` takes no value";
  if (percent !== undefined)
    return value === undefined && /^\d{1,3}(?:\.\d{1,3})?$/.test(percent)
      ? { enabled: null, percent: Number(percent) }
      : "`--percent` is a number from 0 to 100, and stands instead of `on` or `off`";
  const enabled = VALUES.get(value ?? "");
  return enabled === undefined ? "the value is `on` or `off`" : { enabled };
}

interface FlagState {
  name: string;
  /** In general; with a share: somewhere. */
  enabled: boolean;
  /** False: nobody has set it. */
  set: boolean;
  percent: number | null;
  repositories: Record<string, boolean>;
  by: string | null;
  at: Date | null;
}

async function states(db: Db): Promise<FlagState[]> {
  const rows = await listFlags(db);
  return flagCatalogue.map(({ name }) => {
    const row = rows.find((candidate) => candidate.name === name);
    const { enabled = null, percent = null, repositories = {} } = row?.value ?? {};
    return {
      name,
      enabled: percent === null ? (enabled ?? true) : percent > 0,
      set: enabled !== null || percent !== null,
      percent,
      repositories,
      by: row?.by ?? null,
      at: row?.at ?? null,
    };
  });
}

const word = (on: boolean): string => (on ? "on" : "off");

function lineOf({ name, enabled, set, percent, repositories, by }: FlagState): string {
  const own = Object.entries(repositories).map(([repository, on]) => `, ${repository}: ${word(on)}`);
  const who = set && by !== null ? ` (${by})` : "";
  const state = percent === null ? word(enabled) : `on in ${percent} % of the repositories`;
  return `${name.padEnd(WIDE)}${state}${who}${own.join("")}\n`;
}
