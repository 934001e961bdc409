import yauzl from "yauzl";
import { z } from "zod";
import { HealError, reasonOf } from "../core/errors.js";
import { limits } from "../core/limits.js";
import { parsePatch, type Patch } from "./patch.js";

/** What `heal-fix.yml` says about its patch. */
const metaSchema = z.object({
  schema: z.literal(1),
  fixer: z.string().max(50),
  base: z.string().regex(/^[0-9a-f]{40}$/),
  key: z.string().max(200),
  command: z.string().max(1_000).nullish(),
});

export interface FixArtifact {
  patch: Patch;
  meta: z.output<typeof metaSchema>;
}

/** Reads the zip of a `heal-patch` artifact: data of a repository's CI, trusted in nothing. Throws `HEAL_ARCHIVE_INVALID`. */
export async function readFixArtifact(zip: Buffer): Promise<FixArtifact> {
  const files = await unzip(zip, ["patch.diff", "meta.json"]);
  const [diff, meta] = [files.get("patch.diff"), files.get("meta.json")];
  if (diff === undefined || meta === undefined)
    throw new HealError("HEAL_ARCHIVE_INVALID", "the artifact lacks patch.diff or meta.json");
  let json: unknown;
  try {
    json = JSON.parse(meta);
  } catch (error) {
    throw new HealError("HEAL_ARCHIVE_INVALID", `meta.json: ${reasonOf(error)}`, { cause: error });
  }
  const parsed = metaSchema.safeParse(json);
  if (!parsed.success)
    throw new HealError(
      "HEAL_ARCHIVE_INVALID",
      `meta.json: ${parsed.error.issues[0]?.path.join(".") ?? ""} is not as documented`,
    );
  return { patch: diff.trim() === "" ? { files: [] } : parsePatch(diff), meta: parsed.data };
}

async function unzip(bytes: Buffer, wanted: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  try {
    const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      if (!wanted.includes(entry.fileName)) continue;
      if (entry.uncompressedSize > limits.artifactBytes)
        throw new HealError(
          "HEAL_ARCHIVE_INVALID",
          `${entry.fileName} unpacks to ${entry.uncompressedSize} bytes`,
        );
      const chunks: Buffer[] = [];
      for await (const chunk of await zip.openReadStreamPromise(entry))
        chunks.push(Buffer.from(chunk as Uint8Array));
      found.set(entry.fileName, Buffer.concat(chunks).toString("utf8"));
    }
  } catch (error) {
    throw error instanceof HealError
      ? error
      : new HealError("HEAL_ARCHIVE_INVALID", reasonOf(error), { cause: error });
  }
  return found;
}
