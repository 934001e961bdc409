import { ALNUM, isOf, lineStart } from "./chars.js";
import { leadOf } from "./lead.js";

const [LF, BACKSLASH] = [10, 92];

/** Whether a name behind it begins its line: a program's prefix, marks of a list or a box, `export`. */
export const isLead = (before: string): boolean => MARKS.test(before.slice(leadOf(before)));
const MARKS =
  /^(?:\S{0,40}\t){0,3}[^A-Za-z\d"']{0,60}(?:(?:export|set|ENV|ARG|declare -x|setx|env|local|readonly)\s{1,4})?["']?[-+]{0,2}$/;

/** `getByLabelText('Password:'), input)`: the quote ends the text that a name stands in, and begins no value. */
export const closesText = (text: string, nameStart: number, at: number): boolean =>
  /^["'](?:[)\],;:.+\s]|$)/.test(text.slice(at, at + 2)) &&
  quoteAround(text, nameStart) === text.charCodeAt(at);

/** Where the last walk ended: names of one line are asked for in their order, and the line is walked through once for all. */
let walked = { text: "", at: 0, quote: 0 };

/** The quote that a place of its line stands within, 0 for none. */
export function quoteAround(text: string, at: number): number {
  const goesOn = walked.at <= at && walked.at > 0 && walked.text === text;
  let quote = goesOn ? walked.quote : 0;
  let i = goesOn ? walked.at : lineStart(text, at);
  for (; i < at; i += 1) {
    const code = text.charCodeAt(i);
    if (code === LF) quote = 0;
    else if (code === BACKSLASH && quote !== 39) i += 1;
    else if (quote === 0 && (code === 34 || (code === 39 && !isOf(text.charCodeAt(i - 1), ALNUM))))
      quote = code;
    else if (code === quote) quote = 0;
  }
  walked = { text, at: i, quote };
  return quote;
}
