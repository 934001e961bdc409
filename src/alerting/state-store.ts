import { MINUTE } from "../core/clock.js";
import type { SubjectState } from "../detection/subject-state.js";
import type { Db } from "../store/db.js";
import { saveStates, lockStates, type SubjectRef } from "../store/detector-states.js";
import { decodeState, encodeState } from "./state-codec.js";

/** Where detectors' states are between two inputs. */
export interface StateStore {
  load(tx: Db, subjects: readonly SubjectRef[], now: Date): Promise<Map<string, SubjectState>>;
  /** `said`: of which something was found, and must not be found twice. */
  save(
    tx: Db,
    states: ReadonlyMap<string, SubjectState>,
    said: ReadonlySet<string>,
    now: Date,
  ): Promise<void>;
}

/** In locked rows: right for what several workers and processes count together. */
export const rowStore: StateStore = {
  async load(tx, subjects, now) {
    const found = await lockStates(tx, subjects, now);
    return new Map([...found].map(([subject, row]) => [subject, decodeState(row)]));
  },
  async save(tx, states, _said, now) {
    await saveStates(
      tx,
      [...states].map(([subject, state]) => ({ subject, ...encodeState(state) })),
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

export interface StateCache extends StateStore {
  /** After a transaction that failed: the rows are right, not what is held. */
  forget(subjects: Iterable<string>): void;
  /** Writes what rows do not have yet. */
  flush(db: Db, now: Date): Promise<void>;
}

/**
 * In memory, for subjects that one process alone sees: a metric's numbers come every half minute, and its row of 3 KB would be
 * read and written as often. Subjects beyond the room there is stand in rows alone.
 */
export function createStateCache(most = MOST): StateCache {
  const held = new Map<string, Held>();
  return {
    async load(tx, subjects, now) {
      const at = now.getTime();
      for (const [subject, one] of held) if (Math.abs(at - one.asked) > STALE_AFTER) held.delete(subject);
      const missing = subjects.filter(({ subject }) => !held.has(subject));
      const read =
        missing.length > 0 ? await rowStore.load(tx, missing, now) : new Map<string, SubjectState>();
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
    async save(tx, states, said, now) {
      const due = [...states].filter(([subject]) => {
        const one = held.get(subject);
        return !one || said.has(subject) || Math.abs(now.getTime() - one.written) >= WRITE_EVERY;
      });
      if (due.length === 0) return;
      await rowStore.save(tx, new Map(due), said, now);
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
      if (all.size > 0) await rowStore.save(db, all, new Set(), now);
    },
  };
}
