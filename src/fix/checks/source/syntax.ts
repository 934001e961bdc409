/** How a family of languages writes comments and strings; enough to tell code from text. */
export interface Syntax {
  lineComments: string[];
  blockComments: [open: string, close: string][];
  /** Block comments may hold block comments (Rust, Kotlin). */
  nested?: boolean;
  /** Delimiters in the order they are tried: longer ones first. */
  strings: { open: string; close: string; escape: boolean; multiline: boolean }[];
  /** `/.../` after an operator is a pattern, not a division (JavaScript, Ruby). */
  regexLiterals?: boolean;
  /** `'` opens a string only when it closes within a character: otherwise it is a lifetime (Rust). */
  charLiterals?: boolean;
}

const string = (
  open: string,
  options: Partial<Syntax["strings"][number]> = {},
): Syntax["strings"][number] => ({
  open,
  close: open,
  escape: true,
  multiline: false,
  ...options,
});
const single = string("'");
const double = string('"');
const cComments: Pick<Syntax, "lineComments" | "blockComments"> = {
  lineComments: ["//"],
  blockComments: [["/*", "*/"]],
};

export const javascript: Syntax = {
  ...cComments,
  strings: [single, double, string("`", { multiline: true })],
  regexLiterals: true,
};
export const python: Syntax = {
  lineComments: ["#"],
  blockComments: [],
  strings: [string('"""', { multiline: true }), string("'''", { multiline: true }), single, double],
};
export const go: Syntax = {
  ...cComments,
  strings: [string("`", { multiline: true, escape: false }), single, double],
};
export const java: Syntax = { ...cComments, strings: [string('"""', { multiline: true }), single, double] };
export const kotlin: Syntax = { ...java, nested: true };
export const ruby: Syntax = {
  lineComments: ["#"],
  blockComments: [["\n=begin", "\n=end"]],
  strings: [string("'", { multiline: true }), string('"', { multiline: true })],
  regexLiterals: true,
};
export const rust: Syntax = {
  ...cComments,
  nested: true,
  charLiterals: true,
  strings: [
    { open: 'r##"', close: '"##', escape: false, multiline: true },
    { open: 'r#"', close: '"#', escape: false, multiline: true },
    { open: 'r"', close: '"', escape: false, multiline: true },
    string('"', { multiline: true }),
  ],
};
export const php: Syntax = {
  lineComments: ["//", "#"],
  blockComments: [["/*", "*/"]],
  strings: [string("'", { multiline: true }), string('"', { multiline: true })],
};
export const csharp: Syntax = {
  ...cComments,
  strings: [
    string('"""', { multiline: true, escape: false }),
    { open: '@"', close: '"', escape: false, multiline: true },
    single,
    double,
  ],
};
