import { parse } from "csv-parse/sync";
import { diagnoseLogs } from "../../../src/diagnosis/diagnose-logs.js";
import type { Judged, Mapping } from "../categories.js";
import { scored } from "../categories.js";
import { calibration, sureness } from "../helpers/calibration.js";
import { dataset, jsonl } from "../datasets.js";
import type { Row } from "../row.js";

interface Labelled {
  category: string;
  log: string;
}

const bugswarm: Mapping = {
  Test: ["test_failure", "snapshot_mismatch", "flaky_test"],
  Compilation: ["compile_error", "type_error"],
  Checkstyle: ["lint", "license_or_policy"],
  "Missing library": ["dependency_missing", "dependency_conflict", "network", "registry_outage"],
  "Compare  version": ["dependency_conflict", "license_or_policy", "compile_error"],
  "Unable to clone": ["checkout", "network"],
};
const bump: Mapping = {
  COMPILATION_FAILURE: ["compile_error"],
  TEST_FAILURE: ["test_failure", "snapshot_mismatch"],
  ENFORCER_FAILURE: ["dependency_conflict"],
  DEPENDENCY_LOCK_FAILURE: ["lockfile_drift"],
  WERROR_FAILURE: ["compile_error"],
  DEPENDENCY_RESOLUTION_FAILURE: ["dependency_missing"],
};
/** Its labels are free text (and its lines are joined by `<br>` or dots); the ones that our words can name, in ours. */
const snippets: Mapping = {
  "YAML Syntax Error": ["workflow_config", "lint"],
  "Dependency Resolution Error": ["dependency_conflict", "dependency_missing"],
  "Git Permission Error": ["permission", "auth_or_secret", "checkout"],
  "Module Import Error": ["dependency_missing"],
  "Dependency/Environment Errors": ["dependency_conflict"],
  "Test Execution Error": ["test_failure", "compile_error", "dependency_missing"],
  "File Not Found Error": ["workflow_config", "dependency_missing"],
  "Docker Authentication Error": ["auth_or_secret", "permission"],
  "Docker Image Not Found Error": ["dependency_missing"],
  "Link Validation Error": ["documentation"],
  "Git / Merge Conflicts": ["checkout"],
  "Git LFS Errors": ["checkout", "rate_limited"],
  "NPM Authentication Errors": ["auth_or_secret"],
  "Python / Missing Dependency Errors": ["dependency_missing"],
  "Maven / Dependency Retrieval Errors": ["dependency_missing", "network", "registry_outage"],
  "Git Authentication / Permission Error": ["auth_or_secret", "permission", "checkout"],
  "Node.js Module Resolution Error": ["dependency_missing"],
  "Maven Dependency Resolution": ["dependency_missing"],
  "Python Import Error": ["dependency_missing"],
  "Network / NuGet Error": ["network", "registry_outage"],
  "Cloud API Permission Error": ["permission"],
  "Java Version Mismatch": ["dependency_conflict", "workflow_config", "compile_error"],
  "Linting / Syntax Error": ["lint"],
  "Makefile Build Error": ["workflow_config", "compile_error"],
  "Ruby Dependency Error": ["dependency_missing", "dependency_conflict"],
  "File System Permission Error": ["permission"],
  "NPM Script Error": ["workflow_config"],
  "Test Assertion Failure": ["test_failure"],
  "AWS Permission Error": ["permission"],
  "Missing System Dependency": ["dependency_missing"],
  "NPM Authentication Error": ["auth_or_secret"],
  "PHP Extension Missing": ["dependency_missing", "dependency_conflict"],
  "Disk Space Error": ["disk_full"],
  "Memory Overflow Error": ["out_of_memory"],
  "Package Lock Mismatch": ["lockfile_drift"],
  "Python Version Incompatibility": ["dependency_conflict"],
  "NPM Permission Error": ["permission"],
  "Python Linting Error": ["lint"],
  "Rust Compilation Error": ["compile_error"],
  "Composer Network Error": ["network", "registry_outage"],
  "Permission Error": ["permission"],
  "Go Dependency Error": ["dependency_missing", "dependency_conflict", "lockfile_drift"],
  "Java Module Error": ["dependency_missing", "compile_error", "dependency_conflict"],
  "Dependency Version Error": ["dependency_conflict", "dependency_missing"],
  "Docker Registry Auth Error": ["auth_or_secret", "permission"],
  "Unit Test Assertion Error": ["test_failure"],
  "Missing File Error": ["workflow_config", "dependency_missing"],
  "GPU Resource Error": ["out_of_memory", "resource_saturation"],
  "Syntax Error": ["compile_error", "lint"],
  "Resource Limit Exceeded Error": [
    "out_of_memory",
    "disk_full",
    "timeout",
    "resource_saturation",
    "rate_limited",
  ],
  "System Resource Error": ["out_of_memory", "resource_saturation"],
  "Workflow Configuration Errors": ["workflow_config"],
  "NPM / Package Registry Errors": ["registry_outage", "dependency_missing", "network", "auth_or_secret"],
  "Container / Script Execution Failure": ["workflow_config", "permission"],
};

const judge = (label: string, text: string): Judged => {
  const { category, confidence } = diagnoseLogs({ text });
  return { label, answer: category, confidence };
};

const logs = (folder: string): Judged[] =>
  jsonl<Labelled>(`${folder}/labels.jsonl`).map(({ category, log }) =>
    judge(category, dataset(`${folder}/${log}`).toString("utf8")),
  );

function snippetsJudged(): Judged[] {
  const csv = dataset("gha_error_snippets_99/dev/github_actions_error_logs.csv").toString("latin1");
  const rows: { error: string; category: string }[] = parse(csv, { columns: true, relax_quotes: true });
  return rows
    .filter(({ category }) => category.trim() in snippets)
    .map(({ error, category }) => judge(category.trim(), `${error.replace(/ ?<br> ?| \.\.\. /g, "\n")}\n`));
}

const row = (data: string, judged: () => Judged[], mapping: Mapping): Row => ({
  work: "category",
  data,
  metric: "accuracy",
  floor: null,
  published: null,
  reach: null,
  run: async () => scored(judged(), mapping),
});

const read = new Map<string, Judged[]>();
function judgedOf(folder: string): Judged[] {
  const known = read.get(folder) ?? logs(folder);
  read.set(folder, known);
  return known;
}

export const rows: readonly Row[] = [
  row("bugswarm_categories/dev", () => judgedOf("bugswarm_categories/dev"), bugswarm),
  row("bump/dev", () => judgedOf("bump/dev"), bump),
  row("gha_error_snippets_99/dev", snippetsJudged, snippets),
  {
    work: "confidence as shown",
    data: "bugswarm_categories/dev + bump/dev",
    metric: "AUC of right against wrong; expected calibration error",
    floor: null,
    published: null,
    reach: "0.85; 0.05",
    run: async () =>
      calibration([
        ...judgedOf("bugswarm_categories/dev").map((one) => sureness(one, bugswarm)),
        ...judgedOf("bump/dev").map((one) => sureness(one, bump)),
      ]),
  },
];
