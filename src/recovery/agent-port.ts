/** Starting a coding agent's run: an effect like others; the same key finds the run started earlier. */
export interface AgentStarter {
  start(
    task: { repository: { fullName: string; id: number | null }; prompt: string; deadline: Date },
    idempotencyKey: string,
  ): Promise<{ id: string; url: string | null }>;
}
