import { interpolate, resolve, toText, toValue, type Scope } from "./expressions/index.js";
import { expandMatrix, matrixSuffix, type Combination } from "./matrix.js";
import type { JobDefinition } from "./workflow.js";

/** One job to run: a job of the workflow, or one combination of its matrix. */
export interface Plan {
  key: string;
  id: string;
  name: string;
  definition: JobDefinition;
  matrix: Combination;
  labels: string[];
  index: number;
  total: number;
}

/** Whether the matrix can only be known once other jobs are done. */
export const hasLateMatrix = (definition: JobDefinition): boolean =>
  /\bneeds\b/i.test(JSON.stringify(definition.strategy?.matrix ?? null));

/** The jobs that a definition stands for. `scope` has no `matrix` yet. Throws ExpressionError. */
export function planJob(id: string, definition: JobDefinition, scope: Scope): Plan[] {
  const combinations = expandMatrix(resolve(toValue(definition.strategy?.matrix ?? null), scope));
  return combinations.map((matrix, index) => {
    const inner: Scope = { ...scope, contexts: { ...scope.contexts, matrix } };
    const suffix = matrixSuffix(matrix);
    const given = definition.name === undefined ? "" : interpolate(definition.name, inner);
    // A name that uses the matrix itself gets no ending from GitHub.
    const ownName = given !== "" && (definition.name ?? "").includes("matrix.");
    return {
      key: `${id}${suffix}`,
      id,
      name: ownName ? given : `${given === "" ? id : given}${suffix}`,
      definition,
      matrix,
      labels: labelsOf(definition["runs-on"], inner),
      index,
      total: combinations.length,
    };
  });
}

/** The stand-in for a job whose matrix cannot be expanded, because it is skipped. */
export const planUnexpanded = (id: string, definition: JobDefinition): Plan => ({
  key: id,
  id,
  name: definition.name ?? id,
  definition,
  matrix: {},
  labels: [],
  index: 0,
  total: 1,
});

function labelsOf(runsOn: unknown, scope: Scope): string[] {
  const value = resolve(toValue(runsOn), scope);
  if (Array.isArray(value)) return value.map(toText);
  return value === null ? ["ubuntu-latest"] : typeof value === "object" ? [] : [toText(value)];
}
