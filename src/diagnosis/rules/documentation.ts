import type { Rule } from "../rule.js";

/** Documentation could not be built, or a link or example in it is broken. */
export const documentation: Rule = {
  category: "documentation",
  verdict: [
    /Failed to execute goal .{0,80}:maven-(?:javadoc|site)-plugin/,
    /^Execution failed for task '[^']{0,200}:\w*(?:[jJ]ava[dD]oc|[dD]okka|asciidoctor)\w*'/,
  ],
  strict: [
    // lychee, old and new; the status stands in brackets
    /^#{2,3} Errors (?:per input|in )/,
    /^\s{0,6}(?:\* )?\[(?:4\d\d|5\d\d|ERR|ERROR)\] (?:\[?https?:|file:|mailto:|<)/,
    /\bIssues found in \d+ inputs?\b/,
    /^\| 🚫 Errors\s+\| [1-9]/u,
    /^HTML-Proofer found [1-9]\d* failures?!/,
    /\binternally linking to \S{1,300}, which does not exist\b/,
    /^\(\s{0,20}\S{0,200}: line\s{1,8}\d{1,6}\) broken\s+https?:/,
    /\bDocusaurus found broken (?:links|anchors)\b/,
    /\berror: unresolved link to `/,
    /^WARNING\s{1,4}-\s{1,4}Doc file '.{1,200}' contains (?:a|an unrecognized relative) link\b/,
    /^Result\s+Error: [45]\d\d /,
    /\bwarning treated as error, aborting now\b/,
    // R CMD check, and rcmdcheck's list of what it found (r-source: src/library/tools/R/check.R and QC.R)
    /^(?:\*|❯) checking (?:Rd |(?:PDF|HTML) version of manual|for missing documentation|for code\/documentation).{0,80}\.\.\. (?:\[.{1,20}\] )?(?:WARNING|ERROR)$/,
    /^\s{0,4}(?:Undocumented (?:arguments in |code objects:|data sets:|S4 )|Codoc mismatches from |Documented arguments not in \\usage in )/,
    // Doxygen without that option, Antora and Asciidoctor, Hugo
    /: (?:warning|error): (?:explicit link request to|unable to resolve (?:reference|link) to|.{1,120} is not documented\b|documented symbol|argument '.{1,80}' of command @param|[Ff]ound unknown command)/,
    /\b(?:target of xref not found|possible invalid reference|include file not found|unresolved xref): \S/,
    /\bREF_NOT_FOUND\b|^Error: error building site\b|\bfailed to (?:render (?:pages|shortcode)|extract shortcode|process shortcode)\b/,
    /^build finished with problems, \d+ (?:warning|error)s?\b/,
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
