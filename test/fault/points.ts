/** Where heal, or what it stands on, is killed. */
export interface Point {
  name: string;
  /** The hook's name in heal's process; `*` at the end: all that begin so. */
  hook?: string;
  /** The process is killed by its parent in the moment GitHub did this, before the answer is sent. */
  effects?: readonly string[];
  /** heal lives; this happens to it in the middle of its work. */
  trouble?: "postgres" | "redis" | "half-open" | "versions";
  /** heal is away while webhooks are sent, so that the sweep has something to take in. */
  away?: boolean;
  /** What a notifier was sent may come once more: nobody can tell afterwards that it was. */
  twice?: true;
  /** The occurrence of the point in the first, second, ... run: at most this one. */
  most: number;
}

/**
 * An intent is the row that is written before an effect, so "intent written" is its point; a notifier's messages are rows that are
 * written with what they tell of, and are claimed and sent from there. An insert is one
 * statement that commits itself: its points are before it is sent and after it is answered.
 */
export const points: readonly Point[] = [
  { name: "bytes read", hook: "bytes read", most: 3 },
  { name: "verified", hook: "verified", most: 3 },
  { name: "inserting", hook: "inserting", most: 2 },
  { name: "inserted", hook: "inserted", most: 2 },
  { name: "committed, before 2xx", hook: "committed", most: 3 },
  { name: "2xx sent", hook: "answered", most: 3 },
  { name: "wake-up added", hook: "woken", most: 3 },
  { name: "claimed", hook: "claimed", most: 3 },
  { name: "decision written", hook: "diagnosing became*", most: 3 },
  { name: "intent written", hook: "intent written", most: 4 },
  { name: "GitHub did it", effects: ["rerun", "dispatch"], most: 2 },
  { name: "answer read", hook: "effect done", most: 4 },
  { name: "recorded", hook: "effect recorded", most: 4 },
  { name: "notifier accepted", effects: ["comment", "issue"], most: 2 },
  { name: "message claimed", hook: "notification claimed", most: 1 },
  { name: "message sent", hook: "notification sent", twice: true, most: 1 },
  { name: "during the sweep", hook: "swept in", away: true, most: 2 },
  { name: "during a migration", hook: "migrating", most: 1 },
  { name: "Postgres killed", trouble: "postgres", most: 1 },
  { name: "Redis killed", trouble: "redis", most: 1 },
  { name: "GitHub half-open", trouble: "half-open", most: 1 },
  // An earlier version takes in and works beside this one, which migrates the database under it, and is killed at work.
  { name: "two versions", trouble: "versions", most: 1 },
];
