import { XMLParser, XMLValidator } from "fast-xml-parser";
import { HealError } from "../../core/errors.js";

/** An element: attributes by local name, children in order, text (CDATA included) of its own. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

/** Elements inside elements; real reports stay below 20. */
const MAX_DEPTH = 100;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: MAX_DEPTH,
  processEntities: false,
});

/**
 * The root element. Throws `HEAL_REPORT_INVALID` with line and column. Entities that a document declares are never
 * resolved: references stay as they are written, nothing is fetched, and entities made of entities are refused.
 */
export function parseXml(text: string): Element {
  const body = withoutDoctype(text);
  const verdict = XMLValidator.validate(body, { allowBooleanAttributes: false });
  if (verdict !== true) throw placed(verdict.err, body);
  let nodes: unknown;
  try {
    nodes = parser.parse(body);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
  const root = elements(nodes)[0];
  if (!root) throw invalid("no element");
  return root;
}

export const invalid = (reason: string, line = 1, column = 1): HealError =>
  new HealError("HEAL_REPORT_INVALID", reason, { line, column });

/** The validator names elements left open as a JSON list at 1:1; the place that matters is where the file ends. */
function placed(error: { msg: string; line: number; col: number }, text: string): HealError {
  const open = [...error.msg.matchAll(/"([^"]+)"/g)].map((match) => match[1]);
  if (!error.msg.startsWith("Invalid '[") || open.length === 0)
    return invalid(error.msg, error.line, error.col);
  const { line, column } = placeAt(text, text.length);
  return invalid(`the file ends inside <${open.join("> <")}>`, line, column);
}

function placeAt(text: string, at: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf("\n"); end >= 0 && end < at; end = text.indexOf("\n", start)) {
    line += 1;
    start = end + 1;
  }
  return { line, column: at - start + 1 };
}

/** The text with its document type blanked out, so that places stay right. */
function withoutDoctype(text: string): string {
  const at = text.search(/<!DOCTYPE/i);
  if (at < 0) return text;
  const subset = text.indexOf("[", at);
  const close = text.indexOf(">", at);
  const end = subset >= 0 && subset < close ? text.indexOf("]", subset) : close;
  const stop = end < 0 ? -1 : text.indexOf(">", end);
  if (stop < 0) {
    const { line, column } = placeAt(text, at);
    throw invalid("the document type is not closed", line, column);
  }
  const doctype = text.slice(at, stop + 1);
  const nested = doctype.search(/<!ENTITY[^<>&]*&[\w#]/i);
  if (nested >= 0 || /<!ENTITY\s+%/i.test(doctype)) {
    const { line, column } = placeAt(text, at + Math.max(nested, 0));
    throw invalid("entities made of entities are refused", line, column);
  }
  return text.slice(0, at) + doctype.replace(/[^\n]/g, " ") + text.slice(stop + 1);
}

type Node = Record<string, unknown>;

function elements(nodes: unknown): Element[] {
  if (!Array.isArray(nodes)) return [];
  const found: Element[] = [];
  for (const node of nodes as Node[]) {
    for (const [name, value] of Object.entries(node)) {
      if (name === ":@" || name === "#text") continue;
      found.push({
        name,
        attributes: attributesOf(node[":@"]),
        children: elements(value),
        text: textOf(value),
      });
    }
  }
  return found;
}

const attributesOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries((value ?? {}) as Node).map(([key, item]) => [
      key,
      decode(typeof item === "string" ? item : ""),
    ]),
  );

function textOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return "";
  let text = "";
  for (const node of nodes as Node[]) if (typeof node["#text"] === "string") text += node["#text"];
  return decode(text);
}

const NAMED: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** The five entities of XML and numeric references; anything else stays as it is written. */
function decode(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot|apos));/gi,
    (whole, dec, hex, name) => {
      if (typeof name === "string") return NAMED[name.toLowerCase()] ?? whole;
      const code = typeof dec === "string" ? Number(dec) : parseInt(String(hex), 16);
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
        ? String.fromCodePoint(code)
        : "\ufffd";
    },
  );
}
