import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Simulator } from "../../simulator/types.js";
import { startWire, type Wire } from "./wire.js";

const REPOSITORIES = 5;
/** As many as heal takes of one repository. */
const OF_EACH = 20;

/** Services with a health address and an exporter, and repositories whose `heal.yml` wants them watched. */
export interface Services {
  count: number;
  repositories: string[];
  /** What comes from heal and what is answered. */
  wire: Wire;
  /** For HEAL_MONITOR_ALLOW. */
  host: string;
  close(): Promise<void>;
}

export async function startServices(github: Simulator): Promise<Services> {
  let asked = 0;
  const server = createServer((request, answer) => {
    asked += 1;
    answer.setHeader("content-type", "text/plain; version=0.0.4");
    answer.end(request.url?.endsWith("/metrics") ? exposition(asked) : "ok\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const wire = await startWire((server.address() as AddressInfo).port);
  const host = `127.0.0.1:${wire.port}`;
  const repositories: string[] = [];
  for (let team = 0; team < REPOSITORIES; team++) {
    const name = `acme/team-${team}`;
    const services = Array.from({ length: OF_EACH }, (_, n) => {
      const at = `http://${host}/${team}/${n}`;
      return `  - name: service-${n}
    match: { service: service-${team}-${n} }
    watch: [{ health: "${at}/health" }, { metrics: "${at}/metrics", series: [http_requests_total, process_resident_memory_bytes] }]`;
    });
    await github.repository(name, {
      files: { ".github/heal.yml": `services:\n${services.join("\n")}\n`, "README.md": "# a team\n" },
    });
    repositories.push(name);
  }
  return {
    count: REPOSITORIES * OF_EACH,
    repositories,
    wire,
    host,
    async close() {
      await wire.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** What a small program's exporter says: a histogram that nobody asked for, and the three series that are watched. */
function exposition(n: number): string {
  const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10].map(
    (le) => `http_request_duration_seconds_bucket{le="${le}"} ${n}\n`,
  );
  return `# TYPE http_request_duration_seconds histogram
${buckets.join("")}# TYPE http_requests_total counter
http_requests_total{code="200"} ${n * 100}
http_requests_total{code="500"} ${n}
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes ${5e7 + n}
`;
}
