export type Risk = "low" | "medium" | "high";

interface CategoryDoc {
  /** One sentence for people: what is wrong when this is the answer. */
  readonly doc: string;
  /** Risk of acting on this answer when a playbook does not say: how much harm a wrong action can do. */
  readonly risk: Risk;
}

/** Every answer a diagnosis can give. The order is the README's. */
export const categoryDocs = {
  test_failure: { doc: "A test failed and nothing says that it is flaky.", risk: "medium" },
  flaky_test: { doc: "A test failed that also passes on the same commit.", risk: "low" },
  compile_error: { doc: "The sources, or a build script, do not compile or link.", risk: "medium" },
  type_error: { doc: "A type checker refused the sources.", risk: "medium" },
  lint: { doc: "A formatter or linter refused the sources.", risk: "low" },
  dependency_missing: { doc: "A needed package, module, library or tool is not there.", risk: "medium" },
  dependency_conflict: { doc: "Dependencies, or their rules, contradict each other.", risk: "medium" },
  lockfile_drift: { doc: "Lock file and manifest disagree.", risk: "low" },
  license_or_policy: { doc: "A licence check or a repository rule refused the change.", risk: "high" },
  documentation: {
    doc: "Documentation could not be built, or a link or example in it is broken.",
    risk: "low",
  },
  snapshot_mismatch: { doc: "A stored snapshot or golden file differs from the output.", risk: "medium" },
  coverage: { doc: "Test coverage is below the threshold.", risk: "medium" },
  network: { doc: "A connection to a remote host was reset, refused, or timed out.", risk: "low" },
  registry_outage: { doc: "A package or image registry answered with an error.", risk: "low" },
  service_outage: { doc: "A service that the job needs was down.", risk: "low" },
  rate_limited: { doc: "A remote host refused because of too many requests.", risk: "low" },
  runner_lost: { doc: "The machine that ran the job went away.", risk: "low" },
  out_of_memory: { doc: "A process was killed or gave up for lack of memory.", risk: "medium" },
  disk_full: { doc: "No space was left on the runner's disk.", risk: "medium" },
  timeout: { doc: "The job, a step or the whole test run took longer than allowed.", risk: "medium" },
  cancelled: { doc: "A person or another job stopped the run.", risk: "low" },
  checkout: { doc: "The sources could not be fetched, merged or checked out.", risk: "low" },
  auth_or_secret: { doc: "A credential is missing, wrong or expired.", risk: "high" },
  permission: { doc: "The credential is valid, but may not do this.", risk: "high" },
  workflow_config: { doc: "The workflow, its actions or its commands are wrongly written.", risk: "medium" },
  deploy_failure: { doc: "A deployment, release or publication failed.", risk: "high" },
  resource_saturation: { doc: "CPU, memory, disk or connections of a service are used up.", risk: "medium" },
  latency: { doc: "A service answers too slowly.", risk: "medium" },
  error_rate: { doc: "A service answers with too many errors.", risk: "high" },
  certificate: { doc: "A certificate is expired, not yet valid, or not trusted.", risk: "medium" },
  queue_backlog: { doc: "Work arrives faster than it is done.", risk: "medium" },
  monitoring_gap: {
    doc: "Monitoring itself sees nothing: no data, a broken data source, a lost exporter or heartbeat.",
    risk: "high",
  },
  no_log: { doc: "There is no log, or it was cut in transit.", risk: "low" },
  unknown: { doc: "Nothing in the log names the cause well enough.", risk: "high" },
} as const satisfies Record<string, CategoryDoc>;

export type Category = keyof typeof categoryDocs;

export const categories = Object.keys(categoryDocs) as Category[];

/** Categories of which a failing test is the place. */
export const testCategories: ReadonlySet<Category> = new Set([
  "test_failure",
  "flaky_test",
  "snapshot_mismatch",
]);

/** Causes that come and go by themselves: the same commit may pass when it is run again. */
const transient: ReadonlySet<Category> = new Set([
  "flaky_test",
  "network",
  "registry_outage",
  "service_outage",
  "rate_limited",
  "runner_lost",
  "cancelled",
  "timeout",
  "no_log",
]);

/** Whether a rerun of the same commit may pass. */
export const isTransient = (category: Category): boolean => transient.has(category);
