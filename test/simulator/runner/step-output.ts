import { annotationOf, parseCommand } from "./commands.js";
import type { JobState } from "./job-state.js";
import type { Log } from "./log.js";

/** Reads a step's lines: workflow commands take effect, everything else is logged. */
export class StepOutput {
  /** From the old `::set-output` and `::save-state` commands. */
  readonly outputs: Record<string, string> = {};
  readonly state: Record<string, string> = {};
  /** Commands are off until `::<this>::`, after `::stop-commands::<this>`. */
  private stopped: string | null = null;

  constructor(
    private readonly job: JobState,
    private readonly log: Log,
  ) {}

  readonly line = (text: string): void => {
    const command = parseCommand(text);
    if (command === null || this.stopped !== null) {
      if (command !== null && command.name === this.stopped) this.stopped = null;
      this.log.write(text);
      return;
    }
    const annotation = annotationOf(command);
    if (annotation !== null) {
      this.job.annotations.push({ ...annotation, message: this.job.masks.hide(annotation.message) });
      this.log.write(`##[${command.name}]${command.message}`);
      return;
    }
    switch (command.name) {
      case "add-mask":
        this.job.masks.add(command.message);
        this.log.write("::add-mask::***");
        break;
      case "group":
        this.log.write(`##[group]${command.message}`);
        break;
      case "endgroup":
        this.log.write("##[endgroup]");
        break;
      case "debug":
        if (this.job.request.secrets?.["ACTIONS_STEP_DEBUG"] === "true")
          this.log.write(`##[debug]${command.message}`);
        break;
      case "stop-commands":
        this.stopped = command.message;
        this.log.write(text);
        break;
      case "set-output":
        this.outputs[command.properties["name"] ?? ""] = command.message;
        break;
      case "save-state":
        this.state[command.properties["name"] ?? ""] = command.message;
        break;
      default:
        this.log.write(text);
    }
  };
}
