import { Argument } from "commander";
import { readFile } from "node:fs/promises";
import { HealError, reasonOf } from "../core/errors.js";
import { environmentOf } from "../events/alerts/environment.js";
import type { Reading } from "../events/signal.js";
import { acknowledgedIn } from "../intake/alert.js";
import { formAsJson } from "../intake/form.js";
import { readDelivery } from "../intake/read.js";
import { PRESET, BYTE_CAP } from "../intake/source.js";
import { parseMapping } from "../intake/sources/generic/mapping.js";
import { presets } from "../intake/sources/generic/presets/index.js";
import { alertSources, createSources } from "../intake/sources/index.js";
import { open } from "./series/open.js";
import { type CliIo, inOneLine, type Subcommand, write, writeJson } from "./subcommand.js";

interface Flags {
  json?: boolean;
  source: string;
  preset?: string;
  mapping?: string;
}

export const alerts: Subcommand = {
  name: "alerts",
  summary: "Shows what heal would make of an alert's body: `heal alerts test FILE`.",
  build(command, io, done) {
    command
      .addArgument(new Argument("<action>", "what to do").choices(["test"]))
      .argument("<file>", "a body as the sender posts it, JSON or a form; - for stdin")
      .option(
        "--source <name>",
        `as which source it comes: ${alertSources.map(({ name }) => name).join(", ")}`,
        "generic",
      )
      .option("--preset <name>", `a ready mapping: ${presets.map(({ name }) => name).join(", ")}`)
      .option("--mapping <file>", "a mapping of one's own, as HEAL_GENERIC_MAPPING names it")
      .action(async (_action: string, file: string, flags: Flags) => {
        try {
          const reading = await readingOf(await bytesOf(file, io), flags);
          for (const event of eventsOf(reading))
            await (flags.json ? writeJson(io, event) : write(io.stdout, readable(event)));
          for (const taken of acknowledgedIn(reading))
            await (flags.json
              ? writeJson(io, { state: "acknowledged", reason: taken })
              : write(io.stdout, `${inOneLine(taken)}\n`));
          const problems = [
            ...(reading.unread ?? []),
            ...(reading.signals.length === 0 ? [reading.ignored ?? "nothing in it"] : []),
          ];
          for (const problem of problems)
            await (flags.json
              ? writeJson(io, {
                  state: reading.unreadable || reading.unread ? "parked" : "ignored",
                  reason: problem,
                })
              : write(
                  io.stdout,
                  `${reading.unreadable || reading.unread ? "not read" : "ignored"}: ${inOneLine(problem)}\n`,
                ));
          done(reading.unreadable || reading.unread ? 1 : 0);
        } catch (error) {
          if (!(error instanceof HealError)) throw error;
          await write(io.stderr, `heal: ${inOneLine(file)}: ${error.message}\n`);
          done(error.code === "HEAL_CONFIG_INVALID" ? 2 : 1);
        }
      });
  },
};

async function readingOf(bytes: Buffer, { source, preset, mapping }: Flags): Promise<Reading> {
  const unknown = (kind: string, name: string) =>
    new HealError("HEAL_CONFIG_INVALID", `there is no ${kind} ${name}`);
  if (!alertSources.some(({ name }) => name === source)) throw unknown("source", source);
  if (preset !== undefined && !presets.some(({ name }) => name === preset)) throw unknown("preset", preset);
  const own = mapping === undefined ? undefined : parseMapping(await textOf(mapping));
  const isJson = /^\s*[[{]/.test(bytes.subarray(0, 1_000).toString("utf8"));
  return readDelivery(
    {
      source,
      event: "alert",
      action: null,
      headers: preset === undefined ? {} : { [PRESET]: preset },
      body: isJson || source !== "generic" ? bytes : formAsJson(bytes),
      receivedAt: new Date(),
    },
    createSources({ mapping: own }),
  );
}

const textOf = (file: string): Promise<string> =>
  readFile(file, "utf8").catch((error: unknown) => {
    throw new HealError("HEAL_CONFIG_INVALID", reasonOf(error), { cause: error });
  });

async function bytesOf(file: string, io: CliIo): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of open(file, io) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BYTE_CAP) throw new HealError("HEAL_PAYLOAD_INVALID", `larger than ${BYTE_CAP} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const eventsOf = ({ signals }: Reading) =>
  signals.flatMap((signal) => {
    if (signal.kind !== "event" || signal.event.kind !== "alert") return [];
    const {
      status,
      severity,
      title,
      message,
      service,
      repository,
      fingerprint,
      occurredAt,
      labels,
      url,
      source,
      annotations = {},
      links = {},
    } = signal.event;
    return {
      ...{ source, status, severity, title, service, repository: repository?.fullName ?? null },
      ...{ identity: fingerprint, at: occurredAt.toISOString(), url, labels, message },
      ...{ environment: environmentOf(labels), annotations, links },
    };
  });

function readable({
  title,
  labels,
  annotations,
  links,
  ...rest
}: ReturnType<typeof eventsOf>[number]): string {
  const pairs = (of: object) =>
    Object.entries(of)
      .map((pair) => pair.join("="))
      .join(", ");
  const lines = Object.entries({
    ...rest,
    labels: pairs(labels),
    annotations: pairs(annotations),
    links: pairs(links),
  })
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `  ${name.padEnd(10)} ${inOneLine(String(value))}`);
  return `${[inOneLine(title), ...lines].join("\n")}\n`;
}
