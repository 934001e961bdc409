import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { incident, NOW } from "./seed.js";
import { serve, type Served } from "./serve.js";

let database: TestDatabase;
let site: Served;
beforeAll(async () => {
  database = await testDatabase();
  site = await serve(database.db);
});
afterAll(async () => {
  await site.close();
  await database.drop();
});

it("an incident counts all its alerts, of which it shows the first", async () => {
  const id = await incident(database.db, { title: "A storm", kind: "alert" });
  await database.db.run`
    insert into alert_members (incident_id, key, group_key, role, title, severity, labels, began_at, last_seen, ended_at)
    select ${id}, 'pod-' || n, 'g', case when n % 2 = 0 then 'cause' else 'consequence' end, 'Pod ' || n || ' is down', 'error', '{}',
      ${NOW}, ${NOW}, case when n <= 450 then null else ${NOW}::timestamptz end
    from generate_series(1, 500) n`;
  const { text } = await site.get(`/incidents/${id}`);
  const [words] = text.split(/[<>]/).filter((part) => part.includes("alerts firing"));
  expect(words).toBe("450 of 500 alerts firing, 200 of them shown");
  expect(text.match(/Pod \d+ is down/g)).toHaveLength(200);
});
