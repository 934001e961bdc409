import type { Knex } from "knex";

/**
 * Sender, environment, service and severity of an incident go together: taken for independent, a list that is filtered by several is
 * expected to be far shorter than it is, and all of it is read to be sorted.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create statistics incidents_facets (dependencies, mcv)
      on source, severity, lower(environment), lower(service) from incidents;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop statistics incidents_facets");
}
