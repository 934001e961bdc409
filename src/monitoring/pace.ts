import { SECOND } from "../core/clock.js";

/** Each agent looks this often, give or take a fifth, so that processes started together do not look together. */
export const EVERY = 30 * SECOND;
export const JITTER = 0.2;
/** Three looks missed. */
export const SILENT_AFTER = 3 * EVERY;
