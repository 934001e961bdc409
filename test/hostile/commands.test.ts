import { describe, expect, it } from "@jest/globals";
import { parse } from "../../src/commands/comment/markdown.js";
import { commandOf, UNREAD } from "../../src/commands/parse.js";

const stop = "/heal stop";
const filler = "A sentence that somebody wrote, and *another* one.\n\n".repeat(200);

describe("what people do not see is not obeyed, and nobody is answered", () => {
  it.each([
    ["a comment of HTML", "nice\n<!--\n/heal stop hidden\n-->"],
    ["a comment of HTML over blank lines", "nice\n\n<!--\n\n/heal stop\n\n-->"],
    ["a comment of HTML without an end", "nice\n<!--\n\n/heal stop"],
    ["a declaration", "nice\n<!X\n/heal stop\n>"],
    ["an instruction", "nice\n<?x\n\n/heal stop\n?>"],
    ["CDATA", "nice\n<![CDATA[\n> \n/heal stop\n]]>"],
    ["preformatted text", "nice\n<pre>\n/heal stop\n</pre>"],
    ["preformatted text over blank lines", "nice\n\n<pre>\n\n/heal stop\n\n</pre>"],
    ["a script", "nice\n<script>\n\n/heal stop\n\n</script>"],
    ["something folded away", "nice\n\n<details>\n<summary>log</summary>\n\n/heal stop\n\n</details>"],
    ["something folded away within a line", "nice <details>\n/heal stop\n</details>"],
    ["an end in an attribute", 'nice\n\n<details>\n<a title="</details>"></a>\n\n/heal stop'],
    ["an end in a comment", "nice\n\n<details>\n<!-- </details> -->\n\n/heal stop"],
    ["a quotation in HTML", "nice\n\n<blockquote>\n\n/heal stop\n\n</blockquote>"],
    ["struck out in HTML", "nice\n\n<del>\n\n/heal stop\n\n</del>"],
    ["an element opened in a list", "- <details>\n\n/heal stop"],
    ["a lazy quotation", "> on Monday mia wrote:\n/heal status"],
    ["a lazy quotation in a list", "- > on Monday\n/heal status"],
    ["a lazy line of a list", "- do this:\n/heal status"],
    ["a paragraph of a list", "- do this:\n\n  /heal status"],
    ["a footnote", "nice[^1]\n\n[^1]: x\n/heal stop"],
    ["a definition", "nice\n\n[/heal stop]: https://example.com\n"],
    ["the title of a definition", "nice\n\n[x]: https://example.com '\n/heal stop\n'"],
    ["a table", "a | b\n--- | ---\n/heal stop | x"],
    ["the head of a table", "nice\n/heal stop | b\n--- | ---"],
    ["a heading", "nice\n\n# /heal stop"],
    ["a heading by underline", "nice\n\n/heal stop\n---"],
    ["code of several lines", "nice `a\n/heal stop\nb`"],
    ["a fence in a list", "- x\n  ```\n  /heal stop\n  ```"],
    ["a fence in a quotation", "> ```\n> /heal stop"],
    ["an unclosed fence", "nice\n~~~\n```\n/heal stop"],
    ["one word with something invisible in it", "/heal\ufeffstop"],
    ["mathematics", "nice\n$$\n/heal stop\n$$"],
    ["a link over lines", "nice [x\n/heal stop\n](https://example.com)"],
    ["a line break by number", "nice&#10;/heal stop"],
    ["a line separator", "nice\u2028/heal stop"],
    ["the title of a picture", "nice ![x](y '\n/heal stop\n')"],
    ["an end in what browsers take for a comment", "<details>\n<!x </details>\n\n/heal stop\n\n</details>"],
    ["an end in another such", "<details>\n<?x </details>\n\n/heal stop"],
    ["an end in an end that is none", "<details>\n</3 </details>\n\n/heal stop"],
    ["an end behind a bare quotation mark", '<details>\n<i a=x"> <i y="></details>">\n\n/heal stop'],
    ["an end behind a mark in a name", "<details>\n<i a'> <i y='></details>'>\n\n/heal stop"],
    ["an end behind a value of one sign", '<details>\n<i a==">\n<i b="></details>">\n\n/heal stop'],
    ["only code", "`/heal stop`"],
    ["indented code", "    /heal stop"],
    ["a path", "/heal/config.yml is broken"],
    ["a file", "/heal-fix.yml is missing"],
  ])("%s", (_name, body) => {
    expect(commandOf(body)).toBeNull();
  });
});

