import { isUtf8 } from "node:buffer";
import { z } from "zod";
import { HealError, reasonOf } from "../core/errors.js";
import { limits } from "../core/limits.js";
import { openZip, type ArchiveLimits } from "../logs/archive.js";
import { parsePatch, type Patch } from "./patch.js";

/** What `heal-fix.yml` says about its patch. */
const metaSchema = z.object({
  schema: z.literal(1),
  fixer: z.string().max(50),
  base: z.string().regex(/^[0-9a-f]{40}$/),
  key: z.string().max(200),
  command: z.string().max(1_000).nullish(),
});

/** What a patch must have been made for; each is compared exactly. */
export type PatchRequest = Pick<z.output<typeof metaSchema>, "fixer" | "base" | "key">;

/** Two files of text: a patch that passes the size check is far below, and deflate makes of text about a fifth. */
const FIX_ARCHIVE: ArchiveLimits = {
  entries: 10,
  entryBytes: limits.artifactBytes,
  totalBytes: 2 * limits.artifactBytes,
  ratio: 100,
  ratioFrom: 256 * 1024,
};

/**
 * Reads the zip of a `heal-patch` artifact: data of a repository's CI, trusted in nothing. Throws `HEAL_ARCHIVE_INVALID`
 * and, for a patch that is not UTF-8 or made for something else than was asked, `HEAL_INPUT_INVALID`.
 */
export async function readFixArtifact(zip: Buffer, asked: PatchRequest): Promise<Patch> {
  const entries = await openZip(zip, FIX_ARCHIVE);
  const read = async (name: string): Promise<Buffer> => {
    const [entry, twice] = entries.filter(({ path }) => path === name);
    if (!entry || twice) throw invalid(`the artifact has ${entry ? "more than one" : "no"} ${name}`);
    return entry.read();
  };
  const meta = readMeta((await read("meta.json")).toString("utf8"));
  for (const name of ["fixer", "base", "key"] as const)
    if (meta[name] !== asked[name])
      throw new HealError("HEAL_INPUT_INVALID", `the patch was made for another ${name}`);
  const bytes = await read("patch.diff");
  if (!isUtf8(bytes))
    throw new HealError(
      "HEAL_INPUT_INVALID",
      "the patch holds text that is not UTF-8; a person must change it",
    );
  const diff = bytes.toString("utf8");
  return diff.trim() === "" ? { files: [] } : parsePatch(diff);
}

function readMeta(text: string): z.output<typeof metaSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new HealError("HEAL_ARCHIVE_INVALID", `meta.json: ${reasonOf(error)}`, { cause: error });
  }
  const parsed = metaSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw invalid(`meta.json: ${parsed.error.issues[0]?.path.join(".") ?? ""} is not as documented`);
}

const invalid = (reason: string): HealError => new HealError("HEAL_ARCHIVE_INVALID", reason);
