import type { Diagnosis, Evidence } from "./diagnosis.js";

/** What was read in one log: the answer, and lines of the log that show it as they stand there. */
export interface Reading {
  diagnosis: Diagnosis;
  /** Lines of the failing part in their order, of a long one its beginning and its end; cleaned, redacted and clipped. */
  excerpt: Evidence[];
  /** The first line of evidence with two lines before and behind it, in order, for people. */
  context: Evidence[];
}
