import { business } from "./business.js";
import { chats } from "./chats.js";
import { clouds } from "./clouds.js";
import { forges } from "./forges.js";
import { identity } from "./identity.js";
import type { Kind } from "./kind.js";
import { models } from "./models.js";
import { monitoring } from "./monitoring.js";
import { registries } from "./registries.js";

/** Every kind that its own look gives away, the narrower before the wider. */
export const kinds: readonly Kind[] = [
  ...forges,
  ...models,
  ...registries,
  ...clouds,
  ...identity,
  ...chats,
  ...business,
  ...monitoring,
];
