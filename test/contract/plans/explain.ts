import pg from "pg";
import type { Db } from "../../../src/store/db.js";
import { createDb } from "../../../src/store/db.js";

/** A node of `explain (analyze, format json)`. */
interface Node {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: Node[];
}

export interface Finding {
  table: string;
  how: string;
  rows: number;
  statement: string;
}

/**
 * A Db that explains every statement before it sends it, with the same text and values: no list of statements can get out of
 * step with the code. What the explanation changed is taken back.
 */
export function explainingDb(
  client: pg.Client,
  judge: (scan: Omit<Finding, "statement">) => boolean,
): { db: Db; findings: Finding[]; statements: Set<string> } {
  const findings: Finding[] = [];
  const statements = new Set<string>();
  let turn: Promise<unknown> = Promise.resolve();
  const explain = async (statement: string, values: unknown[]) => {
    statements.add(statement);
    await client.query("savepoint explained");
    const { rows } = await client.query<{ "QUERY PLAN": { Plan: Node }[] }>({
      text: `explain (analyze, timing off, format json) ${statement}`,
      values,
    });
    await client.query("rollback to savepoint explained");
    for (const scan of scansOf(rows[0]!["QUERY PLAN"][0]!.Plan))
      if (judge(scan)) findings.push({ ...scan, statement: statement.replace(/\s+/g, " ").trim() });
  };
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  // One connection: statements of `Promise.all` wait for each other.
  const query = (given: { text: string; values: unknown[] }) => {
    const mine = turn.then(async () => {
      await explain(given.text, given.values);
      return client.query({ text: given.text, values: given.values, types });
    });
    turn = mine.catch(() => undefined);
    return mine;
  };
  const inner = createDb({ query } as unknown as pg.Pool);
  const db: Db = { ...inner, tx: (work) => work(db) };
  return { db, findings, statements };
}

/** Every place where a plan reads a table, and how many rows it read there. */
function scansOf(node: Node): Omit<Finding, "statement">[] {
  const below = (node.Plans ?? []).flatMap(scansOf);
  const table = node["Relation Name"];
  if (table === undefined || !node["Node Type"].includes("Scan")) return below;
  const read =
    node["Actual Rows"] +
    (node["Rows Removed by Filter"] ?? 0) +
    (node["Rows Removed by Index Recheck"] ?? 0);
  const how = [node["Node Type"], node["Index Name"]].filter(Boolean).join(" ");
  return [{ table, how, rows: read * node["Actual Loops"] }, ...below];
}
