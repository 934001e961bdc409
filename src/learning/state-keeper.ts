import { MINUTE } from "../core/clock.js";
import type { SubjectState } from "../detection/subject-state.js";
import type { Db } from "../store/db.js";
import { keepStates, lockStates, type Named } from "../store/detector-states.js";
import { readState, writeState } from "./state-rows.js";

/** Where detectors' states are between two inputs. */
export interface StateKeeper {
  take(tx: Db, subjects: readonly Named[], now: Date): Promise<Map<string, SubjectState>>;
  /** `said`: of which something was found, and must not be found twice. */
  keep(
    tx: Db,
    states: ReadonlyMap<string, SubjectState>,
    said: ReadonlySet<string>,
    now: Date,
  ): Promise<void>;
}

/** In locked rows: right for what several workers and processes count together. */
export const rows: StateKeeper = {
  async take(tx, subjects, now) {
    const found = await lockStates(tx, subjects, now);
    return new Map([...found].map(([subject, row]) => [subject, readState(row)]));
  },
  async keep(tx, states, _said, now) {
    await keepStates(
      tx,
      [...states].map(([subject, state]) => ({ subject, ...writeState(state) })),
      now,
    );
  },
};

/** A row is written this often when nothing is found: what a crash forgets of a metric is a quarter of an hour. */
const WRITE_EVERY = 15 * MINUTE;
/** Not asked for so long, another process may have it: it is read anew. */
const STALE_AFTER = 3 * MINUTE;
/** About 10 KB each. */
const MOST = 2_000;

interface Held {
  state: SubjectState;
  written: number;
  asked: number;
}

export interface Memory extends StateKeeper {
  /** After a transaction that failed: the rows are right, not what is held. */
  forget(subjects: Iterable<string>): void;
  /** Writes what rows do not have yet. */
  flush(db: Db, now: Date): Promise<void>;
}

/**
 * In memory, for subjects that one process alone sees: a metric's numbers come every half minute, and its row of 3 KB would be
 * read and written as often. Subjects beyond the room there is stand in rows alone.
 */
export function createMemory(most = MOST): Memory {
  const held = new Map<string, Held>();
  return {
    async take(tx, subjects, now) {
      const at = now.getTime();
      for (const [subject, one] of held) if (Math.abs(at - one.asked) > STALE_AFTER) held.delete(subject);
      const missing = subjects.filter(({ subject }) => !held.has(subject));
      const read = missing.length > 0 ? await rows.take(tx, missing, now) : new Map<string, SubjectState>();
      for (const [subject, state] of read)
        if (held.size < most) held.set(subject, { state, written: at, asked: at });
      return new Map(
        subjects.flatMap(({ subject }) => {
          const one = held.get(subject);
          if (one) one.asked = at;
          const state = one?.state ?? read.get(subject);
          return state ? [[subject, state] as const] : [];
        }),
      );
    },
    async keep(tx, states, said, now) {
      const due = [...states].filter(([subject]) => {
        const one = held.get(subject);
        return !one || said.has(subject) || Math.abs(now.getTime() - one.written) >= WRITE_EVERY;
      });
      if (due.length === 0) return;
      await rows.keep(tx, new Map(due), said, now);
      for (const [subject] of due) {
        const one = held.get(subject);
        if (one) one.written = now.getTime();
      }
    },
    forget(subjects) {
      for (const subject of subjects) held.delete(subject);
    },
    async flush(db, now) {
      const all = new Map([...held].map(([subject, { state }]) => [subject, state]));
      if (all.size > 0) await rows.keep(db, all, new Set(), now);
    },
  };
}
