import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A TCP proxy on 127.0.0.1 that counts what passes. */
export interface Wire {
  port: number;
  /** Bytes from and to whoever connects. */
  readonly sent: number;
  readonly answered: number;
  close(): Promise<void>;
}

export async function startWire(target: number): Promise<Wire> {
  const bytes = { sent: 0, answered: 0 };
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    for (const [one, opposite] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on("error", () => one.destroy());
      one.on("close", () => {
        open.delete(one);
        opposite.destroy();
      });
      one.pipe(opposite);
    }
    near.on("data", (chunk) => (bytes.sent += chunk.length));
    far.on("data", (chunk) => (bytes.answered += chunk.length));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get sent() {
      return bytes.sent;
    },
    get answered() {
      return bytes.answered;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
