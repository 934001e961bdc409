import { z } from "zod";
import { modes } from "./mode.js";
import { nearest } from "./nearest.js";
import {
  isNotifier,
  notifierDoc,
  notifyShape,
  readNotifiers,
  type NotifierSetting,
  type NotifierTarget,
} from "./notifier-settings.js";
import {
  type Doc,
  hosts,
  integer,
  random,
  secret,
  secrets,
  secretsOr,
  setting,
  text,
  TOKEN_MIN,
  url,
  web,
} from "./setting-types.js";

/** Read by this repository's tests and evaluations, so an environment that has them is not a mistake. */
const OF_THE_REPOSITORY: readonly string[] = ["HEAL_DATASETS", "HEAL_TEST_REDIS_URL"];

/** What the settings need to know of a source of alerts: its registry is the one in `intake/sources/`. */
export interface SourceSetting {
  readonly name: string;
  /** Names of things that the setting takes beside secrets, and what the README says of it then. */
  readonly identifiers?: { readonly form: RegExp; readonly doc: string };
}

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
  HEAL_EMERGENCY_STOP: setting(
    text.regex(/^[^\r\n]{1,200}$/, "is not one line of at most 200 characters").optional(),
    {
      doc: "Stops every write while it is set, with this reason; `heal resume` cannot lift it.",
    },
  ),
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
  ...notifyShape,
};

const settingsSchema = z.object(shape).superRefine((values, context) => {
  const refuse = (name: keyof typeof shape, message: string): void =>
    context.addIssue({ code: "custom", path: [name], message });
  if (values.APP_ID !== undefined) {
    if (values.WEBHOOK_SECRET === undefined)
      refuse("WEBHOOK_SECRET", "is not set, and APP_ID is; set it to the App's webhook secret");
    if (values.PRIVATE_KEY === undefined && values.PRIVATE_KEY_PATH === undefined)
      refuse("PRIVATE_KEY", "is not set, and APP_ID is; set it or PRIVATE_KEY_PATH to the App's private key");
  }
});

/** Settings that are always there, and the secrets of the alert sources that have one, by the source's name. */
export type Settings = Readonly<z.output<typeof settingsSchema>> & {
  readonly sourceSecrets: Readonly<Record<string, readonly string[] | undefined>>;
  /** By name, as `heal.yml` names them. */
  readonly notifiers: Readonly<Record<string, NotifierTarget>>;
};
export type NotifierSettings = Pick<Settings, "notifiers" | "HEAL_NOTIFY_DEFAULT">;
export type SettingsResult = { ok: true; settings: Settings } | { ok: false; problems: string[] };

export interface SettingRow {
  name: string;
  default: string;
  doc: string;
  secret: boolean;
}

export interface SettingsReader {
  /** Pure: reads no file and no environment. A problem is one sentence that names the variable, never its value. */
  parseSettings: (env: Readonly<Record<string, string | undefined>>) => SettingsResult;
  /** Rows of the README's table, in the order they are documented. */
  settingsTable: () => SettingRow[];
}

/** The variable that holds a source's secrets. */
export const secretName = (source: string): string => `HEAL_SOURCE_${source.toUpperCase()}_SECRET`;

/** The settings of a heal that takes alerts from these sources, and tells people by these kinds of notifiers. */
export function createSettings(
  sources: readonly SourceSetting[],
  kinds: readonly NotifierSetting[],
): SettingsReader {
  const secretsOf = Object.fromEntries(
    sources.map(({ name, identifiers }) => [
      secretName(name),
      setting((identifiers ? secretsOr(identifiers.form) : secrets).optional(), {
        doc: identifiers
          ? `Secrets of \`POST /api/alerts/${name}\`, and ${identifiers.doc}, comma-separated; without one it is off.`
          : `Secrets of \`POST /api/alerts/${name}\`, comma-separated while rotating; without one the source is off.`,
        secret: true,
      }),
    ]),
  );
  const schemas: Readonly<Record<string, z.ZodType>> = { ...shape, ...secretsOf };
  const secretsSchema = z.object(secretsOf);
  return {
    parseSettings(env) {
      const names = Object.keys(schemas);
      const ours = names.filter((name) => name.startsWith("HEAL_"));
      const unknown = Object.keys(env)
        .filter(
          (name) =>
            name.startsWith("HEAL_") &&
            !names.includes(name) &&
            !OF_THE_REPOSITORY.includes(name) &&
            !isNotifier(name) &&
            env[name] !== undefined,
        )
        .map((name) => {
          const like = nearest(name, ours);
          return `${name} is not a setting of heal${like === undefined ? "" : `; did you mean ${like}?`}`;
        });
      const fixed = settingsSchema.safeParse(env);
      const held = secretsSchema.safeParse(env);
      const { notifiers, problems } = readNotifiers(env, kinds, {
        allowPrivate: env["HEAL_NOTIFY_ALLOW_PRIVATE"] === "true",
        defaults: fixed.data?.HEAL_NOTIFY_DEFAULT ?? [],
      });
      if (fixed.success && held.success && unknown.length + problems.length === 0) {
        const sourceSecrets = Object.fromEntries(
          sources.map(({ name }) => [name, held.data[secretName(name)]]),
        );
        return { ok: true, settings: { ...fixed.data, sourceSecrets, notifiers } };
      }
      const seen = new Map<string, string>();
      for (const issue of [...(fixed.error?.issues ?? []), ...(held.error?.issues ?? [])]) {
        const name = String(issue.path[0]);
        if (!seen.has(name)) seen.set(name, `${name} ${issue.message}`);
      }
      return { ok: false, problems: [...unknown, ...seen.values(), ...problems] };
    },

    settingsTable: () => [
      ...Object.entries(schemas).map(([name, schema]) => {
        const { heal } = schema.meta() as { heal: Doc };
        const fallback = schema.safeParse(undefined).data as string | number | undefined;
        return {
          name,
          default: heal.default ?? (fallback === undefined ? "" : `\`${fallback}\``),
          doc: heal.doc,
          secret: heal.secret ?? false,
        };
      }),
      { secret: false, default: "", ...notifierDoc },
    ],
  };
}

/** The accepted secrets of a source; empty: the source is off. */
export const sourceSecretsOf = (settings: Settings, source: string): readonly string[] =>
  settings.sourceSecrets[source] ?? [];
