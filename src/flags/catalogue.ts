/** A part of heal that can be switched off while it runs, everywhere or in one repository. */
export interface FlagDefinition {
  readonly name: string;
  readonly doc: string;
  /** While nobody has set it. */
  readonly unset: boolean;
  /** While it cannot be read: whatever writes or spends stands still. */
  readonly unreadable: boolean;
}

export const flagCatalogue: readonly FlagDefinition[] = [
  {
    name: "self_healing.actions",
    doc: "Recovery actions: reruns, dispatched workflows, rollbacks.",
    unset: true,
    unreadable: false,
  },
  { name: "self_healing.fix", doc: "Fix pull requests.", unset: true, unreadable: false },
  {
    name: "self_healing.agents",
    doc: "Coding agents as producers of fixes.",
    unset: true,
    unreadable: false,
  },
  {
    name: "self_healing.learning",
    doc: "Patterns, models and trust learn from outcomes.",
    unset: true,
    unreadable: false,
  },
  {
    name: "self_healing.monitoring",
    doc: "Monitoring agents measure and compare with baselines.",
    unset: true,
    unreadable: true,
  },
];

export const flagNamed = (name: string): FlagDefinition | undefined =>
  flagCatalogue.find((flag) => flag.name === name);
