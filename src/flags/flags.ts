import { randomUUID } from "node:crypto";
import { OpenFeature } from "@openfeature/server-sdk";
import type { Clock } from "../core/clock.js";
import { HealError } from "../core/errors.js";
import { appendAudit } from "../store/audit.js";
import type { Db } from "../store/db.js";
import { setFlag, type FlagChange } from "../store/flags.js";
import { flagNamed, noSuchFlag } from "./catalogue.js";
import type { Flags } from "./port.js";
import { PostgresProvider } from "./provider.js";

/** Flags of one database. OpenFeature is one registry a process, so each gets a domain of its own in it. */
export async function createFlags(db: Db): Promise<Flags> {
  const domain = `heal-${randomUUID()}`;
  await OpenFeature.setProviderAndWait(domain, new PostgresProvider(db));
  const client = OpenFeature.getClient(domain);
  return {
    enabled: (name, { repository, id }) =>
      client.getBooleanValue(name, flagNamed(name)?.unreadable ?? false, {
        ...(repository === undefined ? {} : { repository }),
        ...(id == null ? {} : { id }),
      }),
  };
}

/** Sets a flag, or takes the setting away. Throws `HEAL_INPUT_INVALID` for what is no flag, or cannot have such a value. */
export async function changeFlag(db: Db, clock: Clock, change: FlagChange & { by: string }): Promise<void> {
  const problem = changeProblem(change);
  if (problem !== null) throw new HealError("HEAL_INPUT_INVALID", problem);
  const at = clock.now();
  await db.tx(async (tx) => {
    await setFlag(tx, { ...change, at });
    const { by, name, repository, enabled, percent } = change;
    const share = percent == null ? {} : { percent };
    await appendAudit(tx, {
      ...{ at, actor: by, kind: "flag", subject: name },
      detail: { repository, enabled, ...share },
    });
  });
}

/** Why a flag is not changed so, for people; null: it can be. */
export function changeProblem({ name, repository, percent, enabled }: FlagChange): string | null {
  const flag = flagNamed(name);
  if (!flag) return noSuchFlag(name);
  if (flag.span === "process" && (repository !== null || percent != null))
    return `${name} is on or off for all of heal: it has no repositories`;
  if (percent == null) return null;
  if (!(percent >= 0 && percent <= 100)) return "a share is a number from 0 to 100";
  if (repository !== null) return "a share is of all repositories; one repository is on or off";
  return enabled === null ? null : "a share stands instead of on or off";
}
