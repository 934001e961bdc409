import { invalid } from "./invalid.js";
import { XmlEvents } from "./xml-events.js";

/** An element: attributes as they are written, children in order by local name, text (CDATA included) of its own. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

export const newElement = (name: string, attributes: Element["attributes"]): Element => ({
  name,
  attributes,
  children: [],
  text: "",
});

/** The text of the first child of this name; empty where there is none. */
export const textIn = (element: Element | undefined, name: string): string =>
  element?.children.find((child) => child.name === name)?.text ?? "";

/**
 * The root element of a whole document. Throws `HEAL_REPORT_INVALID` with line and column. Entities that a document declares are
 * never resolved: references stay as they are written, nothing is fetched, and entities made of entities are refused.
 */
export function parseXml(text: string): Element {
  const open: Element[] = [];
  let root: Element | undefined;
  const events = new XmlEvents({
    open(name, attributes) {
      const element = newElement(name, attributes);
      open.at(-1)?.children.push(element);
      open.push(element);
      return true;
    },
    text(piece) {
      const top = open.at(-1);
      if (top) top.text += piece;
    },
    close() {
      root = open.pop();
    },
    strange(reason, line, column) {
      throw invalid(reason, line, column);
    },
  });
  const rest = events.write(text);
  if (rest === null) events.end();
  else if (rest.replace(/<!--[^-]*(?:-[^-]+)*-->/g, "").trim() !== "")
    throw invalid("there is something behind the root element");
  if (!root) throw invalid("no element");
  return root;
}
