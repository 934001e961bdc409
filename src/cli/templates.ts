import { SAMPLE_LINES, TemplateMiner, learnHeader } from "../logs/templates/index.js";
import type { Template } from "../logs/templates/index.js";
import { type CliIo, type Subcommand, writeData } from "./subcommand.js";
import { linesIn } from "./text/lines.js";
import { logParts } from "./text/logs.js";
import { Output, reportUnreadable } from "./text/output.js";

export const templates: Subcommand = {
  name: "templates",
  summary: "Groups a log's lines by message template; variable parts are <*>.",
  build(command, io, done) {
    command
      .argument("<log>", "a log file; .gz, GitHub's .zip log archive, or - for stdin")
      .action(async (file: string, flags: { json?: boolean }) => {
        try {
          const mined = await mine(file, io);
          await (flags.json ? each(mined, io) : summary(mined, io));
          done(0);
        } catch (error) {
          await reportUnreadable(io, file, error, flags.json);
          done(1);
        }
      });
  },
};

/** Shapes of the lines in order, four bytes a line, by entry of the archive (or one entry without a path). */
interface Mined {
  parts: { path?: string; shapes: Uint32Array[]; lines: number }[];
  templates: Template[];
}

const CHUNK = 65_536;

/** Reads once; headers are learnt from the first lines, which wait until then. */
async function mine(file: string, io: CliIo): Promise<Mined> {
  const parts: Mined["parts"] = [];
  let waiting: string[] = [];
  let miner: TemplateMiner | null = null;
  const add = (text: string): void => {
    const part = parts.at(-1)!;
    if (part.lines % CHUNK === 0) part.shapes.push(new Uint32Array(CHUNK));
    part.shapes.at(-1)![part.lines % CHUNK] = miner!.add(text);
    part.lines += 1;
  };
  const begin = (): void => {
    miner ??= new TemplateMiner(learnHeader(waiting));
    for (const text of waiting) add(text);
    waiting = [];
  };
  for await (const { path, bytes } of logParts(file, io)) {
    parts.push({ ...(path === undefined ? {} : { path }), shapes: [], lines: 0 });
    for await (const batch of linesIn(bytes))
      for (const { text } of batch) {
        if (miner) add(text);
        else if (waiting.push(text) === SAMPLE_LINES) begin();
      }
    begin();
  }
  return { parts, templates: (miner as TemplateMiner | null)?.templates() ?? [] };
}

async function each({ parts, templates: found }: Mined, io: CliIo): Promise<void> {
  const out = new Output(io, writeData);
  const tails = found.map(
    ({ id, text }) => `,"template_id":${JSON.stringify(id)},"template":${JSON.stringify(text)}}\n`,
  );
  for (const { path, shapes, lines } of parts) {
    const head = path === undefined ? "{" : `{"path":${JSON.stringify(path)},`;
    for (let n = 0; n < lines; n += 1)
      await out.add(`${head}"line":${n + 1}${tails[shapes[Math.floor(n / CHUNK)]![n % CHUNK]!]!}`);
  }
  await out.flush();
}

/** Templates by how often they occur, for people. */
async function summary({ parts, templates: found }: Mined, io: CliIo): Promise<void> {
  const counts = new Map<string, { template: Template; lines: number }>();
  for (const { shapes, lines } of parts)
    for (let n = 0; n < lines; n += 1) {
      const template = found[shapes[Math.floor(n / CHUNK)]![n % CHUNK]!]!;
      const count = counts.get(template.id) ?? { template, lines: 0 };
      count.lines += 1;
      counts.set(template.id, count);
    }
  const out = new Output(io);
  for (const { template, lines } of [...counts.values()].sort((a, b) => b.lines - a.lines))
    await out.add(`${String(lines).padStart(8)}  ${template.id}  ${template.text}\n`);
  await out.flush();
}
