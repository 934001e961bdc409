/** Starting a coding agent's run: an effect like others, found again by its key. */
export interface AgentStarter {
  /** The run that was started with this key; null when there is none. */
  find(key: string): Promise<{ id: number; url?: string } | null>;
  start(
    key: string,
    task: { repository: string; githubId: number | null; prompt: string },
  ): Promise<{ id: number; url?: string }>;
}
