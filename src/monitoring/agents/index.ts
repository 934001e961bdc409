import type { CreateAgent } from "./agent.js";
import { ci } from "./ci.js";
import { database } from "./database.js";
import { disk } from "./disk.js";
import { intake } from "./intake.js";
import { queue } from "./queue.js";
import { runtime } from "./runtime.js";

/** One a file of this folder. */
export const agents: Readonly<Record<string, CreateAgent>> = { ci, database, disk, intake, queue, runtime };
