import { wordsOf } from "./kinds.js";
import { AGENT_FOLDERS, AGENT_WORDS, ANYWHERE, FILES, OUTSIDE_SOURCES, POLICY_WORDS } from "./names.js";
import {
  PACKAGE_FOLDERS,
  PREPARING,
  PYTHON_MODULES,
  ROOT_PROGRAMS,
  SOURCE_ROOTS,
  TEST_FRAMEWORKS,
  TOOLS,
} from "./names.js";

/** What a program steers by the folders it stands in; null: nothing known. Folders here and below are in small letters. */
export function steeringFolder(folders: readonly string[]): string | null {
  const root = folders.findIndex((folder) => SOURCE_ROOTS.has(folder));
  for (const [i, folder] of folders.entries()) {
    if (folder.startsWith(".")) return "stands in a folder of a tool's settings";
    const what = ANYWHERE.get(folder);
    if (what !== undefined) return `stands in a folder of ${what}`;
    if (folder === "tasks" && /^(?:lib|mix)$/.test(folders[i - 1] ?? ""))
      return "stands among programs that pipelines run";
    if (OUTSIDE_SOURCES.has(folder) && (root === -1 || i < root))
      return `stands in ${JSON.stringify(folder)}, which is no folder of sources`;
    const tool = wordsOf(folder)[0] ?? "";
    if (TOOLS.has(tool) && (root === -1 || i < root)) return `stands in a folder of ${tool}`;
  }
  return null;
}

/** What a program steers by its own name; null: nothing known. */
export function steeringName(folders: readonly string[], name: string): string | null {
  const lower = name.normalize("NFKC").toLowerCase();
  if (lower.startsWith(".")) return "holds settings of a tool";
  if (/\.d\.[cm]?ts$|\.pyi$/.test(lower)) return "says what a type checker believes";
  if (/^[vur]\d[\d._]{0,20}__/.test(lower)) return "is a migration, which runs once and for good";
  if (FILES.has(lower)) return "is run or read by a tool because of its name";
  const words = wordsOf(name).slice(0, -1);
  const first = words[0] ?? "";
  const last = words.at(-1) ?? "";
  if (TOOLS.has(first)) return `is run or read by ${first}`;
  if (SETTINGS.test(lower) || (RC.test(lower) && !/^(?:src|arc)\./.test(lower)))
    return "holds settings of a tool";
  if (PREPARING.has(first) || PREPARING.has(last)) return "prepares what other code runs in";
  if (TEST_SUPPORT.test(lower)) return "supports all tests";
  if (isPackageRoot(folders) && (ROOT_PROGRAMS.has(first) || ROOT_PROGRAMS.has(last)))
    return "may be a program of the build or the pipeline";
  return null;
}
/** `app.config.ts`, `karma.conf.js`: a part of the name between dots. */
const SETTINGS =
  /\.(?:config|conf|rc|setup|teardown|workspace|preset|plugin|env|environment|reporter|global|stories)\.[^/]{1,60}$/;
/** `eslintrc.cjs`, `babelrc.js`. */
const RC = /rc\.[cm]?[jt]s$/;
const TEST_SUPPORT =
  /(?:^|[-_.])(?:tests?|specs?)[-_.]?(?:utils?|helpers?|support|base|case|data|env|main|kit|lib|common|runner|harness)(?:[-_.]|$)|^(?:globals?|helpers?|common|matchers?|assertions?)\.(?:test|spec)?/;

const isPackageRoot = (folders: readonly string[]): boolean =>
  folders.length === 0 || (folders.length === 2 && PACKAGE_FOLDERS.has(folders[0] ?? ""));

/** Whether a document is one that people decide about, or that coding agents take as instructions. */
export function steeringProse(folders: readonly string[], name: string): string | null {
  if (folders.some((folder) => folder.startsWith("."))) return "stands in a folder of a tool's settings";
  const words = wordsOf(name).slice(0, -1);
  if (folders.some((f) => AGENT_FOLDERS.has(f)) || words.some((word) => AGENT_WORDS.has(word)))
    return "may be taken as instructions by coding agents";
  if (words.some((word) => POLICY_WORDS.has(word))) return "states rights or duties";
  const lower = name.toLowerCase();
  return lower.startsWith(".") || FILES.has(lower) ? "is read by a tool because of its name" : null;
}

/** Whether a new file would be loaded in the place of a test framework or of a standard module. */
export function shadows(folders: readonly string[], name: string): string | null {
  const lower = name.toLowerCase();
  const stem = lower.slice(0, Math.max(0, lower.indexOf(".")));
  // Python, Ruby and C look through folders in order: the first of a name is taken.
  const byOrder = /\.(?:pyx?|rb|h|hpp|hh)$/.test(lower);
  if (folders.some((folder) => TEST_FRAMEWORKS.has(folder)) || (byOrder && TEST_FRAMEWORKS.has(stem)))
    return "would be loaded in the place of a test framework";
  if (byOrder && folders.length <= 1 && PYTHON_MODULES.has(stem))
    return "would be loaded in the place of a standard module";
  return null;
}
