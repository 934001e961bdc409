import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A TCP proxy on 127.0.0.1 with a port that stays, whatever becomes of what is behind it. */
export interface Proxy {
  port: number;
  /** Where connections go from now on. */
  target(port: number): void;
  /** New and present connections are accepted and get no byte through, in either direction; or all is well again. */
  halfOpen(on: boolean): void;
  /** Connections that got stuck so far. */
  readonly held: number;
  close(): Promise<void>;
}

export async function startProxy(first: number): Promise<Proxy> {
  let port = first;
  let stuck = false;
  let held = 0;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    open.add(near);
    near.on("error", () => near.destroy());
    near.on("close", () => open.delete(near));
    // Taken in and never read: the peer sees a connection that is alive.
    if (stuck) {
      held += 1;
      return;
    }
    const far = connect(port, "127.0.0.1");
    open.add(far);
    far.on("error", () => near.destroy());
    far.on("close", () => {
      open.delete(far);
      near.destroy();
    });
    near.on("close", () => far.destroy());
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    target: (next) => (port = next),
    get held() {
      return held;
    },
    halfOpen(on) {
      stuck = on;
      if (!on) return;
      for (const socket of open) {
        socket.unpipe();
        socket.pause();
      }
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
