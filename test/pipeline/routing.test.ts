import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import type { ErrorEvent } from "../../src/events/event.js";
import { route } from "../../src/pipeline/routing.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

let base: TestDatabase;
beforeAll(async () => void (base = await testDatabase()));
afterAll(() => base.drop());
beforeEach(() => base.db.run`truncate repositories cascade`);

const repository = (fullName: string, id: number, installation: number, service = "payments") => base.db.run`
  insert into repositories (full_name, repository_id, installation_id, state, default_branch, config)
  values (${fullName}, ${id}, ${installation}, 'active', 'main',
    ${JSON.stringify({ services: [{ name: service, match: { service } }] })}::jsonb)`;
const alert = (named: string | null = null) =>
  ({
    kind: "alert",
    labels: { service: "payments" },
    service: null,
    repository: named === null ? null : { fullName: named, id: null, installationId: null },
  }) as unknown as ErrorEvent;
const routed = async (event: ErrorEvent) => {
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
