import type { Knex } from "knex";

/** What pages look for among a long history: each reads the latest of what it shows. */
const indexes: Readonly<Record<string, string>> = {
  runs_timed:
    "runs (repository, workflow, finished_at desc) where own_code and conclusion = 'success' and attempt = 1",
  detection_labels_latest: "detection_labels (at desc)",
  outcomes_bad: "outcomes (at desc) where verdict in ('failed', 'error')",
  intents_bad: "intents (created_at desc) where state in ('refused', 'failed') and thing is not null",
};

export async function up(knex: Knex): Promise<void> {
  for (const [name, on] of Object.entries(indexes)) await knex.raw(`create index ${name} on ${on}`);
}

export async function down(knex: Knex): Promise<void> {
  for (const name of Object.keys(indexes)) await knex.raw(`drop index ${name}`);
}
