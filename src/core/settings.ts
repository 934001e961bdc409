import { z } from "zod";
import { modes } from "./mode.js";

/** Alert sources with a door of their own at `/api/alerts/<name>`. */
export const ALERT_SOURCES = [
  "alertmanager",
  "grafana",
  "sentry",
  "datadog",
  "pagerduty",
  "opsgenie",
  "sns",
  "cloudevents",
  "generic",
] as const;
export type AlertSource = (typeof ALERT_SOURCES)[number];

/** Shorter secrets can be guessed offline from one signed body. 32 characters: 128 bits even in hexadecimal. */
const SECRET_MIN = 32;
/** A token can only be tried against the running server. */
const TOKEN_MIN = 16;

/** Read by this repository's tests and evaluations, so an environment that has them is not a mistake. */
const OF_THE_REPOSITORY: readonly string[] = ["HEAL_DATASETS", "HEAL_TEST_REDIS_URL"];

interface Doc {
  doc: string;
  secret?: boolean;
  /** Shown in the table instead of the schema's default. */
  default?: string;
}

const setting = <T extends z.ZodType>(schema: T, doc: Doc): T => schema.meta({ heal: doc });

const text = z.string().min(1, "is empty; remove it or give it a value");
const url = (...protocols: string[]) =>
  text.refine(
    (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
    `is not a URL; give one like ${protocols[0]}//host`,
  );
const web = url("https:", "http:");
const GENERATE = "e.g. `openssl rand -hex 32`";
/** Names of things stand in messages, policies and logs, however long they are. */
const IDENTIFIER = /^(?:arn:|https?:\/\/)/i;
const random = (min: number) =>
  z
    .string()
    .refine((value) => value.length > 0, `is empty; set it to a random value, ${GENERATE}`)
    .refine((value) => !IDENTIFIER.test(value), `is the name of something, which is no secret; ${GENERATE}`)
    .refine((value) => value !== "development", "is Probot's example; set it to a random value of your own")
    .refine(
      (value) => value === "" || value === "development" || value.length >= min,
      `is shorter than ${min} characters; set it to a random value, ${GENERATE}`,
    );
const secret = random(SECRET_MIN);
/** While rotating, the new and the old secret are both good. */
const listOf = (entry: z.ZodString) =>
  z
    .string()
    .transform((value) => value.split(",").map((part) => part.trim()))
    .pipe(z.array(entry));
const secrets = listOf(secret);
/** Topics whose signed messages are let in stand beside the secrets, and open nothing by themselves. */
const TOPIC = /^arn:aws[a-z-]{0,20}:sns:[a-z\d-]{1,40}:\d{12}:[\w.-]{1,256}$/;
const secretsAndTopics = listOf(
  z.string().superRefine((value, context) => {
    if (TOPIC.test(value)) return;
    for (const { message } of secret.safeParse(value).error?.issues ?? [])
      context.addIssue({ code: "custom", message });
  }),
);
/** `host` or `host:port`; IPv6 addresses in brackets. */
const hosts = z
  .string()
  .transform((value) => value.split(",").map((part) => part.trim().toLowerCase()))
  .pipe(
    z.array(
      z
        .string()
        .regex(
          /^(?:[a-z0-9_.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/,
          "is not a list of hosts; give it as `host` or `host:port`, separated by commas",
        ),
    ),
  );
const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `is not a number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `is not a number from ${min} to ${max}`);

const sourceSecrets = Object.fromEntries(
  ALERT_SOURCES.map((name) => [
    `HEAL_SOURCE_${name.toUpperCase()}_SECRET`,
    setting((name === "sns" ? secretsAndTopics : secrets).optional(), {
      doc:
        name === "sns"
          ? "Secrets of `POST /api/alerts/sns`, and ARNs of topics to take signed messages of, comma-separated; without one it is off."
          : `Secrets of \`POST /api/alerts/${name}\`, comma-separated while rotating; without one the source is off.`,
      secret: true,
    }),
  ]),
) as Record<`HEAL_SOURCE_${Uppercase<AlertSource>}_SECRET`, z.ZodOptional<typeof secrets>>;

