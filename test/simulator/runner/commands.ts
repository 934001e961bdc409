import type { Annotation } from "./types.js";

export interface Command {
  name: string;
  properties: Record<string, string>;
  message: string;
}

/** Reads `::name key=value,key=value::message`; null for a line that is no workflow command. */
export function parseCommand(line: string): Command | null {
  const text = line.trimStart();
  if (!text.startsWith("::")) return null;
  const end = text.indexOf("::", 2);
  if (end < 0) return null;
  const head = text.slice(2, end);
  const space = head.indexOf(" ");
  const name = space < 0 ? head : head.slice(0, space);
  if (!/^[\w-]+$/.test(name)) return null;
  const pairs = (space < 0 ? "" : head.slice(space + 1)).split(",").flatMap((pair) => {
    const equals = pair.indexOf("=");
    return equals < 0
      ? []
      : [[pair.slice(0, equals).trim(), unescapeProperty(pair.slice(equals + 1))] as const];
  });
  return { name, properties: Object.fromEntries(pairs), message: unescapeData(text.slice(end + 2)) };
}

const LEVELS = { error: "failure", warning: "warning", notice: "notice" } as const;

/** The annotation an `::error`, `::warning` or `::notice` makes; null for other commands. */
export function annotationOf({ name, properties, message }: Command): Annotation | null {
  const level = name === "error" || name === "warning" || name === "notice" ? LEVELS[name] : null;
  if (level === null) return null;
  const line = Number(properties["line"]);
  return {
    level,
    message,
    ...(properties["file"] === undefined ? {} : { path: properties["file"] }),
    ...(Number.isInteger(line) ? { line } : {}),
    ...(properties["title"] === undefined ? {} : { title: properties["title"] }),
  };
}

const unescapeData = (text: string) =>
  text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
const unescapeProperty = (text: string) => unescapeData(text.replaceAll("%3A", ":").replaceAll("%2C", ","));
