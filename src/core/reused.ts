import { secretName, type Settings } from "./settings.js";

/** Names of settings that hold the same secret: whoever is given it for one door can open the other. */
export function reusedSecrets(settings: Settings): string[] {
  const holders = new Map<string, string[]>();
  const add = (name: string, secrets: readonly (string | undefined)[]): void => {
    for (const secret of new Set(secrets))
      if (secret !== undefined) holders.set(secret, [...(holders.get(secret) ?? []), name]);
  };
  add("HEAL_API_TOKEN", [settings.HEAL_API_TOKEN]);
  add("WEBHOOK_SECRET", [settings.WEBHOOK_SECRET]);
  for (const [source, secrets] of Object.entries(settings.sourceSecrets))
    add(secretName(source), secrets ?? []);
  return [...holders.values()].filter((names) => names.length > 1).map((names) => names.join(" and "));
}
