/** GitHub's log archive of a run's attempt. */
import yazl from "yazl";
import type { Attempt } from "../records.js";

/** File names in the archive lose these characters. */
function fileName(name: string): string {
  return name.replace(/[\\/:*?"<>|]/g, "_");
}

export async function zipOf(files: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(files))
    zip.addBuffer(Buffer.isBuffer(content) ? content : Buffer.from(content, "utf8"), name, {
      mtime: new Date(Date.UTC(2024, 0, 1)),
    });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** `<n>_<job>.txt` with a job's whole log, `<job>/<n>_<step>.txt` with a step's; `null` when no job has a log. */
export async function logArchive(attempt: Attempt): Promise<Buffer | null> {
  const files: Record<string, string> = {};
  let index = 0;
  for (const job of attempt.jobs) {
    if (job.log === null || job.conclusion === "skipped") continue;
    files[`${index}_${fileName(job.name)}.txt`] = job.log;
    index++;
    for (const step of job.steps) {
      if (step.conclusion === "skipped") continue;
      files[`${fileName(job.name)}/${step.number}_${fileName(step.name)}.txt`] = step.log;
    }
  }
  return index === 0 ? null : await zipOf(files);
}
