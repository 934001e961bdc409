import { commenting } from "../commenting.js";

/** Allowed in every mode but `off`, and under a stop: whoever asks gets an answer. */
export const reply = commenting("reply", "Answers a /heal command.", "answer");
