import { createHash } from "node:crypto";
import { alertWords } from "../escalation/alert-words.js";
import type { Message } from "../escalation/message.js";
import { firingNow } from "../alerting/flapping-groups.js";
import { finalStates } from "../events/incident.js";
import { countMembers, leadingAlert, membersOf } from "../store/alert-members.js";
import { HOUR } from "../core/clock.js";
import { limits } from "../core/limits.js";
import { acknowledgementOf } from "../store/acknowledgements.js";
import { callsUsedUntil } from "../store/ladder.js";
import {
  foldedInto,
  isMuted,
  isSuperseded,
  isTakenUp,
  toldIncident,
  type Notification,
  type ToldIncident,
} from "../store/notifications.js";
import { incidentUrl, type PipelineDeps } from "./deps.js";

type Deps = Pick<PipelineDeps, "db" | "clock" | "marks" | "publicUrl">;

/** What is to be told now, why nothing is, or when it may be, as the hour's messages are used up. */
export type ToTell = { message: Message } | { drop: string } | { later: Date };

export async function messageOf(note: Notification, deps: Deps): Promise<ToTell> {
  const { db, clock } = deps;
  const row = await toldIncident(db, note.incident_id);
  if (row === null) return { drop: "the incident is gone" };
  if (await isSuperseded(db, note)) return { drop: "it was over before it could be told" };
  // An end is told all the same: it closes what stands open with whoever was told of the beginning.
  if (!isEnd(note) && (await isMuted(db, row.id, clock.now()))) return { drop: "it is muted" };
  if (note.what === "still_firing") {
    const over = finalStates.includes(row.state) || (await firingNow(db, row.id)) === null;
    if (over || row.severity !== "critical") return { drop: "it no longer fires as a critical alert" };
    if (await isTakenUp(db, row.id)) return { drop: "a person took it up" };
  }
  if (note.what === "rung" || note.what === "reminder") {
    if (finalStates.includes(row.state)) return { drop: "it is over" };
    if (await acknowledgementOf(db, row.id)) return { drop: "a person took it up" };
    const hourAgo = new Date(clock.now().getTime() - HOUR);
    const later = await callsUsedUntil(db, note, hourAgo, limits.messagesPerHour);
    if (later !== null) return { later };
  }
  const message = { ...ofIncident(row, note, deps), ...(await ofAlert(row, note, deps)) };
  return { message: { ...message, ...(await ofSummary(row, note, deps)) } };
}

/** Its leading alert's own words, of an incident of alerts. */
async function ofAlert(row: ToldIncident, { what }: Notification, { db }: Deps): Promise<Partial<Message>> {
  if (row.kind !== "alert") return {};
  const [lead, { all, firing }] = [leadingAlert(await membersOf(db, row.id)), await countMembers(db, row.id)];
  if (lead === null) return {};
  const words = alertWords({ ...lead, title: row.title, service: row.service }, all - 1);
  return { ...words, stillFires: what === "resolved" && row.state === "closed" && firing > 0 };
}

const isEnd = ({ what }: Pick<Notification, "what">): boolean =>
  what === "resolved" || what === "summary_over";

function ofIncident(row: ToldIncident, note: Notification, deps: Deps): Message {
  const over = isEnd(note);
  return {
    ...identityOf(note, deps),
    what: note.what,
    severity: row.severity,
    title: row.title,
    ...{ service: row.service, environment: row.environment, repository: row.repository },
    ...{ description: null, gap: null, stillFires: false, links: [] },
    since: row.first_seen,
    until: over ? row.closed_at : null,
    cause: causeOf(row),
    doing: over ? (row.last ?? row.state) : doingOf(row),
    url: incidentUrl(deps, row.id),
    issueUrl: row.issue_url,
  };
}

/** What a person says goes before what heal thinks. */
const causeOf = ({ corrected, category, summary }: ToldIncident): string | null =>
  corrected !== null
    ? `${corrected.label}, as @${corrected.by} says`
    : category === null
      ? null
      : `${category}${summary === null ? "" : `: ${summary}`}`;

const doingOf = ({ acted, decided, repository, kind }: ToldIncident): string =>
  [acted, decided].filter((text) => text !== null).join("; ") ||
  (kind === "alert" && repository === null
    ? "It belongs to no repository that heal knows: nothing is done about it"
    : "Nothing is done about it yet");

/** The same for all that is told of one round of an incident; another heal that sends to the same place has another secret. */
function identityOf({ incident_id: id, what, round, rung, notifier }: Notification, { marks }: Deps) {
  const kind = what === "summary" || what === "summary_over" ? "summary" : "notification";
  const key = digest(marks.word({ kind, repository: NONE, key: `${id}-${round}` }));
  return { key, id: digest(`${key} ${notifier} ${what}${rung === 0 ? "" : ` ${rung}`}`) };
}

/** A key must not change when an alert finds its repository later. */
const NONE = { id: null, fullName: "" };

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 40);

async function ofSummary(row: ToldIncident, note: Notification, deps: Deps): Promise<Partial<Message>> {
  const over = note.what === "summary_over";
  if (!over && note.what !== "summary") return {};
  const { all, severity, since, until, titles } = await foldedInto(deps.db, row.id, note.notifier, !over);
  const more = all > titles.length ? `; and ${all - titles.length} more` : "";
  return {
    severity: severity ?? row.severity,
    title: over
      ? "The many incidents that were told of in one message are over"
      : `More incidents need a person than are told one by one: ${titles[0] ?? row.title}${all > 1 ? `, and ${all - 1} more` : ""}`,
    ...{ service: null, environment: null, cause: null, description: null, gap: null, links: [] },
    since: since ?? row.first_seen,
    until: over ? until : null,
    doing: over
      ? `${all} incidents are over`
      : `${titles.join("; ")}${more}. Many at once often have one cause`,
    url: `${deps.publicUrl}/`,
  };
}
