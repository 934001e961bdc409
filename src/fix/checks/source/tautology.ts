import type { Statement } from "./statements.js";

/** Asserted constants: the test cannot fail. */
const CONSTANT =
  /^(?:assert!?|assert_?true|assert\.(?:ok|true|isTrue|isOk|that)|t\.(?:true|truthy|assert|ok|pass)|require\.true)[ (]\(?(?:t,)?(?:true|1|not false|!false|!0)(?:[,)]|$)/i;
/** `... || true` and `... or True` hold whatever stands before them. */
const ALWAYS = /(?:\|\|| or )\(?(?:true|1)\b/i;
/** `expect(a).toBe(b)`, `expect(a).to.equal(b)`, `a.Should().Be(b)`: the two sides are compared below. */
const MATCHER = /^\.(?:not\.)?(?:to|should|is)/i;

/** Whether an assertion holds by its form alone: both sides are the same, or a constant is asserted. */
export function isTautology({ text }: Statement): boolean {
  if (CONSTANT.test(text) || ALWAYS.test(text)) return true;
  const first = call(text, text.indexOf("("));
  if (first && MATCHER.test(text.slice(first.end))) {
    const second = call(text, text.indexOf("(", first.end));
    if (second) return first.args.length > 0 && same(first.args[0], second.args[0]);
    const rspec = /^\.(?:not_)?to (?:eq|eql|be) (.+)$/.exec(text.slice(first.end));
    if (rspec) return same(first.args[0], rspec[1]);
  }
  const compared = /^assert!?[ (]/.test(text) ? text.slice(text.search(/[ (]/) + 1).split(/={2,3}/) : [];
  if (compared.length === 2) return same(compared[0], unclosed(compared[1] ?? ""));
  const args = first?.args ?? [];
  // Go's helpers take `t` first; a message may follow.
  const [left, right] = args[0] === "t" ? args.slice(1) : args;
  return args.length > 1 && /^(?:assert|require)/i.test(text) && same(left, right);
}

const same = (left: string | undefined, right: string | undefined): boolean =>
  left !== undefined && left !== "" && left.trim() === right?.trim();
const unclosed = (text: string): string =>
  text.split("(").length < text.split(")").length ? text.slice(0, text.lastIndexOf(")")) : text;

/** Arguments of the call whose `(` stands at `open`; null without one. */
function call(text: string, open: number): { args: string[]; end: number } | null {
  if (open === -1) return null;
  const args: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let i = open; i < text.length; i += 1) {
    const char = text[i] ?? "";
    if ("([{".includes(char)) depth += 1;
    else if (")]}".includes(char)) depth -= 1;
    if (depth === 0) return { args: [...args, text.slice(from, i)], end: i + 1 };
    if (depth === 1 && char === ",") {
      args.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return null;
}
