import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "@jest/globals";
import { readBody, type Body } from "../../src/intake/body.js";
import { MemoryBudget } from "../../src/intake/memory-budget.js";

const MB = 1024 * 1024;

it("gives the loop a turn behind every piece of a large body, and loses none of it", async () => {
  const sent = Buffer.alloc(8 * MB, "0123456789abcdef");
  let pieces = 0;
  let most = 0;
  const read = new Promise<Body>((resolve) => {
    const server = createServer((req, res) => {
      let thisTurn = 0;
      let over = false;
      req.on("data", () => {
        pieces += 1;
        thisTurn += 1;
        most = Math.max(most, thisTurn);
      });
      const turn = () => {
        thisTurn = 0;
        if (!over) setImmediate(turn);
      };
      turn();
      void readBody(req, 24 * MB, new MemoryBudget()).then((body) => {
        over = true;
        res.end(() => server.close());
        resolve(body);
      });
    }).listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      const req = request({ port, host: "127.0.0.1", method: "POST" }, (res) => res.resume());
      req.end(sent);
    });
  });
  const body = await read;
  expect(body.ok && Buffer.compare(body.bytes, sent)).toBe(0);
  expect(pieces).toBeGreaterThan(100);
  // Those of the start come before it is known to be large.
  expect(most).toBeLessThan(8);
});
