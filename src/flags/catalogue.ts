/** Where a flag may have a value of its own: in each repository, or for all of heal alone. */
type Span = "repository" | "process";

interface Definition {
  readonly name: string;
  readonly doc: string;
  /** While it cannot be read: whatever writes or spends stands still. */
  readonly unreadable: boolean;
  readonly span: Span;
}

const definitions = [
  {
    name: "self_healing.error_collection",
    doc: "Processing of failures and alerts that came in. Off: they are still accepted and stored, and wait until it is on again; commands are heard.",
    unreadable: true,
    span: "repository",
  },
  {
    name: "self_healing.error_detection",
    doc: "Detectors: thresholds, anomalies, error budgets, patterns of failures.",
    unreadable: true,
    span: "repository",
  },
  {
    name: "self_healing.monitoring",
    doc: "Monitoring agents measure every 30 seconds.",
    unreadable: true,
    span: "process",
  },
  {
    name: "self_healing.performance_monitoring",
    doc: "Durations of workflows and jobs are compared with what was usual.",
    unreadable: true,
    span: "repository",
  },
  {
    name: "self_healing.pattern_analysis",
    doc: "Failures are counted by fingerprint, and recognised when they come again.",
    unreadable: false,
    span: "repository",
  },
  {
    name: "self_healing.advanced_patterns",
    doc: "What spans several failures: surges, the same failure in several repositories, known sequences, incidents at the same time.",
    unreadable: false,
    span: "repository",
  },
  {
    name: "self_healing.ml_models",
    doc: "Predicted success of actions, learned from outcomes. Off: each action has its prior; outcomes are counted all the same.",
    unreadable: false,
    span: "repository",
  },
  {
    name: "self_healing.diagnosis",
    doc: "Logs and alerts are read for a cause. Off: the incident says so, nothing is done, and people have it.",
    unreadable: true,
    span: "repository",
  },
  {
    name: "self_healing.recovery",
    doc: "Recovery actions: reruns and dispatched workflows.",
    unreadable: false,
    span: "repository",
  },
  {
    name: "self_healing.codegen_integration",
    doc: "Fix pull requests, of deterministic fixers and of coding agents.",
    unreadable: false,
    span: "repository",
  },
] as const satisfies readonly Definition[];

export type FlagName = (typeof definitions)[number]["name"];

/** A system of heal that can be switched off while it runs, everywhere or in one repository; on until somebody sets it. */
export interface FlagDefinition extends Definition {
  readonly name: FlagName;
}

export const flagCatalogue: readonly FlagDefinition[] = definitions;

/** Systems that heal does not have yet: a flag for them would switch nothing. */
export const notBuilt: readonly { name: string; doc: string }[] = [
  { name: "self_healing.optimization", doc: "Suggestions and changes that make workflows faster." },
];

/** What flags were called before; the settings moved with the names. */
const formerNames: Readonly<Record<string, FlagName>> = {
  "self_healing.actions": "self_healing.recovery",
  "self_healing.fix": "self_healing.codegen_integration",
  "self_healing.agents": "self_healing.codegen_integration",
  "self_healing.learning": "self_healing.pattern_analysis",
};

export const flagNamed = (name: string): FlagDefinition | undefined =>
  flagCatalogue.find((flag) => flag.name === name);

/** Why there is no such flag, in words that lead on. */
export function noSuchFlag(name: string): string {
  const now = formerNames[name];
  if (now !== undefined) return `${name} is called ${now} now`;
  if (notBuilt.some((one) => one.name === name))
    return `${name} is not built yet: heal has nothing that it would switch`;
  return `no flag of that name; there are ${flagCatalogue.map((flag) => flag.name).join(", ")}`;
}
