import { describe, expect, it } from "@jest/globals";
import { jobsOf, openArchive } from "../../src/logs/archive.js";
import { zipOf } from "./zip.js";

const run = {
  "1_build.txt": "whole build",
  "build/1_Set up job.txt": "setting up",
  "build/10_Post.txt": "posted",
  "build/2_Run tests.txt": "testing",
  "2_a long job name that GitHub c.txt": "whole long",
  "a long job name that GitHub cuts/1_Set up job.txt": "x",
  "3_alone.txt": "whole alone",
  "readme.md": "not a log",
};

describe("an archive as GitHub returns it", () => {
  it("is jobs with their steps in order", async () => {
    const jobs = jobsOf(await openArchive(await zipOf(run)));
    const shown = jobs.map(({ job, whole, steps }) => [
      job,
      whole?.path ?? null,
      steps.map(({ step }) => step?.name),
    ]);
    expect(shown).toEqual([
      ["build", "1_build.txt", ["Set up job", "Run tests", "Post"]],
      ["a long job name that GitHub cuts", "2_a long job name that GitHub c.txt", ["Set up job"]],
      ["alone", "3_alone.txt", []],
    ]);
  });

  it("gives each entry's bytes", async () => {
    const entries = await openArchive(await zipOf(run));
    const step = entries.find(({ path }) => path === "build/2_Run tests.txt");
    expect((await step!.read()).toString()).toBe("testing");
  });

  it("says that it was cut when the directory at its end is missing", async () => {
    const bytes = await zipOf(run);
    await expect(openArchive(bytes.subarray(0, bytes.length - 30))).rejects.toMatchObject({
      code: "HEAL_LOG_CUT",
    });
  });
});
