import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { format } from "prettier";
import { kinds } from "./kinds/index.js";
import { namesOf } from "./names.js";

export type Created = { paths: string[]; next: readonly string[] } | { refused: string };

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Writes the files of a new thing of a kind into a checkout, and its lines into the lists: all of it, or nothing. */
export async function create(root: string, kind: string, name: string): Promise<Created> {
  const known = kinds.find((one) => one.name === kind);
  if (!known) return { refused: `there is no kind ${kind}: ${kinds.map((one) => one.name).join(", ")}` };
  const names = namesOf(name);
  if (!names)
    return { refused: `${JSON.stringify(name)} is no name like disk-full, of at most 40 characters` };
  const made = known.make(names);
  if (typeof made === "string") return { refused: made };

  const texts = new Map<string, string>();
  for (const [path, text] of Object.entries(made.files)) {
    if (await exists(join(root, path))) return { refused: `${path} is there already` };
    texts.set(path, text);
  }
  for (const [path, edits] of Object.entries(made.edits))
    texts.set(
      path,
      edits.reduce((text, edit) => edit(text), await readFile(join(root, path), "utf8")),
    );
  const formatted = await Promise.all(
    [...texts].map(async ([path, text]) => [path, await formattedAs(path, text)] as const),
  );
  for (const [path, text] of formatted) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return { paths: formatted.map(([path]) => path), next: made.next };
}

/** As `.prettierrc.json` says; views are not formatted. */
const formattedAs = async (path: string, text: string): Promise<string> =>
  path.endsWith(".hbs") ? text : format(text, { filepath: path, printWidth: 110 });
