import type { NotifierSettings } from "../core/settings.js";
import type { Message } from "./message.js";
import { notifierKinds } from "./notifiers/index.js";
import type { Notifier } from "./notifiers/notifier.js";
import type { Sending } from "./sending.js";
import type { Wire } from "./wire/wire.js";

/** The notifiers that the operator configured, by name. */
export interface Notifiers {
  readonly names: readonly string[];
  /** For what has no repository, or one that names none. */
  readonly defaults: readonly string[];
  send(name: string, message: Message): Promise<Sending>;
}

export const noNotifiers: Notifiers = {
  names: [],
  defaults: [],
  send: () => Promise.resolve({ state: "refuse", reason: "no notifier is configured" }),
};

export function createNotifiers(settings: NotifierSettings, wire: Wire): Notifiers {
  const open = new Map<string, Notifier>();
  for (const [name, { kind, value }] of Object.entries(settings.notifiers)) {
    const known = notifierKinds.find((one) => one.name === kind);
    if (known === undefined) throw new Error(`there is no notifier of kind ${kind}`);
    open.set(name, known.open(value, wire));
  }
  return {
    names: [...open.keys()],
    defaults: settings.HEAL_NOTIFY_DEFAULT ?? [],
    send: async (name, message) =>
      (await open.get(name)?.notify(message)) ?? {
        state: "refuse",
        reason: `no notifier is called ${name} any more`,
      },
  };
}
