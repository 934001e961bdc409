import { describe, expect, it } from "@jest/globals";
import { Readable } from "node:stream";
import { inThisThread, type Offload } from "../../src/core/offload.js";
import { HealError } from "../../src/core/errors.js";
import { combineDiagnoses } from "../../src/diagnosis/combine.js";
import { diagnoseLogs, readJob, type JobInput } from "../../src/diagnosis/diagnose-logs.js";
import { failedStep } from "./support.js";

const bytesOf = (text: string) => Readable.from([Buffer.from(text)]);
const job = (name: string, log: string | null, more: Partial<JobInput> = {}): JobInput => ({
  name,
  steps: [
    { name: "Set up", conclusion: "success" },
    { name: "Test", conclusion: "failure" },
  ],
  log: log === null ? null : bytesOf(log),
  ...more,
});
const diagnoseJobs = async (jobs: JobInput[]) => {
  const each = await Promise.all(jobs.map((one) => readJob(one)));
  const diagnoses = each.map(({ diagnosis }) => diagnosis);
  return { overall: combineDiagnoses(diagnoses), jobs: diagnoses };
};
const reset = failedStep("npm error network read ECONNRESET");
const broken = failedStep("--- FAIL: TestSum (0.00s)");

describe("readJob", () => {
  it("names the job and the step that GitHub says failed", async () => {
    const { jobs } = await diagnoseJobs([job("a", reset), job("c", broken)]);
    expect(jobs.map(({ category, failed }) => [failed.job, failed.step, category])).toEqual([
      ["a", "Test", "network"],
      ["c", "Test", "test_failure"],
    ]);
  });

  it("says that the causes are mixed, and is less sure", async () => {
    const { overall, jobs } = await diagnoseJobs([job("a", reset), job("b", reset), job("c", broken)]);
    expect(overall).toMatchObject({
      category: "network",
      reason: "the failed jobs do not share one cause: 2 network, 1 test_failure",
    });
    expect(overall.confidence).toBeLessThan(jobs[0]!.confidence);
    expect(overall.alternatives).toEqual([expect.objectContaining({ category: "test_failure" })]);
  });

  it("does not count jobs that another one's failure stopped", async () => {
    const stopped = failedStep("##[error]The operation was canceled.");
    const { overall } = await diagnoseJobs([job("a", broken), job("b", stopped)]);
    expect(overall).toMatchObject({ category: "test_failure" });
    expect(overall.reason).toBeUndefined();
  });

  it("reads annotations where there is no log: a lost runner leaves nothing else", async () => {
    const annotations = [
      { level: "failure", message: "The self-hosted runner: r-1 lost communication with the server." },
    ];
    expect((await diagnoseJobs([job("a", null, { annotations })])).overall).toMatchObject({
      category: "runner_lost",
    });
  });

  it("does not take a notice for the cause", async () => {
    const annotations = [
      { level: "notice", message: "The self-hosted runner: r-1 lost communication with the server." },
    ];
    expect((await diagnoseJobs([job("a", null, { annotations })])).overall).toMatchObject({
      category: "no_log",
    });
  });

  it("shows the failing part as it stands in the log", async () => {
    const text = failedStep("--- FAIL: TestSum (0.00s)", "    sum_test.go:7: expected 4 but got 5");
    const { diagnosis, excerpt } = await readJob(job("a", text));
    const { start_line: start, end_line: end } = diagnosis.chunk ?? { start_line: 0, end_line: -1 };
    const raw = text.split("\n").slice(start - 1, end);
    expect(excerpt).toEqual(raw.map((line, i) => ({ line: start + i, text: line })));
  });

  it("hands what was kept of a long log to another thread, and a short one to none", async () => {
    const sizes: number[] = [];
    const offload: Offload = {
      ...inThisThread,
      run: (task, prepare, options) => {
        sizes.push(JSON.stringify(prepare().input).length);
        return inThisThread.run(task, prepare, options);
      },
    };
    const chatter = "nothing to see here\n".repeat(1_000_000);
    await readJob(job("short", reset), offload);
    const { diagnosis } = await readJob(job("long", chatter + reset), offload);
    expect([diagnosis.category, sizes.length]).toEqual(["network", 1]);
    expect(sizes[0]).toBeLessThan(1_000_000);
  });

  it("rejects when the log does", async () => {
    const log = (async function* () {
      yield Buffer.from(reset);
      throw new HealError("HEAL_LOG_CUT", "cut");
    })();
    await expect(readJob({ name: "a", steps: [], log })).rejects.toMatchObject({ code: "HEAL_LOG_CUT" });
  });

  it("answers no_log when nothing failed", async () => {
    expect(await diagnoseJobs([])).toMatchObject({
      overall: { category: "no_log", reason: "no job failed" },
      jobs: [],
    });
  });
});

describe("several logs of one run", () => {
  it("are one answer", async () => {
    const answer = diagnoseLogs([
      { text: reset, path: "a.txt" },
      { text: reset, path: "b.txt" },
    ]);
    expect(answer).toMatchObject({
      category: "network",
      chunk: { path: "a.txt" },
    });
    expect(answer.evidence[0]).toMatchObject({ path: "a.txt", line: 4 });
  });
});

describe("a log that is not there", () => {
  it.each([
    ["empty", ""],
    ["blank", "\n \n\t\n"],
    [
      "a storage error instead",
      '\uFEFF<?xml version="1.0" encoding="utf-8"?><Error><Code>BlobNotFound</Code></Error>',
    ],
    ["an API error instead", '{"message": "Not Found", "documentation_url": "x"}\n'],
    ["a web page instead", "<!DOCTYPE html>\n<html><body>502</body></html>\n"],
    ["cut within a line", "##[group]Run npm ci\nnpm ci\n##[endgroup]\nadded 3 pack"],
  ])("%s", (_name, text) => {
    expect(diagnoseLogs({ text })).toMatchObject({
      category: "no_log",
      chunk: null,
      reason: expect.any(String),
    });
  });

  it("is not one that ends without a newline after its error", async () => {
    expect(diagnoseLogs({ text: reset.trimEnd() })).toMatchObject({ category: "network" });
  });
});
