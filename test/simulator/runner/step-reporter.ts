import { Log } from "./log.js";
import type { Masks } from "./masks.js";
import type { RunEvents, StepConclusion } from "./types.js";

/** Numbers the steps of a job, gives each a log, and tells their start and end. */
export class StepReporter {
  private number = 0;
  /** The job's log: the steps' one after the other. */
  text = "";

  constructor(
    private readonly key: string,
    private readonly masks: Masks,
    private readonly events: RunEvents,
  ) {}

  async run(name: string, body: (log: Log) => Promise<StepConclusion>): Promise<StepConclusion> {
    const step = { number: ++this.number, name: this.masks.hide(name) };
    this.events.stepStarted(this.key, step, new Date());
    const log = new Log(this.masks);
    const conclusion = await body(log);
    this.text += log.text;
    this.events.stepCompleted(this.key, { ...step, conclusion, log: log.text }, new Date());
    return conclusion;
  }
}