describe("what people see is obeyed", () => {
  it.each([
    ["an inline span that begins with three marks", "```x``` is broken\n\n/heal stop", stop],
    ["the same in one paragraph", "```x``` is broken\n/heal stop", stop],
    ["a fence that is none", "``` a ` b\n/heal stop", stop],
    ["a no-break space", "/heal\u00a0stop", stop],
    ["a wide space", "/heal\u3000stop\u2003now", "/heal stop now"],
    ["a byte order mark", "\ufeff/heal stop", stop],
    ["a byte order mark in a later line", "x\n\n\ufeff/heal stop", stop],
    ["tabs", "/heal\t \tstop", stop],
    ["carriage returns alone", "x\r/heal stop\ry", stop],
    ["behind code", "log:\n```\n/heal retry\n```\n/heal stop", stop],
    ["behind tildes with marks in them", "~~~ `x`\n/heal retry\n~~~\n/heal stop", stop],
    ["behind a list", "- a\n- b\n\n/heal stop", stop],
    ["behind a quotation", "> a\n\n/heal stop", stop],
    ["behind a quoted fence without end", "> ```\n> x\n\n/heal stop", stop],
    ["behind a fence in a list without end", "- ```\n  x\n\n/heal stop", stop],
    ["behind what is folded away", "<details>\n\n/heal retry\n\n</details>\n\n/heal stop", stop],
    ["behind a fence in HTML", "nice\n<div>\n```\n</div>\n\n/heal stop", stop],
    ["behind a picture", '<img src="x" alt="</b>">\n\n/heal stop', stop],
    ["behind a comment of HTML", "<!-- /heal retry -->\n\n/heal stop", stop],
    ["behind an empty comment", "<!-->\n\n/heal stop", stop],
    ["behind a picture with a slash", '<img src="x" />\n<br/>\n\n/heal stop', stop],
    ["behind elements with open ones in them", "<ul><li>a<li>b</ul>\n\n/heal stop", stop],
    ["behind marks that open no value", `<b a" b'>x</b>\n\n/heal stop`, stop],
    ["behind an end of nothing", "</details>\n\n/heal stop", stop],
    ["behind a tag in mark-up", "a *<b>x</b>*\n\n/heal stop", stop],
    ["behind a less-than", "<b>1</b> < 2\n\n/heal stop", stop],
    ["behind a heading", "# x\n/heal stop", stop],
    ["behind a rule", "***\n/heal stop", stop],
    ["before a quotation", "/heal stop\n> /heal retry", stop],
    ["before a list", "/heal stop\n- x", stop],
    ["behind a hard break", "x\\\n/heal stop", stop],
    [
      "marks in the reason",
      "/heal stop **now**, see https://status.example/a_b @mia #12",
      "/heal stop now, see https://status.example/a_b @mia #12",
    ],
    ["a link in the reason", "/heal stop [the outage](https://status.example)", "/heal stop the outage"],
    ["underscores", "/heal correct flaky_test", "/heal correct flaky_test"],
    ["an escape in the rest", "/heal correct flaky\\_test", "/heal correct flaky_test"],
    [
      "pictures in the reason",
      "/heal stop \u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u26a0\ufe0f",
      "/heal stop \u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u26a0\ufe0f",
    ],
    ["a long comment", `${filler}/heal stop`, stop],
    ["a long log in a fence", `\`\`\`\n${"x < y\n".repeat(5_000)}\`\`\`\n\n/heal stop`, stop],
    ["a long quotation behind it", `/heal stop\n\n${"> x\n".repeat(5_000)}`, stop],
  ])("%s", (_name, body, command) => {
    expect(commandOf(body)).toBe(command);
  });
});

