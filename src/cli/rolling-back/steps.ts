import { reasonOf } from "../../core/errors.js";
import { countText } from "../../core/format.js";
import { isAgents, stopAgentRun } from "../../fix/stop-agent-run.js";
import { flagCatalogue } from "../../flags/catalogue.js";
import { changeFlag } from "../../flags/flags.js";
import { createKillSwitch } from "../../flags/kill-switch.js";
import type { Db } from "../../store/db.js";
import { fixesUnderWay, type FixRow } from "../../store/fixes.js";
import { dropOwnValues } from "../../store/flags.js";
import { migrationState, rollback } from "../../store/migrate.js";
import { findStop } from "../../store/stops.js";
import { underWay } from "../../store/under-way.js";
import { did, failed, type RollbackDeps, type RollbackStep } from "./step.js";

const LOOK_MS = 500;

const stop: RollbackStep = {
  name: "stop",
  needed: true,
  plan: async ({ reason }) => `stop every write everywhere: ${reason}`,
  async run({ db, clock, reason, by }) {
    await createKillSwitch(db, clock).stop("global", reason, by);
    return did("every write is stopped everywhere");
  },
};

const flags: RollbackStep = {
  name: "flags",
  needed: false,
  plan: async () => `switch off ${countText(flagCatalogue.length, "system")}, in every repository`,
  async run({ db, clock, by }) {
    await db.tx(async (tx) => {
      for (const { name } of flagCatalogue) {
        await dropOwnValues(tx, name);
        await changeFlag(tx, clock, { name, repository: null, enabled: false, by });
      }
    });
    return did(`${countText(flagCatalogue.length, "system")} are off`);
  },
};

const NONE_UNDER_WAY = "no run of a coding agent is under way";

/** A workflow's run goes on to its end; what comes of it is not taken while fixes are off. */
const agentsFixes = async (db: Db): Promise<FixRow[]> =>
  (await fixesUnderWay(db)).filter(({ producer }) => isAgents(producer));

/** How an attempt to stop a run ended, in words. */
function words(end: string | null): string {
  if (end === null) return "not reached: these settings name no such agent";
  return end === "untracked" ? "cannot be stopped there; heal takes nothing of it while fixes are off" : end;
}

const agents: RollbackStep = {
  name: "agents",
  needed: false,
  async plan({ db }) {
    const fixes = await agentsFixes(db);
    return fixes.length === 0
      ? NONE_UNDER_WAY
      : `stop at the vendor, as far as it lets: ${fixes.map(({ external_id: id }) => id).join(", ")}`;
  },
  async run({ db, agent }) {
    const said: string[] = [];
    let lost = false;
    for (const fix of await agentsFixes(db)) {
      const end = await stopAgentRun(fix, agent).catch((error: unknown) => reasonOf(error));
      lost ||= end !== "cancelled" && end !== "untracked";
      said.push(`run ${fix.external_id ?? ""} of ${fix.producer}: ${words(end)}`);
    }
    const text = said.join("; ") || NONE_UNDER_WAY;
    return lost ? failed(text) : did(text);
  },
};

const settled: RollbackStep = {
  name: "settled",
  needed: true,
  async plan({ db, clock }) {
    const { effects } = await underWay(db, clock.now());
    return `wait until no effect is under way; now: ${effects}`;
  },
  async run({ db, clock, waitMs, pause }) {
    for (let waited = 0; ; waited += LOOK_MS) {
      const { effects } = await underWay(db, clock.now());
      if (effects === 0) return did("no effect is under way");
      if (waited >= waitMs) return failed(`${countText(effects, "effect")} still under way`);
      await pause(LOOK_MS);
    }
  },
};

const schema: RollbackStep = {
  name: "schema",
  needed: false,
  plan: async ({ back }) =>
    back.length === 0 ? "the schema stays" : `take back, with the data in what they made: ${back.join(", ")}`,
  async run({ url, back }) {
    const done: string[] = [];
    for (const name of back) {
      const { ran } = await rollback(url);
      if (ran.length !== 1 || ran[0] !== name)
        return failed(`${ran.join(", ") || "nothing"} was taken back, and not ${name}`);
      done.push(name);
    }
    return did(done.length === 0 ? "the schema stays" : `taken back: ${done.join(", ")}`);
  },
};

const health: RollbackStep = {
  name: "health",
  needed: false,
  plan: async () => "look whether the database answers, at its schema, the stop, and for moves not made",
  run: async (deps) => {
    const problems = await problemsOf(deps);
    return problems.length === 0
      ? did("the database answers, the schema is as wanted, the stop holds, nothing acts")
      : failed(problems.join("; "));
  },
};

async function problemsOf({ db, url, clock, back }: RollbackDeps): Promise<string[]> {
  const { applied } = await migrationState(url);
  const left = back.filter((name) => applied.includes(name));
  const { effects, incidents } = await underWay(db, clock.now());
  return [
    ...(left.length > 0 ? [`the schema still has ${left.join(", ")}`] : []),
    ...((await findStop(db, { name: null, id: null })) ? [] : ["nothing is stopped"]),
    ...(effects > 0 ? [`${countText(effects, "effect")} under way`] : []),
    ...(incidents > 0
      ? [
          `${countText(incidents, "incident")} still acting: a running heal takes them out while it is stopped`,
        ]
      : []),
  ];
}

/** In order; what a person would do by hand, in one go. */
export const rollbackSteps: readonly RollbackStep[] = [stop, flags, agents, settled, schema, health];
