import type { RepositoryRef, RunFacts } from "../events/event.js";

/** A run as it is right now. */
export type RunNow = RunFacts & {
  status: string;
  /** This App's own user started it. */
  own: boolean;
};

/** The part of GitHub that is about workflows as such, and what they leave behind. */
export interface Workflows {
  /** Runs of a workflow's file on a branch that have not ended, the oldest first; of each state the newest 100. */
  unfinishedRuns(repository: RepositoryRef, workflow: string, branch: string): Promise<RunNow[]>;
  /** `active`, `disabled_manually`, `disabled_inactivity`, ...; null: there is no such workflow. */
  workflowState(repository: RepositoryRef, workflow: string): Promise<string | null>;
  enableWorkflow(repository: RepositoryRef, workflow: string): Promise<void>;
  disableWorkflow(repository: RepositoryRef, workflow: string): Promise<void>;
  /** Caches whose keys begin so, at most 100. */
  caches(repository: RepositoryRef, keyPrefix: string): Promise<{ id: number; key: string }[]>;
  /** Nothing happens when it is gone already. */
  deleteCache(repository: RepositoryRef, cacheId: number): Promise<void>;
  /** The newest 30 to an environment, the newest first. */
  deployments(repository: RepositoryRef, environment: string): Promise<{ id: number; sha: string }[]>;
  /** It succeeded once, also when GitHub has set it `inactive` since, as it does when the next one succeeds. */
  deploymentSucceeded(repository: RepositoryRef, id: number): Promise<boolean>;
}
