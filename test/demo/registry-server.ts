import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A package registry that really resets connections while it is down. */
export async function startRegistry(): Promise<{
  port: number;
  down(times: number): void;
  close(): Promise<void>;
}> {
  let resets = 0;
  const server = createServer((req, res) => {
    if (resets > 0) {
      resets -= 1;
      req.socket.resetAndDestroy();
      return;
    }
    res.end('{"name":"left-pad","version":"1.3.0"}\n');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    down: (times) => (resets = times),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What a project's install step does, without a package manager: fetch, and fail as Node fails. */
export const installFiles = (port: number): Record<string, string> => ({
  "install.mjs": `import { get } from "node:http";
get("http://127.0.0.1:${port}/left-pad", (answer) => answer.pipe(process.stdout)).on("error", (error) => {
  console.error("npm error code " + error.code);
  console.error("npm error network request to http://127.0.0.1:${port}/left-pad failed, reason: " + error.message);
  process.exitCode = 1;
});
`,
  ".github/workflows/ci.yml": `name: CI
on: [pull_request]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Install
        run: node install.mjs
`,
});
