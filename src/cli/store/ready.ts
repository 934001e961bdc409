import { HealError } from "../../core/errors.js";
import { migrate, migrationState, refuseNewer } from "../../store/migrate.js";
import type { Store } from "../../store/open.js";
import { withStore } from "../inbox/open.js";
import type { CliIo } from "../subcommand.js";

/**
 * The database, for subcommands that work on its rows. An empty one is migrated; one that lags behind belongs to a running
 * server of another version and is left alone. Throws `HEAL_SCHEMA_NEWER` and `HEAL_STORE_UNAVAILABLE`.
 */
export const withReadyStore = <T>(io: CliIo, work: (store: Store) => Promise<T>): Promise<T> =>
  withStore(io, async (store) => {
    const state = await migrationState(store.url);
    refuseNewer(state);
    if (state.applied.length === 0) await migrate(store.url);
    else if (state.pending.length > 0)
      throw new HealError(
        "HEAL_STORE_UNAVAILABLE",
        `run \`heal migrate\` first: ${state.pending.join(", ")}`,
      );
    return work(store);
  });

/** Who the audit names for what is done at a terminal. */
export const operator = ({ env }: Pick<CliIo, "env">): string =>
  `cli:${env["USER"] || env["USERNAME"] || "operator"}`;
