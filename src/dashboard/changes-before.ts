import { z } from "zod";
import { formatDuration, HOUR, MINUTE } from "../core/clock.js";
import { clip } from "../core/text.js";
import { isDeploy } from "../events/alerts/neighbours.js";
import { parseJson } from "../intake/json.js";
import { pushesBefore, runsBefore, type RunBefore } from "../store/changes.js";
import type { Db } from "../store/db.js";
import type { ShownIncident } from "../store/incident-row.js";
import { countText, moment, webUrl } from "./format.js";

const SHOWN = 5;
/** A change shows itself within hours, or not as its own doing. */
const BEFORE_MS = 6 * HOUR;
/** What began before may end after: a deployment that was under way. */
const UNDER_WAY_MS = HOUR;

interface Change {
  at: Date;
  what: "deploy" | "push";
  title: string;
  by: string;
  href: string | null;
  /** What is worth knowing beside. */
  more: string;
}

/** What changed in an alert's repository in the hours before it began, newest first; null: nobody can know. */
export async function changesBefore(db: Db, row: ShownIncident, now: Date) {
  if (row.kind !== "alert" || row.repository === null) return null;
  const began = row.first_seen;
  const since = new Date(began.getTime() - BEFORE_MS);
  const [runs, kept] = await Promise.all([
    runsBefore(db, row.repository, { since, until: new Date(began.getTime() + UNDER_WAY_MS) }),
    pushesBefore(db, row.repository, { since, until: began }),
  ]);
  const pushes = kept.flatMap(pushOf);
  const known = new Set(pushes.map(({ sha }) => sha));
  const changes = [...runs.filter(isDeploy).map(deployOf), ...pushes, ...pushesOfRuns(runs, known)]
    .filter(({ at }) => at >= since && at <= began)
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  return {
    shown: changes.slice(0, SHOWN).map((one) => ({
      ...one,
      at: { ...moment(one.at, now), words: `${agoText(began.getTime() - one.at.getTime())} before` },
    })),
    more: changes.length > SHOWN ? countText(changes.length - SHOWN, "earlier change") : null,
    hours: BEFORE_MS / HOUR,
  };
}

const agoText = (ms: number): string =>
  ms < MINUTE ? "less than 1 min" : formatDuration(Math.floor(ms / MINUTE) * MINUTE);

const startOf = ({ started, finished_at: end }: RunBefore): Date =>
  started !== null && !Number.isNaN(Date.parse(started)) ? new Date(started) : end;

const deployOf = (run: RunBefore): Change => ({
  ...{ at: startOf(run), what: "deploy", title: clip(`${run.workflow}: ${run.title}`, 200) },
  ...{ by: run.actor, href: webUrl(run.url), more: run.conclusion },
});

/** A push whose own notice is not kept is known by the runs that it started; each commit once, by the first of them. */
function pushesOfRuns(runs: readonly RunBefore[], known: ReadonlySet<string>): Change[] {
  const first = new Map<string, RunBefore>();
  for (const run of runs)
    if (run.event === "push" && !isDeploy(run) && !known.has(run.sha)) {
      const other = first.get(run.sha);
      if (!other || startOf(run) < startOf(other)) first.set(run.sha, run);
    }
  return [...first.values()].map((run) => ({
    ...{ at: startOf(run), what: "push", title: clip(run.title, 200), by: run.actor },
    ...{ href: webUrl(run.url.replace(/\/actions\/runs\/.*$/, `/commit/${run.sha}`)), more: "" },
  }));
}

/** docs: "Webhook events and payloads", `push`. */
const pushed = z.looseObject({
  ref: z.string(),
  after: z.string(),
  deleted: z.boolean().nullish(),
  compare: z.string().nullish(),
  pusher: z.looseObject({ name: z.string().nullish() }).nullish(),
  head_commit: z.looseObject({ message: z.string() }).nullish(),
  repository: z.looseObject({ default_branch: z.string().nullish() }),
  commits: z
    .array(
      z.looseObject({
        added: z.array(z.string()),
        modified: z.array(z.string()),
        removed: z.array(z.string()),
      }),
    )
    .nullish(),
});

function pushOf({
  received_at: at,
  body,
}: {
  received_at: Date;
  body: Buffer;
}): (Change & { sha: string })[] {
  const read = pushed.safeParse(parsed(body));
  if (!read.success) return [];
  const { data: push } = read;
  if (push.deleted === true || push.ref !== `refs/heads/${push.repository.default_branch}`) return [];
  const paths = (push.commits ?? []).flatMap(({ added, modified, removed }) => [
    ...added,
    ...modified,
    ...removed,
  ]);
  return [
    {
      ...{ at, what: "push", sha: push.after, title: firstLine(push.head_commit?.message ?? push.after) },
      ...{ by: push.pusher?.name ?? "", href: webUrl(push.compare), more: configText(paths) },
    },
  ];
}

/** What was stored was read as JSON before; what is damaged since tells of no change. */
function parsed(body: Buffer): unknown {
  try {
    return parseJson(body);
  } catch {
    return null;
  }
}

const firstLine = (text: string): string => clip(text.trim().split("\n", 1)[0] ?? "", 200);

/** Configuration by the usual names of its files: it changes what runs without a line of code. */
const CONFIG = /\.(?:ya?ml|toml|ini|env|tf|tfvars|properties|conf|cfg)$|(?:^|\/)(?:Dockerfile|\.env)[^/]*$/i;
const PATHS = 3;

function configText(paths: readonly string[]): string {
  const found = [...new Set(paths.filter((path) => CONFIG.test(path)))].sort();
  const rest = found.length > PATHS ? `, and ${found.length - PATHS} more` : "";
  return found.length === 0
    ? ""
    : `changes configuration: ${clip(found.slice(0, PATHS).join(", "), 300)}${rest}`;
}
