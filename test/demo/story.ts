import type { Stage } from "../harness/stage.js";

/** Tells a person what happens, as it happens: who did what and why, with a link. */
export type Say = (who: string, what: string, link?: string) => void;

export interface Story {
  title: string;
  /** Plays it; throws when it does not end as written. Answers the sentence that says how it ended. */
  play(stage: Stage, say: Say): Promise<string>;
}

/** Each story has an owner of its own, as if each were another organisation. */
export const ownerOf = (name: string): string => `demo-${name}`;

/** Tells each new line of an incident's timeline, until told to stop. */
export async function tellTimeline(
  stage: Stage,
  incident: number,
  say: Say,
  told: Set<number>,
): Promise<void> {
  const { timelineOf } = await import("../../src/store/history.js");
  for (const entry of await timelineOf(stage.heal.deps.db, incident))
    if (!told.has(entry.id)) {
      told.add(entry.id);
      say(entry.actor, entry.text, entry.url ?? undefined);
    }
}
