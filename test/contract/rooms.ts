import { readFile } from "node:fs/promises";
import { z } from "zod";
import { packageFile } from "../../src/core/paths.js";

const names = z.array(z.string());
const rooms = z.strictObject({
  /** Each may import itself and the rooms before it. */
  pure: names,
  ports: names,
  doing: names,
  edges: names,
  /** Stand in no room. */
  files: names,
  allowed: z.array(z.strictObject({ from: z.string(), to: z.string(), why: z.string() })),
  knownCircles: z.array(names),
});
export type Rooms = z.output<typeof rooms>;

/** The rooms of `src/`, as `.dependency-cruiser.cjs` reads them. */
export const readRooms = async (): Promise<Rooms> =>
  rooms.parse(JSON.parse(await readFile(packageFile("test/contract/rooms.json"), "utf8")));
