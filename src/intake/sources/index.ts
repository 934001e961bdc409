import type { Source } from "../source.js";
import { alertmanager } from "./alertmanager/index.js";
import { generic } from "./generic/index.js";
import { github } from "./github/index.js";

/** Every source with a secret of its own: a contract test compares this list with the folder. */
export const sources: readonly Source[] = [github, alertmanager, generic];
