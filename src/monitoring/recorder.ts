import { HOUR, type Clock } from "../core/clock.js";
import type { Db } from "../store/db.js";
import {
  addSeries,
  addValues,
  expireBuckets,
  knownSeries,
  retention,
  rollUp,
  seriesKey,
  type Sample,
} from "../store/metrics.js";
import { sampleProblem } from "./validate-sample.js";
import { createSeriesQuota } from "./series-quota.js";

export { NEW_SERIES_A_MINUTE } from "./series-quota.js";

/** Ids held in memory; beyond it the oldest are asked again. */
const REMEMBERED = 20_000;

type Refusals = Map<string, number>;

export interface Recorded {
  stored: number;
  /** What was stored, in the order given. */
  kept: Sample[];
  /** Reason to how many samples it kept out. */
  refused: Refusals;
  /** The same, by component. */
  refusedOf: Map<string, Refusals>;
}

export interface Recorder {
  record(samples: readonly Sample[]): Promise<Recorded>;
  /** Hours and days made from what came since the last time, and old buckets forgotten. */
  maintain(): Promise<void>;
}

export function createRecorder(db: Db, clock: Clock): Recorder {
  const ids = new Map<string, number>();
  const room = createSeriesQuota(db);
  let rolled: number | null = null;

  const learn = (found: Map<string, number>): void => {
    for (const [key, id] of found) ids.set(key, id);
    for (const key of ids.keys()) {
      if (ids.size <= REMEMBERED) break;
      ids.delete(key);
    }
  };

  /** Ids of series that are not in memory; of new ones as many as there is room for. Gives why the others have none. */
  const meet = async (unseen: ReadonlyMap<string, Sample>, now: Date): Promise<Map<string, string>> => {
    const known = await knownSeries(db, [...unseen.values()]);
    learn(known);
    const fresh = [...unseen].filter(([key]) => !known.has(key));
    const refused = await room.refuse(fresh, now);
    const good = fresh.filter(([key]) => !refused.has(key)).map(([, sample]) => sample);
    learn(await addSeries(db, good, now));
    return refused;
  };

  return {
    async record(samples) {
      const now = clock.now();
      const recorded: Recorded = { stored: 0, kept: [], refused: new Map(), refusedOf: new Map() };
      const refuse = ({ component }: Sample, reason: string): void => {
        const own: Refusals = recorded.refusedOf.get(component) ?? new Map<string, number>();
        recorded.refusedOf.set(component, own);
        for (const count of [recorded.refused, own]) count.set(reason, (count.get(reason) ?? 0) + 1);
      };
      const good = samples.flatMap((sample) => {
        const reason = sampleProblem(sample, now);
        if (reason !== null) refuse(sample, reason);
        return reason === null ? [{ sample, key: seriesKey(sample) }] : [];
      });
      const unseen = new Map(good.filter(({ key }) => !ids.has(key)).map(({ key, sample }) => [key, sample]));
      const crowded = unseen.size > 0 ? await meet(unseen, now) : new Map<string, string>();
      const values = good.flatMap(({ sample, key }) => {
        const series = ids.get(key);
        if (series === undefined) refuse(sample, crowded.get(key) ?? "its series was not found");
        else recorded.kept.push(sample);
        return series === undefined ? [] : [{ series, at: sample.at, value: sample.value }];
      });
      await addValues(db, values);
      return { ...recorded, stored: values.length };
    },

    async maintain() {
      const now = clock.now();
      // What may still come late is at most an hour old. An hour whose minutes are partly forgotten stays as it is.
      const since = Math.max(
        Math.min(rolled ?? 0, now.getTime()) - 2 * HOUR,
        now.getTime() - retention.minute + 2 * HOUR,
      );
      await rollUp(db, new Date(since));
      await expireBuckets(db, now);
      rolled = now.getTime();
    },
  };
}
