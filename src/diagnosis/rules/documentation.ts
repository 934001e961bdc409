import type { Rule } from "../rule.js";

/** Documentation could not be built, or a link or example in it is broken. */
export const documentation: Rule = {
  category: "documentation",
  verdict: [
    /Failed to execute goal .{0,80}:maven-(?:javadoc|site)-plugin/,
    /^Execution failed for task '[^']{0,200}:\w*(?:[jJ]ava[dD]oc|[dD]okka|asciidoctor)\w*'/,
  ],
  strict: [
    /^(?:Warning, treated as error|Sphinx error|reStructuredText error)/,
    /\.(?:rst|md):\d*:? ?(?:WARNING|ERROR): /,
    /\b(?:broken|dead) links?\b/i,
    /^> Links $/,
    /^ERROR: \d+ dead links? found/i,
    /\bMkDocs\b.{1,40}\b(?:aborted|error)/i,
    /\bAborted with \d+ (?:warnings|errors) in strict mode\b/,
    /\bjavadoc: error\b|\berror: .{0,60}(?:bad use of '>'|malformed HTML|unknown tag|reference not found|no @(?:param|return))/,
    /^\[✖\] \S{1,300} → Status: \d/,
    /\bLiquid Exception: /,
    /\bMD\d{3}\/[a-z-]{3,40}\b/,
    /\brustdoc\b.{1,60}\bunresolved link\b/,
  ],
  generic: [/\bdoc(?:s|umentation)? (?:build )?(?:failed|error)/i],
};
