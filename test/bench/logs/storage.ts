import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A process that serves `/<bytes>`: a job's log of so many bytes, as GitHub's storage does. It tells its address and ends with its parent. */
const line = (i: number): string =>
  i % 2_000 === 0
    ? `2024-01-01T00:00:${i % 60}.0000000Z WARN: possible error in module ${i}\n`
    : `2024-01-01T00:00:${i % 60}.0000000Z [INFO] compiling module ${(i * 7919) % 1_000_003} of package ${i % 997}\n`;
const end =
  "--- FAIL: TestThing (0.01s)\n    thing_test.go:12: expected 1 but got 2\nFAIL\n##[error]Process completed with exit code 1.\nCleaning up orphan processes\n";

const BLOCK = 256 * 1024;
const blocks = Array.from({ length: 16 }, (_, block) => {
  let text = "";
  for (let i = block * 4_000; text.length < BLOCK; i++) text += line(i);
  return Buffer.from(text);
});

const server = createServer((request, response) => {
  const size = Number((request.url ?? "").slice(1));
  let sent = 0;
  const send = (): void => {
    while (sent < size) {
      const block = blocks[Math.floor(sent / BLOCK) % blocks.length]!;
      sent += block.length;
      if (!response.write(block)) return void response.once("drain", send);
    }
    response.end(end);
  };
  send();
});
server.listen(0, "127.0.0.1", () =>
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
process.once("disconnect", () => process.exit());
