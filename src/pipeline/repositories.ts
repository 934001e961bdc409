import type { RepositoryRef } from "../events/event.js";
import type { Signal } from "../events/signal.js";
import { appendAudit, type AuditEntry } from "../store/audit.js";
import type { Db } from "../store/db.js";
import { refOf, repositoryById } from "../store/repositories.js";
import { createRecorder, ownedBy, type RepositoryReport } from "../store/repository-names.js";
import type { PipelineDeps } from "./deps.js";
import { setStanding, type StandingChange } from "../store/repository-states.js";

export interface Placed {
  /** Each with its repository as it is called now. */
  signals: Signal[];
  /** Incidents of repositories in which nothing may be done any more. */
  incidents: number[];
}

export interface Placing {
  /** Written last: the audit lets one writer in at a time. */
  readonly changes: AuditEntry[];
  /**
   * Names, installations and states first: everything that a delivery says is then written under its repository's present name,
   * whatever name it came with.
   */
  place(
    of: RepositoryRef | undefined,
    signals: readonly Signal[],
    when: { asOf: Date | null; receivedAt: Date },
  ): Promise<Placed>;
}

/** For the deliveries of one transaction. */
export function createPlacing(tx: Db): Placing {
  const changes: AuditEntry[] = [];
  const record = createRecorder(tx);
  return {
    changes,
    async place(of, signals, { asOf, receivedAt }) {
      const placed: Placed = { signals: [], incidents: [] };
      const meet = async (seen: Omit<RepositoryReport, "asOf" | "receivedAt">): Promise<RepositoryRef> => {
        const { repository, changes: made } = await record({ ...seen, asOf, receivedAt });
        changes.push(...made);
        return repository;
      };
      const stand = async (change: Omit<StandingChange, "at" | "actor">): Promise<void> => {
        const made = await setStanding(tx, { ...change, at: receivedAt, actor: "github" });
        changes.push(...made.changes);
        placed.incidents.push(...made.incidents);
      };

      if (signals.length === 0 && of?.id != null && of.installationId !== null)
        await meet({ id: of.id, fullName: of.fullName, installationId: of.installationId, from: null });
      for (const signal of signals) {
        if (signal.kind === "owner-renamed") await rename(tx, signal, meet);
        else if (signal.kind === "installation") {
          const { installationId, action: standing, repositories } = signal;
          if (standing === "installed")
            for (const { id, fullName } of [...(repositories ?? [])].sort((a, b) => a.id - b.id))
              await meet({ id, fullName, from: null, installationId });
          await stand({ standing, ids: repositories && repositories.map(({ id }) => id), installationId });
        } else if ("repository" in signal || signal.kind === "event") {
          placed.signals.push(await placeOne(tx, signal, meet));
          if (signal.kind === "repository" && signal.repository.id !== null) {
            const { action: standing, repository } = signal;
            if (standing !== "seen" && standing !== "renamed")
              await stand({
                standing,
                ids: [signal.repository.id],
                installationId: repository.installationId,
              });
          }
          continue;
        }
        placed.signals.push(signal);
      }
      return placed;
    },
  };
}

type Meet = (seen: Omit<RepositoryReport, "asOf" | "receivedAt">) => Promise<RepositoryRef>;

/** Every repository of an owner that is called otherwise now. */
async function rename(tx: Db, signal: Extract<Signal, { kind: "owner-renamed" }>, meet: Meet): Promise<void> {
  const { installationId, from, to } = signal;
  for (const { id, name } of await ownedBy(tx, installationId, from))
    await meet({ id, fullName: `${to}/${name}`, from: `${from}/${name}`, installationId });
}

type OfRepository = Extract<Signal, { repository: RepositoryRef }> | Extract<Signal, { kind: "event" }>;

/** GitHub's own signals tell names and where the App is installed; a report's id is GitHub's word, an alert's label a stranger's. */
async function placeOne(tx: Db, signal: OfRepository, meet: Meet): Promise<Signal> {
  const given = signal.kind === "event" ? signal.event.repository : signal.repository;
  if (given === null || given.id === null) return signal;
  const from = signal.kind === "repository" ? signal.from : null;
  const { id, installationId, fullName } = given;
  const known = installationId === null ? await repositoryById(tx, id) : null;
  const repository =
    installationId !== null ? await meet({ id, installationId, fullName, from }) : known && refOf(known);
  if (!repository) return signal;
  return signal.kind === "event"
    ? { ...signal, event: { ...signal.event, repository } }
    : { ...signal, repository };
}

/** Last in its transaction. Rules that were read of a former owner's defaults are read anew. */
export async function tellChanges(
  tx: Db,
  changes: readonly AuditEntry[],
  { rules, log }: Pick<PipelineDeps, "rules" | "log">,
): Promise<void> {
  for (const change of changes) {
    log.info({ repository: change.subject, ...change.detail }, "a repository changed");
    rules.forget({ fullName: change.subject, id: Number(change.detail["id"]) });
    await appendAudit(tx, change);
  }
}
