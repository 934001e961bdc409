import { randomUUID } from "node:crypto";
import { OpenFeature } from "@openfeature/server-sdk";
import type { Clock } from "../core/clock.js";
import { HealError } from "../core/errors.js";
import { appendAudit } from "../store/audit.js";
import type { Db } from "../store/db.js";
import { setFlag } from "../store/flags.js";
import { flagCatalogue, flagNamed } from "./catalogue.js";
import type { Flags } from "./port.js";
import { PostgresProvider } from "./provider.js";

/** Flags of one database. OpenFeature is one registry a process, so each gets a domain of its own in it. */
export async function createFlags(db: Db): Promise<Flags> {
  const domain = `heal-${randomUUID()}`;
  await OpenFeature.setProviderAndWait(domain, new PostgresProvider(db));
  const client = OpenFeature.getClient(domain);
  return {
    enabled: (name, context) =>
      client.getBooleanValue(name, flagNamed(name)?.unreadable ?? false, { ...context }),
  };
}

/** Sets a flag, or with `null` takes the setting away. Throws `HEAL_INPUT_INVALID` for a name that is none. */
export async function changeFlag(
  db: Db,
  clock: Clock,
  change: { name: string; repository: string | null; enabled: boolean | null; by: string },
): Promise<void> {
  if (!flagNamed(change.name))
    throw new HealError(
      "HEAL_INPUT_INVALID",
      `no flag of that name; there are ${flagCatalogue.map(({ name }) => name).join(", ")}`,
    );
  const at = clock.now();
  await db.tx(async (tx) => {
    await setFlag(tx, { ...change, at });
    const { by, name, repository, enabled } = change;
    await appendAudit(tx, { at, actor: by, kind: "flag", subject: name, detail: { repository, enabled } });
  });
}