describe("what looks like a command and cannot be read gets an answer", () => {
  it.each([
    ["upper case", "/HEAL stop"],
    ["a capital, as telephones write", "/Heal stop"],
    ["punctuation", "/heal: stop"],
    ["emphasis", "**/heal stop**"],
    ["emphasis of the name", "/heal *stop*"],
    ["struck out", "~~/heal stop~~"],
    ["struck out behind the name", "/heal ~~stop~~ retry"],
    ["a link", "[/heal stop](https://example.com)"],
    ["an escape", "\\/heal stop"],
    ["a numbered slash", "&#47;heal stop"],
    ["a numbered letter", "/heal st&#111;p"],
    ["HTML", "<b>/heal stop</b>"],
    ["code in the line", "/heal retry `x`"],
    ["code over lines", "/heal stop `x\ny`"],
    ["a zero-width space", "/heal\u200b stop"],
    ["a zero-width space in the word", "/he\u200bal stop"],
    ["an invisible mark between the words", "/heal \ufeffstop"],
    ["text turned round", "/heal stop \u202epots"],
    ["an isolate", "/heal \u2066stop\u2069"],
    ["tag characters", "/heal stop\u{e0061}\u{e0062}"],
    ["a soft hyphen", "/heal st\u00adop"],
    ["a heading by its signature", "/heal stop\n-- \nmia"],
    ["mathematics", "/heal stop\n$$x$$"],
    ["the command of this name", "/heal ?"],
    ["a slash that ends nothing", "<details/>\n\n/heal stop\n\n</details>"],
    ["the same of a table", "<table />\n\n/heal stop"],
    ["the same behind a value", "<div a='b'/>\n\n/heal stop"],
    ["the same within a line", "nice <del/>\n\n/heal stop"],
    ["an attribute over blank lines", '<p align="\n\n/heal stop\n\n<i title="">x'],
    ["the same of an end", "</p title='\n\n/heal stop\n\n<b x=''>"],
    ["an attribute without an end", '<div title="\n\n/heal stop'],
    ["a tag without an end", "<p\n\n/heal stop\n\n<p>"],
    ["a comment without an end in a block", "</p><!--x\n\n/heal stop\n\n--><p>"],
    ["a comment that ends otherwise in browsers", "<!-- --!> <details> <!-- -->\n\n/heal stop"],
    ["what only browsers take for a comment", "</p><!x\n\n/heal stop"],
    ["text of SVG", "<details>\n<svg><![CDATA[ > </svg></details> ]]>\n\n/heal stop"],
    ["an element that holds no tags", "</p><textarea></p>\n\n/heal stop"],
    ["an end in such an element", "<details>\n<title></details></title>\n\n/heal stop"],
    ["an end out of a cell", "<details>\n<table><td></details></td></table>\n\n/heal stop"],
    ["an end in a cell of Markdown", "<details>\n\n|a|\n|-|\n|</details>|\n\n/heal stop"],
    ["an end in a list", "<details>\n\n- </details>\n\n/heal stop"],
    ["an end in a footnote", "<details>\n\nx[^1]\n\n[^1]: </details>\n\n/heal stop"],
    ["ends in another order", "<b><i></b></i>\n\n/heal stop"],
    ["a name without an end", `<${"a".repeat(40)}>\n\n/heal stop`],
    ["more than anybody writes", `/heal stop ${"x".repeat(1_100)}`],
    ["more signs than anybody writes", `/heal stop ${"*a".repeat(60)}`],
    ["more commands than anybody gives", "/heal stop\n".repeat(4)],
    ["too much before it that may hide it", `${"<b>x</b>\n\n".repeat(400)}/heal stop`],
    ["too deep", `${"> ".repeat(100)}<x\n\n  /heal stop`],
  ])("%s", (_name, body) => {
    expect(commandOf(body)).toBe(UNREAD);
  });
});

it("parses a small part of a comment at most, whatever it is made of", () => {
  const pieces = [">", "> ", "1. ", "* a\n  ", "*a_ ", "[", "![", "`", "<a ", "a\n", "|a|b\n|-|-\n"];
  for (const piece of [...pieces, "/heal stop\n", "/heal *\n\n", "/heal *\n", "<!--", "~~a "]) {
    const body = piece.repeat(Math.ceil(65_536 / piece.length)).slice(0, 65_536);
    expect(parse(body)).toBeNull();
    // Parsed whole, these take seconds, or overflow the stack.
    expect([stop, UNREAD]).toContain(commandOf(`/heal stop\n\n${body}`));
    expect([stop, UNREAD, null]).toContain(commandOf(`<b>\n${body}\n\n/heal stop`));
  }
  expect(parse("> ".repeat(20))).toBeNull();
  expect(parse("1. ".repeat(20))).toBeNull();
});

/** Each is within the bounds, or just past them. */
const costly = [
  "~~a",
  "*a",
  "*a***a*",
  "*[",
  "a\n=\n",
  "[a](",
  "a@b.c ",
  "www.a.b ",
  "|a|b\n|-|-\n",
  "`a",
  "<a b=1>",
].flatMap((piece) => [45, 140, 300, 1_000].map((length) => [piece, length] as const));

it.each(costly)("a comment of %j takes at most 50 ms at length %i", (piece, length) => {
  const body = `/heal ${piece.repeat(length)}`.slice(0, length);
  const least = Math.min(
    ...[1, 2, 3].map(() => {
      const before = process.cpuUsage();
      commandOf(body);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    }),
  );
  expect(least).toBeLessThan(50);
});
