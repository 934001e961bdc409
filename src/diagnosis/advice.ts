import { categoryDocs, isTransient, type Category } from "./category.js";

const next: Partial<Record<Category, string>> = {
  test_failure: "run the failing test alone, and look at what the change did to it",
  flaky_test: "rerun; then mend the test, or give it to its owner",
  compile_error: "mend the sources at the place named",
  type_error: "mend the types at the place named",
  lint: "run the formatter or linter here and commit what it changes",
  dependency_missing: "add what is missing to the manifest or to the job's set-up",
  dependency_conflict: "choose versions that go together",
  lockfile_drift: "write the lock file anew and commit it",
  license_or_policy: "ask the owner of the rule, or replace what it refuses",
  documentation: "mend the link or the page named",
  snapshot_mismatch: "look at the difference; accept the snapshot if it is meant",
  coverage: "add tests for what the change added",
  out_of_memory: "give the job more memory, or let it do less at once",
  disk_full: "free or add disk space on the runner",
  timeout: "see what the job was waiting for before it is given more time",
  cancelled: "nothing: a newer run or a person stopped it",
  checkout: "rebase, or mend the reference",
  auth_or_secret: "renew the credential or give it to the job",
  permission: "grant what is refused, or do without it",
  workflow_config: "mend the workflow, or the input named",
  deploy_failure: "see the target's own log before it is tried again",
  certificate: "renew the certificate, or trust its issuer",
  no_log: "fetch the log again, or rerun the job",
  unknown: "read the lines around the failing part",
};

/** Whether the same code is worth another try. */
export const rerunHelps = (category: Category): string =>
  category === "unknown"
    ? "not known whether it helps"
    : isTransient(category)
      ? "may help: the cause comes and goes"
      : `hardly helps: ${categoryDocs[category].doc.replace(/\.$/, "").toLowerCase()}`;

/** What a person does next. */
export const nextStep = (category: Category): string =>
  next[category] ??
  (isTransient(category) ? "rerun; if it stays, see whether the other side is up" : "read the lines quoted");
