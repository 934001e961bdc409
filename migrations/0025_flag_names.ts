import type { Knex } from "knex";

/** Former name -> name. Of two that became one, what was off in either stays off. */
const names = [
  ["self_healing.actions", "self_healing.recovery"],
  ["self_healing.fix", "self_healing.codegen_integration"],
  ["self_healing.agents", "self_healing.codegen_integration"],
  ["self_healing.learning", "self_healing.pattern_analysis"],
] as const;

/** Copies a setting under another name; where both have a value, off wins. */
const copy = (knex: Knex, from: string, to: string) =>
  knex.raw(
    `insert into flags (name, value, by, at)
     select ?, value, by, at from flags where name = ?
     on conflict (name) do update set
       value = jsonb_build_object(
         'enabled', case
           when flags.value -> 'enabled' = 'false' or excluded.value -> 'enabled' = 'false' then 'false'::jsonb
           when flags.value -> 'enabled' = 'true' or excluded.value -> 'enabled' = 'true' then 'true'::jsonb
           else 'null'::jsonb end,
         'repositories', coalesce((
           select jsonb_object_agg(key, on_both) from (
             select key, bool_and(value::boolean) as on_both from (
               select * from jsonb_each_text(flags.value -> 'repositories')
               union all select * from jsonb_each_text(excluded.value -> 'repositories')) each
             group by key) merged), '{}')),
       by = excluded.by, at = greatest(flags.at, excluded.at)`,
    [to, from],
  );

/**
 * Flags have the names of heal's systems. The former rows stay beside the new ones: a process of the version before, which may work on
 * during an upgrade, goes on asking for them. A label is a command without a comment, on an issue or pull request.
 */
export async function up(knex: Knex): Promise<void> {
  for (const [from, to] of names) await copy(knex, from, to);
  await knex.raw(`
    alter table commands drop constraint commands_place;
    alter table commands add constraint commands_place
      check ((issue is null) = (check_id is not null) and (comment_id is null or issue is not null)
        and (comment_id is not null or pressed is not null));
    create unique index commands_labelled on commands (repository, pressed) where comment_id is null and check_id is null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  const former = [...new Set(names.map(([from]) => from))];
  await knex("flags").whereIn("name", former).delete();
  for (const [from, to] of names) await copy(knex, to, from);
  await knex("flags")
    .whereIn("name", [
      ...names.map(([, to]) => to),
      "self_healing.error_collection",
      "self_healing.error_detection",
      "self_healing.performance_monitoring",
      "self_healing.advanced_patterns",
      "self_healing.ml_models",
      "self_healing.diagnosis",
    ])
    .delete();
  await knex.raw(`
    drop index commands_labelled;
    delete from commands where comment_id is null and check_id is null;
    alter table commands drop constraint commands_place;
    alter table commands add constraint commands_place
      check ((issue is null) = (comment_id is null) and (issue is null) = (check_id is not null));
  `);
}
