import { expect, it } from "@jest/globals";
import { reusedSecrets } from "../../src/core/reused.js";
import { parseSettings } from "../../src/intake/settings.js";

const [A, B] = ["a".repeat(40), "b".repeat(40)] as const;

it.each<[Record<string, string>, string[]]>([
  [{}, []],
  [{ HEAL_API_TOKEN: A, WEBHOOK_SECRET: B, HEAL_SOURCE_SNS_SECRET: `${A}x,${A}x` }, []],
  [
    { HEAL_API_TOKEN: A, HEAL_SOURCE_SENTRY_SECRET: `${B},${A}` },
    ["HEAL_API_TOKEN and HEAL_SOURCE_SENTRY_SECRET"],
  ],
  [
    { HEAL_SOURCE_SENTRY_SECRET: B, HEAL_SOURCE_GENERIC_SECRET: B },
    ["HEAL_SOURCE_SENTRY_SECRET and HEAL_SOURCE_GENERIC_SECRET"],
  ],
])("%j", (env, names) => {
  const parsed = parseSettings(env);
  expect(parsed.ok && reusedSecrets(parsed.settings)).toEqual(names);
});
