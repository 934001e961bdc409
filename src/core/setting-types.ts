import { z } from "zod";

/** Shorter secrets can be guessed offline from one signed body. 32 characters: 128 bits even in hexadecimal. */
const SECRET_MIN = 32;
/** A token can only be tried against the running server. */
export const TOKEN_MIN = 16;

export interface Doc {
  doc: string;
  secret?: boolean;
  /** Shown in the table instead of the schema's default. */
  default?: string;
}

export const setting = <T extends z.ZodType>(schema: T, doc: Doc): T => schema.meta({ heal: doc });

export const text = z.string().min(1, "is empty; remove it or give it a value");
export const url = (...protocols: string[]) =>
  text.refine(
    (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
    `is not a URL; give one like ${protocols[0]}//host`,
  );
export const web = url("https:", "http:");
const GENERATE = "e.g. `openssl rand -hex 32`";
/** Names of things stand in messages, policies and logs, however long they are. */
const IDENTIFIER = /^(?:arn:|https?:\/\/)/i;
export const random = (min: number) =>
  z
    .string()
    .refine((value) => value.length > 0, `is empty; set it to a random value, ${GENERATE}`)
    .refine((value) => !IDENTIFIER.test(value), `is the name of something, which is no secret; ${GENERATE}`)
    .refine((value) => value !== "development", "is Probot's example; set it to a random value of your own")
    .refine(
      (value) => value === "" || value === "development" || value.length >= min,
      `is shorter than ${min} characters; set it to a random value, ${GENERATE}`,
    );
export const secret = random(SECRET_MIN);
/** While rotating, the new and the old secret are both good. */
const listOf = (entry: z.ZodString) =>
  z
    .string()
    .transform((value) => value.split(",").map((part) => part.trim()))
    .pipe(z.array(entry));
export const secrets = listOf(secret);
/** Some sources are also opened by the name of something (a topic), which stands beside the secrets and opens nothing else. */
export const secretsOr = (identifier: RegExp) =>
  listOf(
    z.string().superRefine((value, context) => {
      if (identifier.test(value)) return;
      for (const { message } of secret.safeParse(value).error?.issues ?? [])
        context.addIssue({ code: "custom", message });
    }),
  );
/** `host` or `host:port`; IPv6 addresses in brackets. */
export const hosts = z
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
export const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `is not a number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `is not a number from ${min} to ${max}`);
