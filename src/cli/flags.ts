import { systemClock } from "../core/clock.js";
import { HealError } from "../core/errors.js";
import { flagCatalogue } from "../flags/catalogue.js";
import { changeFlag } from "../flags/flags.js";
import type { Db } from "../store/db.js";
import { listFlags } from "../store/flags.js";
import { operator, withReadyStore } from "./store/ready.js";
import { type Subcommand, write, writeJson } from "./subcommand.js";

const VALUES = new Map([
  ["on", true],
  ["true", true],
  ["off", false],
  ["false", false],
]);

export const flags: Subcommand = {
  name: "flags",
  summary: "Shows what is switched on, and switches parts of heal on or off.",
  build(command, io, done) {
    command
      .argument("[what]", "`list` (default), `set` or `unset`", "list")
      .argument("[name]", "of the flag")
      .argument("[value]", "`on` or `off`")
      .option("--repository <owner/name>", "only there")
      .addHelpText(
        "after",
        `\n${flagCatalogue.map(({ name, doc }) => `${name.padEnd(26)}${doc}`).join("\n")}`,
      )
      .action(
        async (
          what: string,
          name: string | undefined,
          value: string | undefined,
          options: { json?: boolean; repository?: string },
        ) => {
          const change = readChange(what, name, value);
          if (typeof change === "string") {
            await write(io.stderr, `heal: ${change}\n`);
            return done(2);
          }
          const rows = await withReadyStore(io, async ({ db }) => {
            const repository = options.repository ?? null;
            if (change) await changeFlag(db, systemClock, { ...change, repository, by: operator(io) });
            return states(db);
          });
          for (const row of rows)
            if (options.json) await writeJson(io, row);
            else await write(io.stdout, lineOf(row));
          done(0);
        },
      );
  },
};

/** What to change, `null` for nothing, or the words of a bad call. */
function readChange(
  what: string,
  name: string | undefined,
  value: string | undefined,
): { name: string; enabled: boolean | null } | null | string {
  if (what === "list") return name === undefined ? null : "`list` takes no name";
  if (what !== "set" && what !== "unset") return "the first word is `list`, `set` or `unset`";
  if (!flagCatalogue.some((flag) => flag.name === name))
    return `name one of ${flagCatalogue.map((flag) => flag.name).join(", ")}`;
  if (name === undefined) throw new HealError("HEAL_INPUT_INVALID", "no flag was named");
  if (what === "unset") return value === undefined ? { name, enabled: null } : "`unset` takes no value";
  const enabled = VALUES.get(value ?? "");
  return enabled === undefined ? "the value is `on` or `off`" : { name, enabled };
}

interface FlagState {
  name: string;
  enabled: boolean;
  /** False: nobody has set it. */
  set: boolean;
  repositories: Record<string, boolean>;
  by: string | null;
  at: Date | null;
}

async function states(db: Db): Promise<FlagState[]> {
  const rows = await listFlags(db);
  return flagCatalogue.map(({ name, unset }) => {
    const row = rows.find((candidate) => candidate.name === name);
    const enabled = row?.value.enabled ?? null;
    return {
      name,
      enabled: enabled ?? unset,
      set: enabled !== null,
      repositories: row?.value.repositories ?? {},
      by: row?.by ?? null,
      at: row?.at ?? null,
    };
  });
}

const word = (on: boolean): string => (on ? "on" : "off");

function lineOf({ name, enabled, set, repositories, by }: FlagState): string {
  const own = Object.entries(repositories).map(([repository, on]) => `, ${repository}: ${word(on)}`);
  const who = set && by !== null ? ` (${by})` : "";
  return `${name.padEnd(26)}${word(enabled)}${who}${own.join("")}\n`;
}
