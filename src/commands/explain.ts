import { percent } from "../core/format.js";
import { clip, codeBlock } from "../core/text.js";
import { escapeText, inlineCode, verdictText } from "../diagnosis/markdown.js";
import type { DiagnosisRecord, JobDiagnosis } from "../diagnosis/record.js";
import { recognitionText } from "../decision/recognition-text.js";
import { answer, noIncident, type HealCommand } from "./command.js";

const JOBS = 5;
const LINES = 10;

export const explain: HealCommand = {
  name: "explain",
  usage: "/heal explain",
  says: "Shows the diagnosis: the evidence for it, what else it could be, and what was read.",
  who: "read",
  changes: false,
  examples: ["/heal explain"],
  run: async ({ incident }, { publicUrl }) => {
    if (!incident) return noIncident;
    const { id, diagnosis: record } = incident;
    const page = `[Incident ${id}](${publicUrl}/incidents/${id})`;
    if (!record) return answer(`${page} has no diagnosis yet: nobody has looked into it.`);
    const seen = record.recognition;
    return answer(
      [
        `${page}: ${verdictText(record)}. ${escapeText(record.summary, 500)}`,
        ...(record.reason === null ? [] : [`Reason: ${escapeText(record.reason, 500)}`]),
        ...(seen === null ? [] : [`${escapeText(recognitionText(seen), 500)}.`]),
        ...record.jobs.slice(0, JOBS).map(jobText),
        `What else it could be: ${alternativesOf(record)}.`,
        `What was read: ${readText(record)}.`,
      ].join("\n\n"),
    );
  },
};

const alternativesOf = ({ alternatives }: DiagnosisRecord): string =>
  alternatives.map((one) => `${one.category} (${percent(one.confidence)})`).join(", ") ||
  "nothing else has grounds";

function jobText(job: JobDiagnosis): string {
  const where = [
    job.step === null ? "" : `, step ${inlineCode(job.step)}`,
    job.command === null ? "" : `, command ${inlineCode(job.command)}`,
  ].join("");
  const lines = job.evidence
    .slice(0, LINES)
    .sort((a, b) => a.line - b.line)
    .map(({ line, text }) => `${String(line).padStart(5)}  ${clip(text, 300)}`);
  const head = `${inlineCode(job.name)}${where}: ${job.category} (${percent(job.confidence)})`;
  return lines.length === 0 ? head : `${head}\n\n${codeBlock(lines.join("\n"))}`;
}

function readText({ jobs, tests, labels, attempt }: DiagnosisRecord): string {
  const logs = jobs.map(({ name, chunk }) =>
    chunk === null
      ? `${inlineCode(name)} (no part of its log)`
      : `the log of ${inlineCode(name)} (lines ${chunk.start_line} to ${chunk.end_line} decide)`,
  );
  const more = jobs.length > JOBS ? [`${jobs.length - JOBS} more jobs`] : [];
  const named = Object.keys(labels).length;
  return (
    [
      ...(attempt > 0 ? [`attempt ${attempt} of the run`] : []),
      ...logs.slice(0, JOBS),
      ...more,
      ...(tests.length > 0 ? [`reports of ${tests.length} failing tests`] : []),
      ...(named > 0 ? [`${named} labels of the alert`] : []),
    ].join("; ") || "nothing"
  );
}
