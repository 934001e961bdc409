import { build } from "esbuild";

/**
 * The text of `action/dist/index.js`, made from the sources below `root`, the repository's top folder.
 * The committed file is this; a test compares the two.
 */
export async function bundle(root: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["action/src/main.ts"],
    bundle: true,
    write: false,
    platform: "node",
    target: "node24",
    format: "esm",
    banner: { js: "// Generated from action/src: npm run build && node dist/action/src/write-bundle.js" },
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error("esbuild made no file");
  return file.text;
}
