import { describe, expect, it } from "@jest/globals";
import { revive } from "../../src/queue/bull.js";

describe("a connection to Redis", () => {
  const meet = (status: "ready" | "reconnecting" | "connecting", destroyed: boolean) => {
    let connects = 0;
    const told: string[] = [];
    const client = {
      status,
      stream: { destroyed },
      connect: async () => {
        connects += 1;
        throw new Error("not there yet");
      },
    };
    revive(client, (message) => void told.push(message));
    return { client, connects, told };
  };

  it("that calls itself ready and is broken is made anew, and its trouble is told", async () => {
    const { client, connects, told } = meet("ready", true);
    expect([client.status, connects]).toEqual(["reconnecting", 1]);
    await new Promise(setImmediate);
    expect(told).toEqual([
      "queue: a connection to Redis that was lost unnoticed is made anew",
      "queue: not there yet",
    ]);
  });

  it.each([
    ["ready", false],
    ["reconnecting", true],
    ["connecting", false],
  ] as const)("that is %s (broken: %s) is left to ioredis", (status, destroyed) => {
    const { client, connects, told } = meet(status, destroyed);
    expect([client.status, connects, told]).toEqual([status, 0, []]);
  });
});
