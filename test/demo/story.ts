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
