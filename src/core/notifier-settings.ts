import { z } from "zod";
import { type Doc, setting } from "./setting-types.js";

/** What the settings need to know of a kind of notifier: its registry is the one in `escalation/notifiers/`. */
export interface NotifierSetting {
  readonly name: string;
  /** How it is written, for people. */
  readonly form: string;
  check(value: string, allowPrivate: boolean): boolean;
}

/** Where one notifier sends, with all that is secret about it. */
export interface NotifierTarget {
  kind: string;
  /** What stands behind the kind. */
  value: string;
}

const PREFIX = "HEAL_NOTIFY_";
const VARIABLE = /^HEAL_NOTIFY_([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)$/;
const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

export const notifyShape = {
  HEAL_NOTIFY_DEFAULT: setting(
    z
      .string()
      .transform((value) => value.split(",").map((part) => part.trim()))
      .pipe(z.array(z.string().regex(NAME, "is not a list of names such as `slack-oncall,pager`")).max(20))
      .optional(),
    {
      doc: "Names of notifiers, comma-separated: told of severity `error` and above where a repository names none or an alert has no repository, and always of a critical alert.",
    },
  ),
  HEAL_NOTIFY_ALLOW_PRIVATE: setting(
    z.enum(["true", "false"], "is neither `true` nor `false`").default("false"),
    {
      doc: "With `true` notifiers may send to private addresses, and without TLS.",
    },
  ),
};

/** `slack-oncall` -> `HEAL_NOTIFY_SLACK_ONCALL` */
const variableOf = (name: string): string => `${PREFIX}${name.replaceAll("-", "_").toUpperCase()}`;
const nameOf = (variable: string): string | null =>
  variable in notifyShape ? null : (VARIABLE.exec(variable)?.[1]?.toLowerCase().replaceAll("_", "-") ?? null);

export const isNotifier = (variable: string): boolean => nameOf(variable) !== null;

export const notifierDoc: Doc & { name: string } = {
  name: `${PREFIX}<NAME>`,
  doc: "Where the notifier of this name (`HEAL_NOTIFY_SLACK_ONCALL` is `slack-oncall`) sends, as the table of notifiers says.",
  secret: true,
};

/** The notifiers of an environment. Problems name variables, never what stands in them. */
export function readNotifiers(
  env: Readonly<Record<string, string | undefined>>,
  kinds: readonly NotifierSetting[],
  { allowPrivate, defaults }: { allowPrivate: boolean; defaults: readonly string[] },
): { notifiers: Record<string, NotifierTarget>; problems: string[] } {
  const notifiers: Record<string, NotifierTarget> = {};
  const problems: string[] = [];
  for (const [variable, text] of Object.entries(env)) {
    const name = nameOf(variable);
    if (name === null || text === undefined) continue;
    const [word = "", ...rest] = text.split(":");
    const [kind, value] = [kinds.find((one) => one.name === word), rest.join(":")];
    if (kind === undefined)
      problems.push(
        `${variable} begins with no kind of notifier (${kinds.map((one) => `${one.name}:`).join(", ")})`,
      );
    else if (!kind.check(value, allowPrivate)) problems.push(`${variable} has not the form \`${kind.form}\``);
    else notifiers[name] = { kind: kind.name, value };
  }
  for (const name of defaults)
    if (!(variableOf(name) in env))
      problems.push(`HEAL_NOTIFY_DEFAULT names ${name}, and ${variableOf(name)} is not set`);
  return { notifiers, problems };
}
