import { fromMarkdown } from "mdast-util-from-markdown";
import type { Nodes } from "mdast";
import { extensionOf } from "../allowed/kinds.js";
import { roleOf } from "../allowed/role.js";
import { addedLines, removedLines, type PatchFile } from "../patch.js";
import { isAgent, type Check, type CheckContext } from "./check.js";
import { losesExample } from "./source/examples.js";
import { versions } from "./versions.js";

/** Text is for its readers: what tools run in it (examples, code, HTML, templates, front matter) is a person's. */
export const plainProse: Check = {
  name: "plain-prose",
  says: "in documents only text changes, no code, example, HTML or template",
  run: ({ files }, context) =>
    isAgent(context)
      ? files.flatMap((file) => {
          const { path } = file;
          if (file.status === "removed" || file.diff === null || roleOf(path).kind !== "prose") return [];
          const why = refusal(file, context);
          return why === null
            ? []
            : [{ path, reason: `${JSON.stringify(path)} ${why}: a person must look at it` }];
        })
      : [],
};

/** Templates of site generators; what they hold is run when the pages are built. */
const TEMPLATE = /\{\{|\{%|<%|\{</;
/** reStructuredText and AsciiDoc steer by the beginning of a line and by indentation. */
const STEERS =
  /^\s|^\.\.|::\s*$|^(?:include|image|ifdef|ifndef|ifeval|eval)::|^:[\w-]+:|^-{4}|`{3}|>>>|<\w|`[^`]+`_|^[\w-]+:$/;

function refusal(file: PatchFile, context: CheckContext): string | null {
  const added = addedLines(file);
  if (added.some(({ text }) => TEMPLATE.test(text))) return "has a new template in it";
  const extension = extensionOf(file.path);
  const { before, after, complete } = versions(file, context);
  if (losesExample(before, after)) return "has another example, which may be run as a test";
  if (extension === "md") {
    if (!complete) return "is not shown whole, so code in it cannot be told from text";
    return JSON.stringify(parts(before)) === JSON.stringify(parts(after))
      ? null
      : "has other code or HTML in it";
  }
  if (!["rst", "adoc", "txt"].includes(extension)) return null;
  return [...added, ...removedLines(file)].some(({ text }) => text !== "" && STEERS.test(text))
    ? "changes a line that may be read as a directive"
    : null;
}

/** Everything of a Markdown text that is not words: code, HTML, and the settings at its beginning. */
function parts(text: string): string[] {
  const found: string[] = /^---[\w ]*\n[\s\S]*?\n---/.exec(text)?.slice(0, 1) ?? [];
  const walk = (node: Nodes): void => {
    if (node.type === "code") found.push(`${node.lang ?? ""} ${node.meta ?? ""}\n${node.value}`);
    else if (node.type === "html") found.push(node.value);
    else if ("children" in node) node.children.forEach(walk);
  };
  walk(fromMarkdown(text));
  return found;
}
