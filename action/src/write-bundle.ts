import { mkdir, writeFile } from "node:fs/promises";
import { bundle } from "./bundle.js";

await mkdir("action/dist", { recursive: true });
await writeFile("action/dist/index.js", await bundle(process.cwd()));
