import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { systemClock } from "../../src/core/clock.js";
import type { Plan } from "../../src/decision/plan.js";
import { addCommand, claimCommand, endCommand, postponeCommand } from "../../src/store/commands.js";
import { accept } from "../../src/store/deliveries.js";
import { claim, renewDeliveries } from "../../src/store/inbox.js";
import { claimIncident, endStep } from "../../src/store/incident-steps.js";
import { closeByHand, getIncident, joinOrOpen } from "../../src/store/incidents.js";
import { claimIntent, finishIntent, intentByKey, releaseIntent } from "../../src/store/intents.js";
import { createLeases, type Leases } from "../../src/store/lease.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { until } from "../harness/until.js";

let database: TestDatabase;
let leases: Leases | undefined;
beforeAll(async () => void (database = await testDatabase()));
afterEach(() => leases?.close());
afterAll(() => database.drop());

const NOW = new Date("2026-11-24T12:00:00Z");
const after = (ms: number): Date => new Date(NOW.getTime() + ms);
const LEASE = 60_000;
const lost = { name: "ClaimLost" };
const repository = { fullName: "acme/web", id: 1, installationId: 2 };

async function incident(key: string) {
  const { id } = await joinOrOpen(database.db, {
    key,
    kind: "alert",
    repository,
    severity: "error",
    title: key,
    service: null,
    fingerprint: null,
    run: null,
    at: NOW,
    now: NOW,
  });
  const row = await claimIncident(database.db, id, NOW, LEASE);
  if (!row) throw new Error("not claimed");
  return row;
}

describe("a worker that comes back after its claim ran out", () => {
  it("writes nothing over the step of the one that followed, nor anything beside it", async () => {
    const slow = await incident("alert:x:slow");
    const next = await claimIncident(database.db, slow.id, after(LEASE), LEASE);
    if (!next) throw new Error("not claimed");
    await endStep(database.db, next, { state: "escalated", nextStepAt: null, progress: true }, after(LEASE));
    const late = database.db.tx(async (tx) => {
      await tx.run`update incidents set title = 'written by a ghost' where id = ${slow.id}`;
      await endStep(tx, slow, { state: "acting", nextStepAt: null, progress: true }, after(LEASE + 1));
    });
    await expect(late).rejects.toMatchObject(lost);
    expect(await getIncident(database.db, slow.id)).toMatchObject({
      state: "escalated",
      title: "alert:x:slow",
    });
  });

  it("does not open again what a person closed under its hands", async () => {
    const row = await incident("alert:x:closed");
    await closeByHand(database.db, row.id, after(5));
    const late = endStep(database.db, row, { state: "verifying", nextStepAt: NOW, progress: true }, after(6));
    await expect(late).rejects.toMatchObject(lost);
    expect(await getIncident(database.db, row.id)).toMatchObject({ state: "closed" });
  });

  it("neither ends nor postpones a command that another carries out", async () => {
    const { id } =
      (await addCommand(database.db, {
        repository,
        issue: 1,
        commentId: 5,
        author: "ann",
        line: "/heal retry",
        at: NOW,
        now: NOW,
      })) ?? {};
    const slow = await claimCommand(database.db, id ?? 0, NOW, LEASE);
    const next = await claimCommand(database.db, id ?? 0, after(LEASE), LEASE);
    if (!slow || !next) throw new Error("not claimed");
    await expect(endCommand(database.db, slow, "failed", "late", null)).rejects.toMatchObject(lost);
    await expect(postponeCommand(database.db, slow, after(9))).rejects.toMatchObject(lost);
    await endCommand(database.db, next, "answered", "done", after(LEASE));
  });

  it("gives away no effect that another prepares, but what it did is done", async () => {
    const plan: Plan = {
      key: "comment:lost:1",
      action: "comment",
      repository,
      incidentId: null,
      params: {},
      since: NOW.toISOString(),
    };
    const slow = await claimIntent(database.db, plan, NOW, LEASE);
    const next = await claimIntent(database.db, plan, after(LEASE), LEASE);
    if (slow === "busy" || "refused" in slow || next === "busy") throw new Error("not claimed");
    expect(await releaseIntent(database.db, slow, "late", after(LEASE))).toBe(0);
    await finishIntent(
      database.db,
      slow,
      plan,
      { state: "failed", reason: "late", code: "HEAL_OVER" },
      after(LEASE),
    );
    expect(await claimIntent(database.db, plan, after(LEASE + 1), LEASE)).toBe("busy");
    await finishIntent(database.db, slow, plan, { state: "done", effect: { id: 7 } }, after(LEASE));
    expect(await intentByKey(database.db, plan.key)).toMatchObject({ state: "done", effect: { id: 7 } });
  });
});

describe("work that takes longer than its claim", () => {
  it("is nobody else's while it goes on", async () => {
    await accept(database.db, {
      id: "long",
      source: "generic",
      key: "long",
      event: "alert",
      headers: {},
      body: Buffer.from("{}"),
      receivedAt: systemClock.now(),
    });
    leases = createLeases({ url: database.url, clock: systemClock, log: () => undefined });
    const claimedAt = systemClock.now();
    const [row] = await claim(database.db, { now: claimedAt, id: "long", leaseMs: 600 });
    if (!row) throw new Error("not claimed");
    const renewals: Date[] = [];
    await leases.during(
      600,
      (db, to) => (renewals.push(to), renewDeliveries(db, [row], to)),
      async (lease) => {
        await until("the claim to be renewed for longer than it was made", async () =>
          renewals.some((to) => to.getTime() > claimedAt.getTime() + 1_500),
        );
        expect(lease.lost()).toBe(false);
        expect(await claim(database.db, { now: systemClock.now(), id: "long" })).toEqual([]);
      },
    );
  });

  it("knows that its claim is lost once renewals find it with another", async () => {
    leases = createLeases({ url: database.url, clock: systemClock, log: () => undefined });
    const lease = leases.hold(150, async () => 0);
    // Its timer would keep a red test from ending.
    await until("the claim to be called lost", async () => lease.lost()).finally(() => lease.end());
  });
});
