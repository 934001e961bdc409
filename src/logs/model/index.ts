import type { Additive } from "./additive.js";
import { decodeAdditive } from "./additive.js";
import type { Trees } from "./trees.js";
import { decodeTrees } from "./trees.js";
import { weights } from "./weights.js";

/** The fitted models of the failing part; see MODEL.md beside this file. */
export interface PartModel {
  /** Is this line inside? */
  inside: Additive;
  /** Is it the first one? */
  start: Additive;
  /** Is it inside, said by boosted trees. */
  trees: Trees;
  /** Which line is the last one, given the first. */
  ends: Additive;
  /** Which of the candidates is it. */
  segment: Additive;
  /** Which of the most promising candidates is it, added to what `segment` says. */
  choice: Additive;
  /** The same as `segment`, for candidates compared with earlier logs of the project. */
  examples: Additive;
}

/** The models from their text; throws `RangeError` when they do not fit together. */
export const readModel = (text: Readonly<Record<keyof PartModel, string>>): PartModel => ({
  inside: decodeAdditive(text.inside),
  start: decodeAdditive(text.start),
  trees: decodeTrees(text.trees),
  ends: decodeAdditive(text.ends),
  segment: decodeAdditive(text.segment),
  choice: decodeAdditive(text.choice),
  examples: decodeAdditive(text.examples),
});

let shipped: PartModel | undefined;

/** The models that ship with heal, read once. */
export const partModel = (): PartModel => (shipped ??= readModel(weights));
