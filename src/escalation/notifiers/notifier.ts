import { oneLine } from "../../core/text.js";
import { redact } from "../../core/redact.js";
import type { Message } from "../message.js";
import type { Sending } from "../sending.js";
import { scrub } from "../wire/scrub.js";
import type { Wire } from "../wire/wire.js";

export interface Notifier {
  /** Tells it once. Does not throw; no reason holds anything secret. */
  notify(message: Message): Promise<Sending>;
}

/** A way to tell people; what stands behind `kind:` in `HEAL_NOTIFY_<NAME>` says where. */
export interface NotifierKind {
  readonly name: string;
  /** For people: what it sends, and where. */
  readonly doc: string;
  /** How the setting is written, with `kind:` in front. */
  readonly form: string;
  /** The vendor's page. */
  readonly documentation: string;
  /** What a message that is sent twice does: after a crash, or when an answer is lost. */
  readonly repeated: string;
  /** Whether the rest of a setting has the form. `allowPrivate`: what is not encrypted has it too. */
  check(value: string, allowPrivate: boolean): boolean;
  /** Of a value that has the form. */
  open(value: string, wire: Wire): Notifier;
}

interface Definition<Target> extends Omit<NotifierKind, "check" | "open"> {
  /** Where to send; null: the value has not the form. */
  read: (value: string, allowPrivate: boolean) => Target | null;
  send: (target: Target, message: Message, wire: Wire) => Promise<Sending>;
}

const REASON_MAX = 300;
/** More than any vendor shows of one text. */
const TEXT_MAX = 4_000;

/** Texts are lines: whatever would end one, move a cursor or turn text round is gone before a notifier sees it. */
const inLines = (message: Message): Message => {
  const line = (text: string | null): string | null => (text === null ? null : oneLine(text, TEXT_MAX));
  return {
    ...message,
    title: oneLine(message.title, TEXT_MAX),
    ...{ service: line(message.service), environment: line(message.environment) },
    ...{ repository: line(message.repository), cause: line(message.cause), doing: line(message.doing) },
  };
};

export function defineNotifier<Target>({ read, send, ...named }: Definition<Target>): NotifierKind {
  return {
    ...named,
    check: (value, allowPrivate) => read(value, allowPrivate) !== null,
    open(value, wire) {
      const target = read(value, wire.allowPrivate);
      if (target === null) throw new Error(`a setting of ${named.name} has not its form`);
      return {
        async notify(message) {
          const sending = await send(target, inLines(message), wire);
          if (sending.state === "sent") return sending;
          // What the far side says may hold what it was sent.
          return { ...sending, reason: oneLine(redact(scrub(sending.reason, value)), REASON_MAX) };
        },
      };
    },
  };
}
