import { z } from "zod";
import { reasons } from "../decision/stored.js";
import type { Db } from "./db.js";
import { json, parsedRow, type Raw } from "./json.js";

/** One line of an incident's story, for people. */
export interface TimelineEntry {
  kind:
    | "seen"
    | "linked"
    | "detected"
    | "diagnosed"
    | "recognised"
    | "decided"
    | "acted"
    | "verified"
    | "recovered"
    | "escalated"
    | "closed"
    | "asked"
    | "fix"
    | "trouble";
  actor: string;
  text: string;
  url?: string | null;
  at: Date;
}

export const addTimeline = (db: Db, incidentId: number, entry: TimelineEntry): Promise<number> =>
  db.run`
    insert into timeline (incident_id, kind, actor, text, url, at)
    values (${incidentId}, ${entry.kind}, ${entry.actor}, ${entry.text}, ${entry.url ?? null}, ${entry.at})`;

export const timelineLength = async (
  db: Db,
  incidentId: number,
  kind: TimelineEntry["kind"],
): Promise<number> =>
  (
    await db.one<{
      n: number;
    }>`select count(*) as n from timeline where incident_id = ${incidentId} and kind = ${kind}`
  ).n;

export const timelineOf = (
  db: Db,
  incidentId: number,
): Promise<(TimelineEntry & { id: number; url: string | null })[]> =>
  db.many`select id, kind, actor, text, url, at from timeline where incident_id = ${incidentId} order by id`;

export const decisionKinds = ["act", "suggest", "escalate", "wait", "none"] as const;

const columns = z.object({ reasons });

export interface DecisionRow extends z.output<typeof columns> {
  kind: (typeof decisionKinds)[number];
  playbook: string | null;
  action: string | null;
  predicted: number | null;
  at: Date;
}

export const addDecision = (db: Db, incidentId: number, d: DecisionRow): Promise<number> =>
  db.run`
    insert into decisions (incident_id, kind, playbook, action, predicted, reasons, at)
    values (${incidentId}, ${d.kind}, ${d.playbook}, ${d.action}, ${d.predicted}, ${json(d.reasons)}::jsonb, ${d.at})`;

export const decisionsOf = async (db: Db, incidentId: number): Promise<(DecisionRow & { id: number })[]> =>
  (
    await db.many<Raw<DecisionRow & { id: number }, typeof columns>>`
      select id, kind, playbook, action, predicted, reasons, at from decisions where incident_id = ${incidentId} order by id`
  ).map((row) => parsedRow("decisions", columns, row, row.id));

/** What the newest decision of an incident suggests; null: nothing. */
export async function lastOffer(db: Db, incident: number): Promise<{ offer: string; action: string } | null> {
  const last = (await decisionsOf(db, incident)).at(-1);
  const reason = last?.kind === "suggest" ? last.reasons.find(({ chosen }) => chosen) : undefined;
  return reason?.offer === undefined ? null : { offer: reason.offer, action: reason.action };
}

/** The newest decision of each of some incidents. No damaged row takes a list down: what cannot be read is left out. */
export const lastDecisions = async (
  db: Db,
  incidents: readonly number[],
): Promise<Map<number, Pick<DecisionRow, "kind" | "action" | "reasons">>> =>
  new Map(
    (
      await db.many<Pick<DecisionRow, "kind" | "action"> & { incident_id: number; reasons: unknown }>`
        select incident_id, kind, action, reasons from unnest(${[...incidents]}::bigint[]) as wanted (id)
        cross join lateral (
          select incident_id, kind, action, reasons from decisions where incident_id = wanted.id
          order by decisions.id desc limit 1) newest`
    ).flatMap(({ incident_id: id, kind, action, reasons: kept }) => {
      const read = reasons.safeParse(kept);
      return read.success ? [[id, { kind, action, reasons: read.data }] as const] : [];
    }),
  );

export const outcomeVerdicts = ["successful", "failed", "inconclusive", "error"] as const;
export type OutcomeVerdict = (typeof outcomeVerdicts)[number];

export interface OutcomeRow {
  action: string;
  verdict: OutcomeVerdict;
  reason: string;
  at: Date;
}

export const addOutcome = (db: Db, incidentId: number, o: OutcomeRow): Promise<number> =>
  db.run`insert into outcomes (incident_id, action, verdict, reason, at) values (${incidentId}, ${o.action}, ${o.verdict}, ${o.reason}, ${o.at})`;

export const outcomesOf = (db: Db, incidentId: number): Promise<(OutcomeRow & { id: number })[]> =>
  db.many`select id, action, verdict, reason, at from outcomes where incident_id = ${incidentId} order by id`;

/** Successes of an incident that was taken for over; gives their actions. */
export const withdrawOutcome = async (db: Db, incidentId: number, why: string): Promise<string[]> =>
  (
    await db.many<{ action: string }>`
      update outcomes set verdict = 'inconclusive', reason = reason || ${why}
      where incident_id = ${incidentId} and verdict = 'successful' returning action`
  ).map(({ action }) => action);
