import { SECOND } from "../core/clock.js";

/** Each agent is polled at this interval with a jitter of 20 %, so that processes started together do not poll together. */
export const POLL_INTERVAL = 30 * SECOND;
export const POLL_JITTER = 0.2;
/** Three missed polls. */
export const SILENT_AFTER = 3 * POLL_INTERVAL;