const shape = {
  APP_ID: setting(integer(1, 999_999_999_999).optional(), {
    doc: "The GitHub App's id; without it heal takes in alerts only.",
  }),
  PRIVATE_KEY: setting(text.optional(), {
    doc: "The App's private key (PEM; `\\n` may stand for line ends).",
    secret: true,
  }),
  PRIVATE_KEY_PATH: setting(text.optional(), {
    doc: "A file with the App's private key, instead of `PRIVATE_KEY`.",
  }),
  WEBHOOK_SECRET: setting(secret.optional(), {
    doc: "The App's webhook secret, at least 32 characters; needed with `APP_ID`.",
    secret: true,
  }),
  GHE_HOST: setting(
    text
      .regex(/^[a-z0-9.-]{1,253}(?::\d{1,5})?$/i, "is not a host name; give it without a protocol")
      .optional(),
    { doc: "Host of a GitHub Enterprise Server, instead of github.com." },
  ),
  GHE_PROTOCOL: setting(z.enum(["https", "http"], "is neither `https` nor `http`").default("https"), {
    doc: "Protocol for `GHE_HOST`.",
  }),
  HOST: setting(text.default("127.0.0.1"), { doc: "Address to listen on; `0.0.0.0` in a container." }),
  PORT: setting(integer(0, 65_535).prefault("3000"), { doc: "Port to listen on." }),
  LOG_LEVEL: setting(
    z
      .enum(
        ["trace", "debug", "info", "warn", "error", "fatal"],
        "is none of trace, debug, info, warn, error, fatal",
      )
      .default("info"),
    { doc: "Least severe log lines written: `trace`, `debug`, `info`, `warn`, `error` or `fatal`." },
  ),
  DATABASE_URL: setting(url("postgresql:", "postgres:").optional(), {
    doc: "A PostgreSQL of your own, 14 or newer.",
    default: "an embedded PostgreSQL in `HEAL_DATA_DIR`",
    secret: true,
  }),
  HEAL_DATA_DIR: setting(text.default(".heal"), { doc: "Everything heal writes is in this folder." }),
  HEAL_QUEUE_REDIS_URL: setting(url("redis:", "rediss:").optional(), {
    doc: "Wake workers by Bull on this Redis instead of by PostgreSQL.",
    secret: true,
  }),
  HEAL_API_TOKEN: setting(random(TOKEN_MIN).optional(), {
    doc: "Bearer token of the read API and the dashboard; without it they answer loopback only.",
    secret: true,
  }),
  HEAL_PUBLIC_URL: setting(web.optional(), {
    doc: "Where people reach this server; issues and pull requests link to it.",
    default: "`http://HOST:PORT`",
  }),
  HEAL_GENERIC_MAPPING: setting(text.optional(), {
    doc: "A JSON file that says where the fields of `generic` alerts stand.",
  }),
  HEAL_MODE: setting(z.enum(modes, `is none of ${modes.join(", ")}`).default("observe"), {
    doc: "What heal may do at most: `off`, `observe`, `suggest` or `act`; a repository's own mode can only be stricter.",
  }),
  HEAL_CODEGEN_URL: setting(web.default("https://api.codegen.com"), { doc: "The coding agent's API." }),
  HEAL_CODEGEN_TOKEN: setting(text.optional(), {
    doc: "Token of the coding agent; without it and `HEAL_CODEGEN_ORG_ID` the agent is off.",
    secret: true,
  }),
  HEAL_CODEGEN_ORG_ID: setting(text.regex(/^[\w-]{1,64}$/, "is not an organisation's id").optional(), {
    doc: "Organisation at the coding agent.",
  }),
  HEAL_MONITOR_ALLOW: setting(hosts.optional(), {
    doc: "Hosts (`host` or `host:port`, comma-separated) that `heal.yml` may have watched though their address is private; metadata addresses never.",
    default: "public addresses only",
  }),
  ...sourceSecrets,
};

export const settingsSchema = z.object(shape).superRefine((values, context) => {
  const refuse = (name: keyof typeof shape, message: string): void =>
    context.addIssue({ code: "custom", path: [name], message });
  if (values.APP_ID !== undefined) {
    if (values.WEBHOOK_SECRET === undefined)
      refuse("WEBHOOK_SECRET", "is not set, and APP_ID is; set it to the App's webhook secret");
    if (values.PRIVATE_KEY === undefined && values.PRIVATE_KEY_PATH === undefined)
      refuse("PRIVATE_KEY", "is not set, and APP_ID is; set it or PRIVATE_KEY_PATH to the App's private key");
  }
});

export type Settings = Readonly<z.output<typeof settingsSchema>>;
export type SettingsResult = { ok: true; settings: Settings } | { ok: false; problems: string[] };

/** Pure: reads no file and no environment. A problem is one sentence that names the variable, never its value. */
export function parseSettings(env: Readonly<Record<string, string | undefined>>): SettingsResult {
  const unknown = Object.keys(env)
    .filter(
      (name) =>
        name.startsWith("HEAL_") &&
        !(name in shape) &&
        !OF_THE_REPOSITORY.includes(name) &&
        env[name] !== undefined,
    )
    .map((name) => `${name} is not a setting of heal; did you mean ${nearest(name)}?`);
  const known = Object.fromEntries(Object.keys(shape).map((name) => [name, env[name]]));
  const parsed = settingsSchema.safeParse(known);
  if (parsed.success && unknown.length === 0) return { ok: true, settings: parsed.data };
  const seen = new Map<string, string>();
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    if (!seen.has(name)) seen.set(name, `${name} ${issue.message}`);
  }
  return { ok: false, problems: [...unknown, ...seen.values()] };
}

export interface SettingRow {
  name: string;
  default: string;
  doc: string;
  secret: boolean;
}

/** Rows of the README's table, in the order they are documented. */
export function settingsTable(): SettingRow[] {
  return Object.entries(shape).map(([name, schema]) => {
    const { heal } = schema.meta() as { heal: Doc };
    const fallback = schema.safeParse(undefined).data as string | number | undefined;
    return {
      name,
      default: heal.default ?? (fallback === undefined ? "" : `\`${fallback}\``),
      doc: heal.doc,
      secret: heal.secret ?? false,
    };
  });
}

/** The accepted secrets of a source; empty: the source is off. */
export const sourceSecretsOf = (settings: Settings, source: AlertSource): readonly string[] =>
  settings[`HEAL_SOURCE_${source.toUpperCase() as Uppercase<AlertSource>}_SECRET`] ?? [];

function nearest(name: string): string {
  const ours = Object.keys(shape).filter((other) => other.startsWith("HEAL_"));
  return ours.reduce((best, other) => (distance(name, other) < distance(name, best) ? other : best));
}

/** Levenshtein's edit distance, one row at a time; names from the environment are cut to 100 characters. */
function distance(a: string, b: string): number {
  const [left, right] = [a.slice(0, 100), b.slice(0, 100)];
  let row = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 0; i < left.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < right.length; j++) {
      const replaced = (row[j] ?? 0) + (left[i] === right[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
