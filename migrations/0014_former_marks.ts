import type { Knex } from "knex";

/**
 * Whether an effect's mark carries a MAC. Processes of version 0.1.0 leave it false: what they wrote is known by the mark they
 * wrote, under the key they used.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    "alter table intents add column marked boolean not null default false, add column former_key text",
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table intents drop column marked, drop column former_key");
}
