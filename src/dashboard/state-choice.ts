import { HealError } from "../core/errors.js";
import { finalStates, incidentStates, type IncidentState } from "../events/incident.js";

/** What a list's filter can ask of states: by the word that stands in the address. */
export interface StateChoice {
  name: string | undefined;
  burning: readonly IncidentState[];
  /** Of what is over: all, none of it, or one state. */
  over: "all" | "none" | IncidentState;
}

const isOver = (state: IncidentState): boolean => finalStates.includes(state);
const burning = incidentStates.filter((state) => !isOver(state));

const some = (name: string, states: readonly IncidentState[]): StateChoice => ({
  name,
  burning: states,
  over: "none",
});

/** Both halves of the list, every state, and the states that the page counts together. */
const choices: readonly StateChoice[] = [
  some("burning", burning),
  { name: "over", burning: [], over: "all" },
  ...burning.map((state) => some(state, [state])),
  ...finalStates.map((state) => ({ name: state, burning: [], over: state })),
  some("open,diagnosing", ["open", "diagnosing"]),
  some("acting,verifying", ["acting", "verifying"]),
];

const everything: StateChoice = { name: undefined, burning, over: "all" };

/** Throws `HEAL_INPUT_INVALID` for a word that is none of them. */
export function stateChoice(wanted: string | undefined): StateChoice {
  if (wanted === undefined) return everything;
  const choice = choices.find(({ name }) => name === wanted);
  if (choice === undefined)
    throw new HealError(
      "HEAL_INPUT_INVALID",
      `state is one of ${choices.map(({ name }) => name).join("; ")}`,
    );
  return choice;
}

/** For the list of a form. */
export const stateOptions = (chosen: StateChoice) =>
  choices.map(({ name = "" }) => ({
    name,
    words: name.replace(",", " or "),
    selected: name === chosen.name,
  }));
