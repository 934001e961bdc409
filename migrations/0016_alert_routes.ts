import type { Knex } from "knex";

/**
 * Which alerts belong to which repository: the `services` of each `heal.yml`, one row a service. A row is found by one of its labels,
 * the rarest when it was written, and then compared whole.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table alert_routes (
      repository_id bigint not null references repositories (repository_id) on delete cascade,
      -- As the services stand in the file: the first that matches has the alert.
      position int not null,
      service text not null,
      match jsonb not null,
      label text not null,
      value text not null,
      primary key (repository_id, position)
    );
    create index alert_routes_lookup on alert_routes (label, value);

    with services as (
      select r.repository_id, one.position, one.service
      from repositories r,
        jsonb_array_elements(case when jsonb_typeof(r.config -> 'services') = 'array' then r.config -> 'services' else '[]' end)
          with ordinality as one (service, position)
      where r.repository_id is not null and jsonb_typeof(one.service -> 'match') = 'object'
        and jsonb_typeof(one.service -> 'name') = 'string'),
    labels as (
      select s.repository_id, s.position, l.key, l.value, count(*) over (partition by l.key, l.value) as uses
      from services s, jsonb_each_text(s.service -> 'match') as l)
    insert into alert_routes (repository_id, position, service, match, label, value)
    select distinct on (s.repository_id, s.position)
      s.repository_id, s.position - 1, s.service ->> 'name', s.service -> 'match', l.key, l.value
    from services s join labels l using (repository_id, position)
    where l.value is not null
    order by s.repository_id, s.position, l.uses, l.key;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table alert_routes");
}
