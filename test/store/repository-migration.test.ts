import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { migrations } from "../../migrations/index.js";
import { createKillSwitch } from "../../src/flags/kill-switch.js";
import { migrate } from "../../src/store/migrate.js";
import { getRepository } from "../../src/store/repositories.js";
import { followNames } from "../../src/store/repository-names.js";
import type { TestDatabase } from "../harness/database.js";
import { emptyDatabase } from "../harness/database.js";

let database: TestDatabase;
beforeAll(async () => void (database = await emptyDatabase()));
afterAll(() => database.drop());

it("rows of before the change to ids go on: keys, a stop, and one id under two names", async () => {
  const { db, url } = database;
  const before = migrations.findIndex(({ name }) => name === "0008_repositories");
  await migrate(url, migrations.slice(0, before));
  await db.run`
    insert into repositories (full_name, repository_id, installation_id, fetched_at)
    values ('acme/shop', 1011, 5, '2026-03-01'), ('acme/store', 1011, 5, '2026-03-02'), ('acme/unknown', null, 5, null)`;
  await db.run`insert into switches (scope, stopped, reason, by, at) values ('acme/shop', true, 'freeze', 'ada', now())`;
  await db.run`
    insert into incidents (key, kind, repository, repository_id, severity, title, first_seen, last_seen)
    values ('run:acme/shop:7', 'ci', 'acme/shop', 1011, 'error', 't', now(), now()),
      ('alert:sentry:9', 'alert', 'acme/shop', 1011, 'error', 't', now(), now())`;
  await db.run`
    insert into incidents (key, kind, repository, repository_id, severity, title, first_seen, last_seen)
    values ('run:acme/store:8', 'ci', 'acme/store', 1011, 'error', 't', now(), now() + interval '1 hour')`;
  await db.run`
    insert into intents (key, repository, action, plan, created_at)
    values ('rerun:acme/shop:7:1', 'acme/shop', 'rerun-failed-jobs', '{"repository": {"id": 1011}}', now()),
      ('issue:3', 'acme/shop', 'create-issue', '{"repository": {"id": 1011}}', now())`;
  await migrate(url);

  expect(await getRepository(db, "acme/SHOP")).toMatchObject({
    full_name: "acme/store",
    repository_id: 1011,
  });
  expect(await getRepository(db, "acme/unknown")).toBeNull();
  const kill = createKillSwitch(db, { now: () => new Date() });
  for (const name of ["acme/shop", "acme/store"])
    expect(await kill.stopped(name)).toMatchObject({ reason: "freeze" });
  expect(
    (await db.many<{ key: string }>`select key from incidents order by id`).map(({ key }) => key),
  ).toEqual(["run:1011:7", "alert:sentry:9", "run:1011:8"]);
  expect((await db.many<{ key: string }>`select key from intents order by id`).map(({ key }) => key)).toEqual(
    ["rerun:1011:7:1", "issue:3"],
  );
  // What still stands under the former name follows within minutes.
  expect(await followNames(db, new Date(Date.now() - 60_000))).toBe(1);
  expect(await db.many`select distinct repository from incidents`).toEqual([{ repository: "acme/store" }]);
  expect(await db.many`select scope from switches`).toEqual([{ scope: "acme/store" }]);
});
