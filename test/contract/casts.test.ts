import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "@jest/globals";
import ts from "typescript";
import { packageFile } from "../../src/core/paths.js";

const src = fileURLToPath(packageFile("src/"));

/** What detectors remember: packed by `state-codec.ts`, and read with defaults for what an older version did not write. */
const allowed = ["alerting/evaluate.ts: state", "alerting/state-codec.ts: state"];

/** Of any table. What repeated jobs and flags keep is called `value`, as are many other things. */
async function jsonColumns(): Promise<ReadonlySet<string>> {
  const schema = await readFile(packageFile("migrations/schema.sql"), "utf8");
  return new Set(
    [...schema.matchAll(/^ {2}(\w+) jsonb/gm)]
      .map(([, name = ""]) => name)
      .filter((name) => name !== "value"),
  );
}

/** `row.run as X`, `row?.run! as X`, `run as X`: the name that is cast. */
function nameOf(node: ts.Expression): string | null {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node))
    return nameOf(node.expression);
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node))
    return ts.isStringLiteral(node.argumentExpression) ? node.argumentExpression.text : null;
  return ts.isIdentifier(node) ? node.text : null;
}

/** Casts of a JSON column to a shape, and of a row as a whole. */
function castsIn(text: string, columns: ReadonlySet<string>): string[] {
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (
      (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) &&
      node.type.kind !== ts.SyntaxKind.UnknownKeyword &&
      !ts.isConstTypeReference(node.type)
    ) {
      const name = nameOf(node.expression);
      const whole = ts.isCallExpression(node.expression) ? nameOf(node.expression.expression) : name;
      if (name !== null && columns.has(name)) found.push(name);
      else if (whole !== null && /^(?:row|rows|incident|toIncident|readIncident)$/.test(whole))
        found.push(whole);
    }
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest));
  return found;
}

describe("what a row holds as JSON", () => {
  let columns: ReadonlySet<string>;
  beforeAll(async () => void (columns = await jsonColumns()));

  it("is parsed by the store, and cast by nobody", async () => {
    expect([...columns]).toEqual(expect.arrayContaining(["diagnosis", "chosen", "effect", "facts", "about"]));
    const entries = await readdir(src, { recursive: true, withFileTypes: true });
    const found: string[] = [];
    for (const { name, parentPath } of entries.filter((entry) => entry.name.endsWith(".ts"))) {
      const file = join(parentPath, name);
      for (const cast of castsIn(await readFile(file, "utf8"), columns))
        found.push(`${relative(src, file)}: ${cast}`);
    }
    expect(found.sort()).toEqual(allowed);
  });

  it.each([
    ["row.diagnosis as StoredDiagnosis", ["diagnosis"]],
    ["(row?.chosen as unknown as Chosen | null)?.asked", ["chosen"]],
    ["(row['run'] as RunFacts).branch", ["run"]],
    ["const { requested } = row; requested as Request", ["requested"]],
    ["toIncident(row) as { run: RunFacts }", ["toIncident"]],
    ["incident as { run: RunFacts }", ["incident"]],
    ["row.title as Title; row.run as unknown; ['a'] as const", []],
  ])("sees %s", (text, names) => {
    expect(castsIn(text, columns)).toEqual(names);
  });
});
