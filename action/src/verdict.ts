import { isRecord, parseJson, textOf } from "./json.js";
import { Problem } from "./problem.js";

export type State = "analysing" | "known" | "unknown";

export interface Verdict {
  delivery: string;
  state: State;
  category: string;
  summary: string;
  incident: string;
  /** A page of heal itself, or empty. */
  url: string;
  failing: { suite: string; name: string; message: string }[];
}

const STATES: State[] = ["analysing", "known", "unknown"];

/** Reads heal's 202. Throws Problem when it is not heal's answer. */
export function readVerdict(text: string, healUrl: URL): Verdict {
  const body = parseJson(text);
  const verdict = isRecord(body) && isRecord(body["verdict"]) ? body["verdict"] : undefined;
  const state = STATES.find((known) => known === verdict?.["state"]);
  if (!isRecord(body) || verdict === undefined || state === undefined) {
    throw new Problem("The answer is not heal's. Does heal-url point at heal?");
  }
  const failing = Array.isArray(verdict["failing"]) ? verdict["failing"].filter(isRecord) : [];
  return {
    delivery: textOf(body["delivery"]),
    state,
    category: textOf(verdict["category"]),
    summary: textOf(verdict["summary"]),
    incident: textOf(verdict["incident"]),
    url: ownPage(textOf(verdict["url"]), healUrl),
    failing: failing.map((test) => ({
      suite: textOf(test["suite"]),
      name: textOf(test["name"]),
      message: textOf(test["message"]),
    })),
  };
}

/** Only a link to heal itself is shown. */
function ownPage(text: string, healUrl: URL): string {
  const url = URL.canParse(text, healUrl.href) && text !== "" ? new URL(text, healUrl) : null;
  return url !== null && url.origin === healUrl.origin ? url.href : "";
}
