/** Tags that documentation knows; any other word after `@` may be one that a tool obeys. */
const TAGS =
  /^@(?:param|returns?|throws|exception|see|since|deprecated|example|template|typeParam|type|typedef|property|prop|private|protected|public|internal|readonly|override|inheritDoc|default|link|author|summary|remarks|todo|yields?|async|callback|class|description)\b/;
const COMMENT = /^\s*(?:\/\/[/!]?|\/\*\*?!?|\*(?!\/)|#(?!\[)|--|;{1,3}|<!--)/;
/** `go:generate`, `jsx:h`: a word and a colon with no blank between it and the next. */
const ORDER = /^[\w-]{1,40}:[\w"'./-]/;
const TOOLS =
  /@(?:jest|vitest|ts|flow|noflow)\b|@(?:jest|vitest)-\w|@jsx|^(?:type|mypy|pyright|pylint|ruff|noqa|flake8|isort|rubocop|nolint|coverage|pragma|cgo|eslint[\w-]*|prettier[\w-]*|webpack\w+|vim|(?:Unordered )?[Oo]utput)\b:?/;

/**
 * Whether a line is a comment in the form of an order: a word with a colon and no blank (`go:generate`), a tag that
 * is no documentation's, an interpreter, a `+build`, a `# ///`, a `/// <reference`. Prose has none of these forms.
 */
export function isDirective(line: string): boolean {
  const mark = COMMENT.exec(line)?.[0];
  if (mark === undefined) return false;
  const text = line.slice(mark.length).trim();
  if (text.startsWith("@")) return !TAGS.test(text);
  if (mark.trim() === "#" && line.trim().startsWith("#!")) return true;
  if (/^https?:\/\//.test(text)) return false;
  return ORDER.test(text) || TOOLS.test(text) || /^\/{3}|^<(?:reference|amd)|^\+\w|^-\*-/.test(text);
}
