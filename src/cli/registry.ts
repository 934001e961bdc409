import type { Listed } from "./subcommand.js";

/**
 * Every subcommand: a contract test compares this list with the folder, and another its texts with the files. A file is read when
 * its subcommand is asked for: most need a small part of heal, and start in a fraction of a second.
 */
export const subcommands: readonly Listed[] = [
  {
    name: "alerts",
    summary: "Shows what heal would make of an alert's body: `heal alerts test FILE`.",
    load: async () => (await import("./alerts.js")).alerts,
  },
  {
    name: "anomalies",
    summary: "Scores each value of a series, 0..1, by the values before it; 0.5 and above is an anomaly.",
    load: async () => (await import("./anomalies.js")).anomalies,
  },
  {
    name: "audit",
    summary: "Shows who did what, and proves that nothing was changed afterwards.",
    load: async () => (await import("./audit.js")).audit,
  },
  {
    name: "changepoints",
    summary: "Finds where the level or slope of a series changed.",
    load: async () => (await import("./changepoints.js")).changepoints,
  },
  {
    name: "diagnose",
    summary: "Says what failed in CI logs, where, and why.",
    load: async () => (await import("./diagnose.js")).diagnose,
  },
  {
    name: "doctor",
    summary: "Looks at settings, database, queue and switches, and says what is wrong.",
    load: async () => (await import("./doctor.js")).doctor,
  },
  {
    name: "flags",
    summary: "Shows what is switched on, and switches parts of heal on or off.",
    load: async () => (await import("./flags.js")).flags,
  },
  {
    name: "flaky",
    summary: "Says of each failed attempt in a history whether the same commit would pass when run again.",
    load: async () => (await import("./flaky.js")).flaky,
  },
  {
    name: "migrate",
    summary: "Brings the database's schema up to date, or back.",
    load: async () => (await import("./migrate.js")).migrate,
  },
  {
    name: "notify",
    summary: "Sends a test message through each notifier, or one: `heal notify test [NAME]`.",
    load: async () => (await import("./notify.js")).notify,
  },
  {
    name: "playbooks",
    summary:
      "Reads playbooks and heal.yml, plays their examples, and says what is wrong: `heal playbooks check [PATH...]`.",
    load: async () => (await import("./playbooks.js")).playbooks,
  },
  {
    name: "redact",
    summary: "Copies stdin to stdout with every secret replaced by [redacted:kind].",
    load: async () => (await import("./redact.js")).redact,
  },
  {
    name: "redeliver",
    summary: "Takes in every webhook that GitHub failed to deliver in the last 3 days.",
    load: async () => (await import("./redeliver.js")).redeliver,
  },
  {
    name: "replay",
    summary: "Gives a finished delivery to the workers again, as if it had just come.",
    load: async () => (await import("./replay.js")).replay,
  },
  {
    name: "report",
    summary:
      "Reads test reports: JUnit XML and its dialects, NUnit, xUnit, TRX, TestNG, Robot, TAP and prove, and JSON of 16 runners.",
    load: async () => (await import("./report.js")).report,
  },
  {
    name: "resume",
    summary: "Lifts a stop, the global one or a repository's.",
    load: async () => (await import("./resume.js")).resume,
  },
  {
    name: "rollback",
    summary:
      "Takes heal back in one go: stop, flags off, agents' runs stopped, schema back, health looked at.",
    load: async () => (await import("./rollback.js")).rollback,
  },
  {
    name: "serve",
    summary: "Runs the server: takes in webhooks, acts, shows the dashboard.",
    load: async () => (await import("./serve.js")).serve,
  },
  {
    name: "stop",
    summary: "Stops every write of heal, everywhere or in one repository, until `heal resume`.",
    load: async () => (await import("./stop.js")).stop,
  },
  {
    name: "templates",
    summary: "Groups a log's lines by message template; variable parts are <*>.",
    load: async () => (await import("./templates.js")).templates,
  },
];
