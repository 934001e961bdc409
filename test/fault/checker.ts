/** What the sender was answered: the delivery's id as the answer names it. */
export interface Answer {
  delivery: string;
  status: number;
}

/** The three logs of a run, as plain facts. */
export interface Logs {
  answers: readonly Answer[];
  deliveries: readonly { id: string; state: string }[];
  intents: readonly { key: string; state: string }[];
  /** heal's audit rows of effects that it says it made. */
  audit: readonly { subject: string; action: string; repository: string }[];
  /** What GitHub saw heal do. */
  effects: readonly { kind: string; repository: string }[];
}

const ENDED = new Set(["done", "ignored", "parked"]);

/** GitHub's word for what an action of heal's leaves there; an action missing here is reported, never passed over. */
const KINDS: Readonly<Record<string, string>> = {
  "rerun-failed-jobs": "rerun",
  "rerun-workflow": "rerun",
  "rerun-with-debug-logging": "rerun",
  "cancel-run": "cancel",
  "update-branch": "branch-updated",
  "disable-workflow": "workflow-disabled",
  "enable-workflow": "workflow-enabled",
  "deployment-rollback": "dispatch",
  "dispatch-workflow": "dispatch",
  comment: "comment",
  reply: "comment",
  "create-issue": "issue",
  "update-issue": "issue-edited",
  "update-comment": "comment-edited",
  "create-check-run": "check",
  "update-check-run": "check-edited",
};

/** Closing is an edit of its state to heal, and a word of its own to GitHub. */
const SAME: Readonly<Record<string, string>> = { close: "issue-edited", reopen: "issue-edited" };

/** Nothing that was answered 2xx is lost; what heal says it did is what GitHub saw, one effect a key. Empty: clean. */
export function check(logs: Logs): string[] {
  return [...lost(logs), ...unfinished(logs), ...audited(logs), ...compared(logs)];
}

function lost({ answers, deliveries }: Logs): string[] {
  const states = new Map(deliveries.map(({ id, state }) => [id, state]));
  const promised = new Set(
    answers.filter(({ status }) => status >= 200 && status < 300).map((a) => a.delivery),
  );
  const gone = [...promised]
    .filter((id) => !states.has(id))
    .map((id) => `delivery ${id} was answered 2xx and is lost`);
  const open = deliveries
    .filter(({ state }) => !ENDED.has(state))
    .map(({ id, state }) => `delivery ${id} is still ${state}`);
  return [...gone, ...open];
}

const unfinished = ({ intents }: Logs): string[] =>
  intents.filter(({ state }) => state === "claimed").map(({ key }) => `intent ${key} has no end`);

/** Intents and audit rows tell of the same effects, each once. */
function audited({ intents, audit }: Logs): string[] {
  const done = new Set(intents.filter(({ state }) => state === "done").map(({ key }) => key));
  const rows = counted(audit.map(({ subject }) => subject));
  return [
    ...[...rows].filter(([, n]) => n > 1).map(([key, n]) => `${key} is ${n} times in the audit log`),
    ...[...done].filter((key) => !rows.has(key)).map((key) => `${key} is done and not in the audit log`),
    ...[...rows.keys()]
      .filter((key) => !done.has(key))
      .map((key) => `${key} is in the audit log and not done`),
  ];
}

function compared({ audit, effects }: Logs): string[] {
  const unknown = audit
    .filter(({ action }) => !(action in KINDS))
    .map((row) => `${row.action} is unknown to the checker`);
  const said = counted(audit.map((row) => `${KINDS[row.action] ?? row.action} in ${row.repository}`));
  const seen = counted(effects.map(({ kind, repository }) => `${SAME[kind] ?? kind} in ${repository}`));
  // The same text set twice, as its first answer was lost, is one effect.
  const enough = (what: string): boolean =>
    what.startsWith("check-edited ") && (seen.get(what) ?? 0) > (said.get(what) ?? 0);
  const differ = [...new Set([...said.keys(), ...seen.keys()])]
    .filter((what) => said.get(what) !== seen.get(what) && !enough(what))
    .map((what) => `${what}: GitHub saw ${seen.get(what) ?? 0}, heal's audit log has ${said.get(what) ?? 0}`);
  return [...unknown, ...differ];
}

function counted(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
