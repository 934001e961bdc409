import { lookup } from "node:dns";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from "request-filtering-agent";

/** What even the operator's word does not open: a cloud's metadata service gives its machine's credentials to whoever asks. */
const metadata = new BlockList();
metadata.addSubnet("169.254.0.0", 16, "ipv4");
metadata.addSubnet("fe80::", 10, "ipv6");
// Of AWS (docs: Instance metadata, IPv6) and Alibaba Cloud (docs: View instance metadata).
metadata.addAddress("fd00:ec2::254", "ipv6");
metadata.addAddress("100.100.100.200", "ipv4");

export const isMetadata = (address: string): boolean => {
  const version = isIP(address);
  return version !== 0 && metadata.check(address, version === 6 ? "ipv6" : "ipv4");
};

/** What is thrown for such an address; whoever asked turns it into words. */
export const METADATA = "HEAL_METADATA_ADDRESS";

/** The same, but for names that lead to metadata services. */
const careful =
  (resolve: LookupFunction): LookupFunction =>
  (hostname, options, done) =>
    resolve(hostname, options, (error, found, family) => {
      const addresses = typeof found === "string" ? [found] : (found ?? []).map(({ address }) => address);
      if (error === null && addresses.some(isMetadata)) done(new Error(METADATA), []);
      else done(error, found, family);
    });

/** Connections stay from one look to the next: a handshake each time would cost more than the look. */
const idle = { keepAlive: true, maxSockets: 16, maxFreeSockets: 2, timeout: 60_000 };

export interface Connection {
  agent: HttpAgent | HttpsAgent;
  lookup: LookupFunction;
}

/** How addresses are reached: public ones by anybody's wish, others only where the operator allows the host. */
export interface Connections {
  /** Throws a sentence when the address is refused as it is written. */
  to(url: URL): Connection;
  close(): void;
}

/** `allow`: `host` or `host:port`, as in HEAL_MONITOR_ALLOW. */
export function createConnections(allow: readonly string[], resolve: LookupFunction = lookup): Connections {
  const open = new Set(allow.map((host) => host.toLowerCase()));
  const filtered = { http: new RequestFilteringHttpAgent(idle), https: new RequestFilteringHttpsAgent(idle) };
  const plain = { http: new HttpAgent(idle), https: new HttpsAgent(idle) };
  return {
    to(url) {
      const kind = url.protocol === "https:" ? "https" : "http";
      const port = url.port || (kind === "https" ? "443" : "80");
      const allowed = open.has(url.hostname) || open.has(`${url.hostname}:${port}`);
      if (!allowed) return { agent: filtered[kind], lookup: resolve };
      // A name is looked up first; an address never is.
      if (isMetadata(url.hostname.replace(/^\[|\]$/g, ""))) throw new Error(METADATA);
      return { agent: plain[kind], lookup: careful(resolve) };
    },
    close() {
      for (const agent of [...Object.values(filtered), ...Object.values(plain)]) agent.destroy();
    },
  };
}
