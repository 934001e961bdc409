import type { FailingTest, RepositoryRef } from "../../../events/event.js";
import type { Signal } from "../../../events/signal.js";
import { reasonOf } from "../../../core/errors.js";
import { parseReport } from "../../../logs/reports/index.js";
import type { ReadableDelivery } from "../../source.js";
import { MESSAGE, safe, TITLE } from "../../text.js";
import { upload, type Upload } from "./payload.js";

export type ReportSignal = Extract<Signal, { kind: "report" }>;
export type ReportReading =
  | { signals: [ReportSignal]; ignored?: undefined }
  | { signals: []; ignored: string };

/** Failing tests kept of one upload; a break of more tests than this has one cause. */
const FAILING = 1_000;

/** All reports of the upload together. One that cannot be parsed does not take the others with it. */
export function read(delivery: ReadableDelivery): ReportReading {
  const body = upload.parse(delivery.json);
  const failing: FailingTest[] = [];
  const broken: string[] = [];
  let tests = 0;
  for (const { path, content } of body.reports) {
    try {
      const report = parseReport(content, path);
      tests += report.tests;
      failing.push(...report.failures.slice(0, FAILING - failing.length).map(safeTest));
    } catch (error) {
      broken.push(`${safe(path, 100)}: ${safe(reasonOf(error), 200)}`);
    }
  }
  if (broken.length > 0 && broken.length === body.reports.length)
    return { signals: [], ignored: `no report could be read: ${broken.slice(0, 3).join("; ")}` };
  const signal: ReportSignal = {
    kind: "report",
    repository: repositoryOf(body, delivery),
    run: {
      runId: body.run_id,
      attempt: body.run_attempt,
      workflow: safe(body.workflow),
      job: safe(body.job),
      headSha: safe(delivery.headers["oidc-sha"] ?? body.sha),
    },
    tests,
    failing,
    at: delivery.receivedAt,
  };
  return { signals: [signal] };
}

function repositoryOf(body: Upload, { headers }: ReadableDelivery): RepositoryRef {
  const id = Number(headers["oidc-repository-id"]);
  return {
    fullName: headers["oidc-repository"] ?? safe(body.repository),
    id: Number.isSafeInteger(id) && id > 0 ? id : null,
    installationId: null,
  };
}

const safeTest = (test: FailingTest): FailingTest => ({
  suite: safe(test.suite, TITLE),
  name: safe(test.name, TITLE),
  message: safe(test.message, MESSAGE),
  ...(test.file === undefined ? {} : { file: safe(test.file, 1_000) }),
  ...(test.line === undefined ? {} : { line: test.line }),
});
