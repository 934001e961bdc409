import { isMap, isScalar, LineCounter, parseDocument, visit, type Document } from "yaml";
import { HealError, reasonOf, type ErrorCode } from "../core/errors.js";

/** A configuration that people write has some kilobytes. */
const MOST = 64 * 1024;
const DEEPEST = 50;
/** Nothing here has a use for tags, and the library takes a second for a row of thousands. */
const TAGS = 20;

export interface Yaml {
  document: Document;
  value: unknown;
  /** Line and column of an offset, both from 1. */
  placeOf: (offset: number) => { line: number; column: number };
}

/**
 * Reads YAML that a repository wrote; throws `code` with line and column for what is no YAML, or too large, too deep, or full
 * of aliases. Equal keys are looked for in one pass: the library compares each with each.
 */
export function readYaml(text: string, name: string, code: ErrorCode, aliases: number): Yaml {
  if (text.length > MOST)
    throw new HealError(code, `${name}:1:1: ${text.length} characters; at most ${MOST} are read`, {
      line: 1,
      column: 1,
    });
  const deep = tooDeep(text);
  if (deep !== null)
    throw new HealError(code, `${name}:${deep}:1: nested deeper than ${DEEPEST} levels`, {
      line: deep,
      column: 1,
    });
  if ((text.match(/(?:^|[\s,:[\]{}-])!/gm)?.length ?? 0) > TAGS)
    throw new HealError(code, `${name}:1:1: more than ${TAGS} tags`, { line: 1, column: 1 });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  const placeOf = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    // An empty text has no place at all.
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refuse = (reason: string, offset: number): never => {
    const { line, column } = placeOf(offset);
    throw new HealError(code, `${name}:${line}:${column}: ${reason}`, { line, column });
  };
  const broken = document.errors[0];
  if (broken) refuse(broken.message.split("\n")[0] ?? "not YAML", broken.pos[0]);
  const twice = repeatedKey(document);
  if (twice) refuse(`the key ${JSON.stringify(twice.key.slice(0, 60))} stands there twice`, twice.offset);
  try {
    return { document, value: document.toJS({ maxAliasCount: aliases }), placeOf };
  } catch (error) {
    return refuse(reasonOf(error), 0);
  }
}

/**
 * The line on which more collections are open than anybody writes, counted without a parser: signs that open and close in
 * sequence, dashes in front of dashes, and the steps of indentation. Quoted brackets count as well; 50 of them on the way to
 * one place do not occur.
 */
function tooDeep(text: string): number | null {
  let flow = 0;
  const indents: number[] = [];
  const lines = text.split("\n");
  for (const [i, line] of lines.entries()) {
    const indent = line.length - line.trimStart().length;
    if (line.trim() !== "") {
      while (indents.length > 0 && (indents.at(-1) ?? 0) >= indent) indents.pop();
      indents.push(indent);
    }
    const dashes = (/^[\s?:-]*/.exec(line)?.[0] ?? "").replace(/\s/g, "").length;
    for (const sign of line) {
      if (sign === "[" || sign === "{") flow += 1;
      if ((sign === "]" || sign === "}") && flow > 0) flow -= 1;
      if (flow + indents.length + dashes > DEEPEST) return i + 1;
    }
  }
  return null;
}

function repeatedKey(document: Document): { key: string; offset: number } | null {
  let found: { key: string; offset: number } | null = null;
  visit(document, {
    Map(_key, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) {
          found = { key: name, offset: key.range?.[0] ?? 0 };
          return visit.BREAK;
        }
        seen.add(name);
      }
      return undefined;
    },
  });
  return found;
}

/** The offset of the deepest node on the way to `path` that exists. */
export function nodeOffset(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range))
      return Number(node.range[0]);
  }
  return 0;
}

/** The offset of a key itself, in the map at `path`. */
export function keyOffset(document: Document, path: readonly PropertyKey[], key: string): number {
  const map: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(map)
    ? map.items.find((item) => isScalar(item.key) && item.key.value === key)
    : undefined;
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : nodeOffset(document, path);
}
