import { HOUR, MINUTE, type Clock } from "../core/clock.js";
import type { Db } from "../store/db.js";
import {
  addSeries,
  addValues,
  forget,
  knownSeries,
  retention,
  rollUp,
  seriesKey,
  type Sample,
} from "../store/metrics.js";
import { refusal } from "./admit.js";

/** New series a minute; an exporter that invents names fills neither the memory nor the disk. */
export const NEW_SERIES_A_MINUTE = 100;
/** Ids held in memory; beyond it the oldest are asked again. */
const REMEMBERED = 20_000;

export interface Recorded {
  stored: number;
  /** What was stored, in the order given. */
  kept: Sample[];
  /** Reason to how many samples it kept out. */
  refused: Map<string, number>;
}

export interface Recorder {
  record(samples: readonly Sample[]): Promise<Recorded>;
  /** Hours and days made from what came since the last time, and old buckets forgotten. */
  maintain(): Promise<void>;
}

export function createRecorder(db: Db, clock: Clock): Recorder {
  const ids = new Map<string, number>();
  let minute = { at: 0, fresh: 0 };
  let rolled: number | null = null;

  const room = (now: Date): number => {
    const at = Math.floor(now.getTime() / MINUTE);
    // Also a clock that jumps back begins a minute; it cannot make one last forever.
    if (at !== minute.at) minute = { at, fresh: 0 };
    return NEW_SERIES_A_MINUTE - minute.fresh;
  };

  const learn = (found: Map<string, number>): void => {
    for (const [key, id] of found) ids.set(key, id);
    for (const key of ids.keys()) {
      if (ids.size <= REMEMBERED) break;
      ids.delete(key);
    }
  };

  return {
    async record(samples) {
      const now = clock.now();
      const refused = new Map<string, number>();
      const refuse = (reason: string) => refused.set(reason, (refused.get(reason) ?? 0) + 1);
      const good = samples.flatMap((sample) => {
        const reason = refusal(sample, now);
        if (reason !== null) refuse(reason);
        return reason === null ? [{ sample, key: seriesKey(sample) }] : [];
      });
      const unseen = [
        ...new Map(good.filter(({ key }) => !ids.has(key)).map(({ key, sample }) => [key, sample])).entries(),
      ];
      if (unseen.length > 0) {
        const known = await knownSeries(
          db,
          unseen.map(([, sample]) => sample),
        );
        learn(known);
        const fresh = unseen.filter(([key]) => !known.has(key)).slice(0, Math.max(0, room(now)));
        minute.fresh += fresh.length;
        learn(
          await addSeries(
            db,
            fresh.map(([, sample]) => sample),
            now,
          ),
        );
      }
      const kept: Sample[] = [];
      const values = good.flatMap(({ sample, key }) => {
        const series = ids.get(key);
        if (series === undefined) refuse(`more than ${NEW_SERIES_A_MINUTE} new series in a minute`);
        else kept.push(sample);
        return series === undefined ? [] : [{ series, at: sample.at, value: sample.value }];
      });
      await addValues(db, values);
      return { stored: values.length, kept, refused };
    },

    async maintain() {
      const now = clock.now();
      // What may still come late is at most an hour old. An hour whose minutes are partly forgotten stays as it is.
      const since = Math.max(
        Math.min(rolled ?? 0, now.getTime()) - 2 * HOUR,
        now.getTime() - retention.minute + 2 * HOUR,
      );
      await rollUp(db, new Date(since));
      await forget(db, now);
      rolled = now.getTime();
    },
  };
}
