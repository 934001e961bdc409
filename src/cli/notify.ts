import { randomUUID } from "node:crypto";
import { Argument } from "commander";
import { systemClock } from "../core/clock.js";
import { HealError } from "../core/errors.js";
import { createNotifiers, type Notifiers } from "../escalation/configured.js";
import type { Message } from "../escalation/message.js";
import { createWire } from "../escalation/wire/create-wire.js";
import { parseSettings } from "../intake/settings.js";
import { readRegistration } from "../server/setup/registration.js";
import { type CliIo, type Subcommand, write, writeJson } from "./subcommand.js";

export const notify: Subcommand = {
  name: "notify",
  summary: "Sends a test message through each notifier, or one: `heal notify test [NAME]`.",
  build(command, io, done) {
    command
      .addArgument(new Argument("<action>", "what to do").choices(["test"]))
      .argument("[name]", "of one notifier, as heal.yml names it")
      .addHelpText(
        "after",
        "\nPagerDuty and Opsgenie: the test is resolved at once. Exit status 1: one was not sent.",
      )
      .action(async (_action: string, name: string | undefined, flags: { json?: boolean }) => {
        const { notifiers, url } = await configured(io);
        const names = name === undefined ? notifiers.names : [name];
        if (name !== undefined && !notifiers.names.includes(name)) {
          await write(io.stderr, `heal: there is no notifier ${name}; there are: ${listed(notifiers)}\n`);
          return done(2);
        }
        if (names.length === 0)
          await write(io.stderr, "heal: no notifier is configured (HEAL_NOTIFY_<NAME>)\n");
        let good = names.length > 0;
        for (const one of names) {
          const sending = await notifiers.send(one, testMessage(one, url));
          good &&= sending.state === "sent";
          const reason = sending.state === "sent" ? null : sending.reason;
          if (flags.json) await writeJson(io, { notifier: one, sent: reason === null, reason });
          else await write(io.stdout, `${one}: ${reason === null ? "sent" : `not sent: ${reason}`}\n`);
        }
        done(good ? 0 : 1);
      });
  },
};

const listed = ({ names }: Notifiers): string => (names.length === 0 ? "none" : names.join(", "));

async function configured(io: CliIo): Promise<{ notifiers: Notifiers; url: string }> {
  // As `heal serve` has them.
  const registered = await readRegistration(io.env["HEAL_DATA_DIR"] ?? ".heal");
  const parsed = parseSettings({ ...registered, ...io.env });
  if (!parsed.ok) throw new HealError("HEAL_SETTING_INVALID", parsed.problems.join("; "));
  const { settings } = parsed;
  const allowPrivate = settings.HEAL_NOTIFY_ALLOW_PRIVATE === "true";
  return {
    notifiers: createNotifiers(settings, createWire({ allowPrivate, clock: systemClock })),
    url: settings.HEAL_PUBLIC_URL ?? `http://${settings.HOST}:${settings.PORT}`,
  };
}

function testMessage(name: string, url: string): Message {
  const id = randomUUID().replaceAll("-", "");
  return {
    ...{ id, key: id, what: "test", severity: "info" },
    title: "heal can tell people here",
    ...{ service: null, environment: null, repository: null, cause: null, issueUrl: null },
    ...{ description: null, gap: null, stillFires: false, links: [] },
    ...{ since: systemClock.now(), until: null },
    doing: `Nothing has happened: \`heal notify test\` was run for ${name}`,
    url,
  };
}
