import { allow, refuse, type Guard } from "../context.js";

/** heal never acts on the failure of what it started itself. */
export const lineage: Guard = (_candidate, { own }) =>
  own ? refuse("this failure comes from heal's own action") : allow("not of heal's making");
