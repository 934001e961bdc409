import { spawnSync } from "node:child_process";
import { create } from "./create.js";
import { kinds } from "./kinds/index.js";

/** `npm run new <kind> <name>` */
const [kind, name, ...rest] = process.argv.slice(2);
if (kind === undefined || name === undefined || rest.length > 0) {
  console.error("npm run new <kind> <name>\n");
  for (const one of kinds) console.error(`  ${one.name.padEnd(9)} ${one.says}`);
  process.exitCode = 2;
} else {
  const created = await create(process.cwd(), kind, name);
  if ("refused" in created) {
    console.error(created.refused);
    process.exitCode = 1;
  } else {
    for (const path of created.paths) console.log(path);
    // The README's tables and the schema of heal.yml are made from the lists.
    process.exitCode = spawnSync("npm", ["run", "--silent", "docs"], { stdio: "inherit" }).status ?? 1;
    console.log(["", "Next:", ...created.next.map((one) => `- ${one}`), "- npm run check"].join("\n"));
  }
}
