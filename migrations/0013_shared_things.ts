import type { Knex } from "knex";

/**
 * What a move shares with other incidents (a service's recovery workflow, a workflow's reruns), so that limits and circuit
 * breakers count per thing; and the code of what went wrong. Older processes leave both null. Times that senders made up
 * before they were bounded come back to when they were written down.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table intents add column thing text, add column code text;
    update intents set thing = plan -> 'params' ->> 'workflow' where action = 'dispatch-workflow' and key like 'dispatch:%';
    update intents i set thing = n.run ->> 'workflowPath' from incidents n
      where n.id = i.incident_id and i.action = 'rerun-failed-jobs';
    create index intents_thing on intents (repository, created_at) where thing is not null;

    update error_events set occurred_at = recorded_at
      where occurred_at > recorded_at + interval '1 day' or occurred_at < recorded_at - interval '30 days';
    update incidents i set first_seen = e.first, last_seen = e.last
      from (select incident_id, min(recorded_at) as first, max(recorded_at) as last from error_events group by incident_id) e
      where e.incident_id = i.id
        and (i.first_seen < e.first - interval '30 days' or i.last_seen > e.last + interval '1 day');
    update incidents set first_seen = least(first_seen, now()), last_seen = now() where last_seen > now() + interval '1 day';
    update timeline set at = now() where at > now() + interval '1 day';
    update detections set at = now() where at > now() + interval '1 day';
    update patterns set first_seen = least(first_seen, now()), last_seen = now() where last_seen > now() + interval '1 day';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop index intents_thing; alter table intents drop column thing, drop column code;");
}
