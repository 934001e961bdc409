import { finalStates } from "../events/incident.js";
import { SqlWords } from "./db.js";

/** States in which an incident is over, for statements. */
export const FINAL = new SqlWords(finalStates);
