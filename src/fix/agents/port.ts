/** What a back end can do; the flow asks this in place of the agent's name. */
export interface Capabilities {
  delivers: "patch" | "branch" | "pr";
  /** Takes further messages in a run. */
  resumable: boolean;
  cancellable: boolean;
  structuredOutput: boolean;
  /** Takes a limit on its cost. */
  budget: boolean;
  /** Tells by webhook, so that polling is only a second way. */
  pushSignals: boolean;
  needsUserToken: boolean;
  runsIn: "ours" | "user-runner" | "vendor";
}

/** Every back end's states in the same words; the last six are final. */
export type AgentState =
  | "queued"
  | "running"
  | "waiting"
  | "succeeded"
  | "failed"
  | "cancelled"
  | "timed_out"
  | "budget_exceeded"
  | "lost";

const UNDER_WAY: readonly AgentState[] = ["queued", "running", "waiting"];
export const isFinal = (state: AgentState): boolean => !UNDER_WAY.includes(state);

export interface AgentTask {
  repository: { fullName: string; id: number | null };
  /** Redacted already; see `prompt.ts`. */
  prompt: string;
  /** When a run that has not ended counts as `timed_out`. */
  deadline: Date;
}

/** A run at the vendor; plain data, kept in a row. */
export interface AgentRef {
  id: string;
  repository: string;
  /** A page for people; null when the vendor names none. */
  url: string | null;
  /** ISO 8601. */
  deadline: string;
}

export interface AgentStatus {
  state: AgentState;
  /** The vendor's own word, clipped. */
  raw: string;
  url: string | null;
}

/** What a run says it delivered: whether that is its own, and fit, is judged elsewhere. */
export interface Delivered {
  /** Of the run's repository, the newest first, at most 10. */
  pullRequests: { number: number; url: string; branch: string | null }[];
  /** The agent's words: untrusted, redacted and clipped. */
  summary: string;
}

export type Probe = { ready: true } | { ready: false; reason: string };

export interface CodingAgent {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Logins of the vendor's App users, by whom its pull requests are opened. */
  readonly accounts: readonly string[];
  /** Whether a run could be started now. Never throws. */
  probe(): Promise<Probe>;
  /**
   * Starts a run, or finds the one started earlier under the same key: once a key, also after a crash.
   * Throws `AgentRefusal` when trying again cannot help, `HEAL_AGENT_UNAVAILABLE` when it can.
   */
  start(task: AgentTask, idempotencyKey: string): Promise<AgentRef>;
  /** Where the run stands. Throws as `start` does. */
  get(ref: AgentRef): Promise<AgentStatus>;
  /** Says something more to a run. */
  message?(ref: AgentRef, text: string): Promise<void>;
  /** `cancelled`: the vendor stopped it; `untracked`: it cannot be stopped, and its result is to be ignored. */
  cancel?(ref: AgentRef): Promise<"cancelled" | "untracked">;
  /** What the run says it delivered for this repository. */
  collect(ref: AgentRef): Promise<Delivered>;
}
