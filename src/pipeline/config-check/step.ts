import { MINUTE, SECOND } from "../../core/clock.js";
import { HealError, reasonOf } from "../../core/errors.js";
import { limits } from "../../core/limits.js";
import { allows } from "../../decision/mode.js";
import type { EffectResult, Plan } from "../../decision/plan.js";
import { configCheckText } from "../../escalation/config-check.js";
import { CONFIG_CHECK_NAME } from "../../events/check.js";
import { repositoryKey, type RepositoryRef } from "../../events/event.js";
import type { CheckText, GitHub } from "../../github/port.js";
import {
  claimConfigCheck,
  endConfigCheck,
  refOfConfigCheck,
  renewConfigCheck,
  type ConfigCheck,
  type ConfigCheckEnd,
} from "../../store/config-checks.js";
import { ClaimLost, type Renew } from "../../store/lease.js";
import type { PipelineDeps } from "../deps.js";
import { namedNotifiers, unknownNotifiers } from "../notify.js";
import { readRuleFiles } from "../rule-files.js";
import { concerns, filesAtHead, mayConcern, type Changed } from "./files.js";

/** Pauses of 2 s, 8 s, 32 s and so on, half an hour at most: some hours in all. Who pushes again is looked at anew. */
const TRIES = 12;
/** A head that GitHub does not name is an old one, or so new that its copies do not have it: they lag by seconds. */
const HEAD_TRIES = 4;

export interface ConfigCheckDeps
  extends Pick<PipelineDeps, "db" | "clock" | "log" | "effects" | "publicUrl"> {
  github: Pick<GitHub, "pullFiles" | "pull" | "file" | "folder">;
  killSwitch: Pick<PipelineDeps["killSwitch"], "stopped">;
  rules: Pick<PipelineDeps["rules"], "of">;
  notifiers: Pick<PipelineDeps["notifiers"], "names">;
  leases: Pick<PipelineDeps["leases"], "during">;
  queue: Pick<PipelineDeps["queue"], "wake">;
}

/** Looks whether a head of a pull request edits heal's configuration, and tells on it whether that is valid. */
export async function configCheckStep(id: number, deps: ConfigCheckDeps): Promise<void> {
  const row = await claimConfigCheck(deps.db, id, deps.clock.now(), limits.stepLeaseMs);
  if (!row) return;
  const renew: Renew = (db, until) => renewConfigCheck(db, row, until);
  await deps.leases
    .during(limits.stepLeaseMs, renew, async () => {
      const end = await look(row, deps).catch((error: unknown) => failed(row, error, deps));
      const again = await endConfigCheck(deps.db, row, end, deps.clock.now());
      if (again) await deps.queue.wake({ task: "config-check", id }, { at: again });
    })
    .catch((error: unknown) => {
      if (!(error instanceof ClaimLost)) throw error;
      deps.log.warn({ configCheck: id }, error.message);
    });
}

const done: ConfigCheckEnd = { checked: true, trouble: null, again: null };

async function look(row: ConfigCheck, deps: ConfigCheckDeps): Promise<ConfigCheckEnd> {
  const repository = refOfConfigCheck(row);
  const stop = await deps.killSwitch.stopped(repository.fullName, repository.id);
  if (stop) return given(row, `stopped by ${stop.by}: ${stop.reason}`, deps);
  const { files, whole } = await deps.github.pullFiles(repository, row.pull_request);
  const near = files.filter(mayConcern);
  if (near.length > 0) {
    const rules = await deps.rules.of(repository);
    const edited = near.filter(concerns(rules.config.playbooks));
    if (edited.length > 0 && !allows(rules.mode, "speak")) return given(row, `mode is ${rules.mode}`, deps);
    if (edited.length > 0) return tell(row, repository, edited, deps);
  }
  if (!whole)
    return given(row, `the pull request changes more than the ${files.length} files that GitHub lists`, deps);
  return done;
}

async function tell(
  row: ConfigCheck,
  repository: RepositoryRef,
  edited: readonly Changed[],
  deps: ConfigCheckDeps,
): Promise<ConfigCheckEnd> {
  // The list was of the head of its moment, and it must be this one.
  const pull = await deps.github.pull(repository, row.pull_request);
  if (pull?.headSha !== row.head_sha)
    return row.attempts < HEAD_TRIES
      ? later(row, "GitHub names another head", null, deps)
      : { ...done, checked: false };
  const files = await filesAtHead(deps.github, { repository, sha: row.head_sha, edited });
  const { config, playbooks, problems } = readRuleFiles(files);
  const text = configCheckText({
    ...{ problems, config, playbooks: playbooks.length, present: files.config !== null },
    oddity: unknownNotifiers(namedNotifiers(config), deps.notifiers),
    url: `${deps.publicUrl}/repositories`,
  });
  const result = await write(row, repository, text, deps);
  if (result.state === "later") return later(row, result.reason, result.retryAt, deps);
  if (result.state === "refused") return given(row, result.reason, deps);
  const { id, url } = result.effect;
  return id === undefined ? done : { ...done, checkRun: { id, url: url ?? "" } };
}

/** Made once a commit, whatever pull requests it is in; what it says is told again when somebody has it run again. */
function write(
  row: ConfigCheck,
  repository: RepositoryRef,
  text: CheckText,
  { effects }: ConfigCheckDeps,
): Promise<EffectResult> {
  const key = `config:${repositoryKey(repository)}:${row.head_sha}`;
  const base = { repository, incidentId: null, since: row.seen_at.toISOString() };
  const plan: Plan =
    row.check_run_id === null
      ? {
          ...base,
          key,
          action: "create-check-run",
          params: { headSha: row.head_sha, name: CONFIG_CHECK_NAME, text },
        }
      : {
          ...{ ...base, key: `${key}:${row.wanted}`, action: "update-check-run" },
          // GitHub keeps the annotations of before, and the commit is the same.
          params: { id: row.check_run_id, url: row.url ?? "", text: { ...text, annotations: [] } },
        };
  return effects.run(plan);
}

/** Nothing is told, and it is said why: what was not seen is not guessed. */
function given(row: ConfigCheck, reason: string, { log }: ConfigCheckDeps): ConfigCheckEnd {
  log.warn(
    { configCheck: row.id, pullRequest: row.pull_request, commit: row.head_sha, reason },
    "the configuration of a pull request is not judged",
  );
  return { ...done, trouble: reason };
}

function failed(row: ConfigCheck, error: unknown, deps: ConfigCheckDeps): ConfigCheckEnd {
  const lasting = error instanceof HealError && !error.retryable;
  if (lasting || row.attempts >= TRIES) return given(row, reasonOf(error), deps);
  const ms = error instanceof HealError ? error.retryAfterMs : undefined;
  const at = ms === undefined ? null : new Date(deps.clock.now().getTime() + ms);
  return later(row, reasonOf(error), at, deps);
}

function later(
  row: ConfigCheck,
  reason: string,
  at: Date | null,
  { clock, log }: ConfigCheckDeps,
): ConfigCheckEnd {
  log.info(
    { configCheck: row.id, commit: row.head_sha, attempt: row.attempts, reason },
    "a configuration is looked at again",
  );
  const pause = Math.min(30 * MINUTE, 2 * SECOND * 4 ** Math.min(row.attempts - 1, 8));
  return { checked: false, trouble: reason, again: at ?? new Date(clock.now().getTime() + pause) };
}
