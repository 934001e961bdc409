import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import type { AlertEvent } from "../../src/events/event.js";
import { route } from "../../src/pipeline/routing.js";
import { listUnread, markConfigStale, upsertRepository } from "../../src/store/repositories.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

let base: TestDatabase;
beforeAll(async () => void (base = await testDatabase()));
afterAll(() => base.drop());
beforeEach(() => base.clear("repositories"));

const withServices = (fullName: string, id: number, installation: number, services: Match[]) =>
  upsertRepository(base.db, {
    ...{ full_name: fullName, repository_id: id, installation_id: installation, default_branch: "main" },
    config: { services: services.map((match, i) => ({ name: Object.values(match)[0] ?? String(i), match })) },
    fetched_at: new Date(),
  });
type Match = Record<string, string>;
const repository = (fullName: string, id: number, installation: number, service = "payments") =>
  withServices(fullName, id, installation, [{ service }]);
const alert = (named: string | null = null, labels: Match = { service: "payments" }) =>
  ({
    kind: "alert",
    labels,
    service: null,
    repository: named === null ? null : { fullName: named, id: null, installationId: null },
  }) as unknown as AlertEvent;
const routed = async (event: AlertEvent) => {
  const { event: found, rivals } = await route(event, base.db);
  return [found.repository?.fullName ?? null, found.service, rivals];
};

it("an alert goes to the one repository whose services match it", async () => {
  await repository("acme/shop", 1, 7);
  await repository("acme/web", 2, 7, "frontend");
  expect(await routed(alert())).toEqual(["acme/shop", "payments", []]);
});

it("of several in one installation the oldest has it, whatever a newer one is called", async () => {
  await repository("acme/shop", 1, 7);
  await repository("acme/aaa", 2, 7);
  expect(await routed(alert())).toEqual(["acme/shop", "payments", []]);
});

it("of several owners none has it, and both are told of", async () => {
  await repository("acme/shop", 5, 7);
  await repository("aaa/x", 1, 8);
  expect(await routed(alert())).toEqual([null, null, ["aaa/x", "acme/shop"]]);
});

it("a label that names the repository decides", async () => {
  await repository("acme/shop", 5, 7);
  await repository("aaa/x", 1, 8);
  expect(await routed(alert("acme/shop"))).toEqual(["acme/shop", "payments", []]);
});

it("all labels of a service have to be there, and the first service that matches has the alert", async () => {
  await withServices("acme/shop", 1, 7, [
    { team: "pay", env: "prod" },
    { service: "payments", env: "prod" },
    { service: "payments" },
  ]);
  expect(await routed(alert(null, { service: "payments", env: "test" }))).toEqual([
    "acme/shop",
    "payments",
    [],
  ]);
  expect(await routed(alert(null, { service: "payments", env: "prod", team: "pay" }))).toEqual([
    "acme/shop",
    "pay",
    [],
  ]);
  expect(await routed(alert(null, { team: "pay", env: "test" }))).toEqual([null, null, []]);
  expect(await routed(alert(null, {}))).toEqual([null, null, []]);
});

it("follows what heal.yml says now: changed, broken, and a repository that is no longer active", async () => {
  await repository("acme/shop", 1, 7);
  await repository("acme/shop", 1, 7, "orders");
  expect(await routed(alert())).toEqual([null, null, []]);
  await repository("acme/shop", 1, 7);
  await upsertRepository(base.db, { full_name: "acme/shop", config: { services: "what?" } });
  expect(await routed(alert())).toEqual([null, null, []]);
  await repository("acme/shop", 1, 7);
  await upsertRepository(base.db, { full_name: "acme/shop", default_branch: "trunk" });
  expect(await routed(alert())).toEqual(["acme/shop", "payments", []]);
  await base.db.run`update repositories set state = 'removed'`;
  expect(await routed(alert())).toEqual([null, null, []]);
});

it("is filed under the label that few others have", async () => {
  for (let id = 1; id <= 5; id++)
    await withServices(`acme/app${id}`, id, 7, [{ env: "prod", service: `app${id}` }]);
  const used = await base.db.one<{ n: number }>`select count(*) as n from alert_routes where label = 'env'`;
  expect(used.n).toBe(1);
  expect(await routed(alert(null, { env: "prod", service: "app5" }))).toEqual(["acme/app5", "prod", []]);
});

it("a push makes a repository unread, and one to an organisation's defaults all of its installation", async () => {
  await repository("acme/.github", 1, 7);
  await repository("acme/shop", 2, 7);
  await repository("other/shop", 3, 8);
  const unread = async () => (await listUnread(base.db, 10)).map((row) => row.full_name);
  expect(await unread()).toEqual([]);
  await markConfigStale(base.db, "acme/shop");
  expect(await unread()).toEqual(["acme/shop"]);
  await markConfigStale(base.db, "acme/.github");
  expect(await unread()).toEqual(["acme/.github", "acme/shop"]);
});
