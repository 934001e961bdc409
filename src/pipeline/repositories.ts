import type { RepositoryRef } from "../events/event.js";
import type { Signal } from "../events/signal.js";
import { appendAudit, type AuditEntry } from "../store/audit.js";
import type { Db } from "../store/db.js";
import { refOf, repositoryById } from "../store/repositories.js";
import { recordRepository, ownedBy, type RepositoryReport } from "../store/repository-names.js";
import type { PipelineDeps } from "./deps.js";
import { setStanding, type StandingChange } from "../store/repository-states.js";

export interface Placed {
  /** Each with its repository as it is called now. */
  signals: Signal[];
  /** Written last: the audit lets one writer in at a time. */
  changes: AuditEntry[];
  /** Incidents of repositories in which nothing may be done any more. */
  incidents: number[];
}

/**
 * Names, installations and states first: everything that a delivery says is then written under its repository's present name,
 * whatever name it came with.
 */
export async function place(
  tx: Db,
  of: RepositoryRef | undefined,
  signals: readonly Signal[],
  { asOf, receivedAt }: { asOf: Date | null; receivedAt: Date },
): Promise<Placed> {
  const placed: Placed = { signals: [], changes: [], incidents: [] };
  const meet = async (seen: Omit<RepositoryReport, "asOf" | "receivedAt">): Promise<RepositoryRef> => {
    const { repository, changes } = await recordRepository(tx, { ...seen, asOf, receivedAt });
    placed.changes.push(...changes);
    return repository;
  };
  const stand = async (change: Omit<StandingChange, "at" | "actor">): Promise<void> => {
    const { changes, incidents } = await setStanding(tx, { ...change, at: receivedAt, actor: "github" });
    placed.changes.push(...changes);
    placed.incidents.push(...incidents);
  };

  if (signals.length === 0 && of?.id != null && of.installationId !== null)
    await meet({ id: of.id, fullName: of.fullName, installationId: of.installationId, from: null });
  for (const signal of signals) {
    if (signal.kind === "owner-renamed") {
      for (const one of await ownedBy(tx, signal.installationId, signal.from))
        await meet({
          id: one.id,
          fullName: `${signal.to}/${one.name}`,
          from: `${signal.from}/${one.name}`,
          installationId: signal.installationId,
        });
    } else if (signal.kind === "installation") {
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
          await stand({ standing, ids: [signal.repository.id], installationId: repository.installationId });
      }
      continue;
    }
    placed.signals.push(signal);
  }
  return placed;
}

type OfRepository = Extract<Signal, { repository: RepositoryRef }> | Extract<Signal, { kind: "event" }>;

/** GitHub's own signals tell names and where the App is installed; a report's id is GitHub's word, an alert's label a stranger's. */
async function placeOne(
  tx: Db,
  signal: OfRepository,
  meet: (seen: Omit<RepositoryReport, "asOf" | "receivedAt">) => Promise<RepositoryRef>,
): Promise<Signal> {
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
