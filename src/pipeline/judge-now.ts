import type { CommandDeps } from "../commands/command.js";
import { decide } from "../decision/decide.js";
import { refOfRow } from "../events/event.js";
import { readWorld, subjectOf } from "./decision-context.js";
import type { PipelineDeps } from "./deps.js";
import { withOffer } from "./offer.js";

/** The decision that would be made now, by the same rules and rows; nothing is kept. */
export const judgeNow =
  (deps: PipelineDeps): CommandDeps["judge"] =>
  async (row, asked) => {
    const [repository, record] = [refOfRow(row), row.diagnosis];
    if (!repository || !record) return null;
    const rules = await deps.rules.of(repository);
    const world = await readWorld(row, record, rules, asked ?? null, deps);
    const decision = withOffer(decide(subjectOf(row, record, rules), world), row);
    return { decision, mode: rules.mode, stop: world.stop, problem: rules.problem };
  };
