import type { Sink } from "./sink.js";
import { isOf, NAME, BLANK, runEnd, runStart } from "./chars.js";
import { frameOf } from "./frames.js";
import { vendors } from "./kinds/vendors.js";
import { compileShape } from "./shapes.js";
import { isOrdinary } from "./names.js";
import { isPlaceholder } from "./values.js";

interface Expected {
  readonly id: string;
  readonly matches: (text: string, at: number) => number;
}

const byName = new Map<string, Expected[]>();
for (const { id, names, pattern } of vendors)
  for (const name of names)
    byName.set(name, [...(byName.get(name) ?? []), { id, matches: compileShape(pattern) }]);

/** A vendor's name in a setting's, and a value as the vendor issues. */
function vendorRule(expected: readonly Expected[]) {
  return (text: string, start: number, end: number, sink: Sink): number | null => {
    const from = runStart(text, start, NAME, 50);
    // Words may stand between, as in "Datadog app 1: ...".
    let to = runEnd(text, end, NAME | BLANK, end + 24);
    while (to > end && isOf(text.charCodeAt(to - 1), BLANK)) to -= 1;
    const name = { text: text.slice(from, to), start: from, end: to };
    if (isOrdinary(name.text)) return null;
    const frame = frameOf(text, name);
    if (frame === null || typeof frame === "string" || isPlaceholder(text.slice(frame.start, frame.end)))
      return null;
    const value = text.slice(frame.start, frame.end);
    const found = expected.find(({ matches }) => matches(text, frame.start) === frame.end);
    if (!found || !/\d/.test(value) || (!/[a-z]/i.test(value) && !/id$/.test(found.id))) return null;
    sink.add(frame.start, frame.end, "secret");
    return frame.end;
  };
}

export const vendorRules = [...byName].map(([text, expected]) => ({ text, value: vendorRule(expected) }));
