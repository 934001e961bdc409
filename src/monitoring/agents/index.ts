import type { CreateAgent } from "./agent.js";
import { ci } from "./ci.js";
import { codegen } from "./codegen.js";
import { database } from "./database.js";
import { disk } from "./disk.js";
import { github } from "./github.js";
import { intake } from "./intake.js";
import { notifiers } from "./notifiers.js";
import { queue } from "./queue.js";
import { runtime } from "./runtime.js";
import { services } from "./services.js";

/** One a file of this folder. */
export const agents: Readonly<Record<string, CreateAgent>> = {
  ci,
  codegen,
  database,
  disk,
  github,
  intake,
  notifiers,
  queue,
  runtime,
  services,
};
