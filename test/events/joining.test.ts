import { expect, it } from "@jest/globals";
import { joined, type Newcomer, type Standing } from "../../src/events/joining.js";

const open: Standing = { kind: "report", severity: "error", title: "2 failing tests", attempt: null };
const run: Newcomer = { kind: "ci", severity: "warning", title: "CI failed", run: { attempt: 1 } };
const alert: Newcomer = { kind: "alert", severity: "critical", title: "Down", run: null };

it.each<[string, Standing, Newcomer, ReturnType<typeof joined>]>([
  [
    "the end of its run names what a report opened",
    open,
    run,
    { kind: "ci", severity: "error", title: "CI failed", takesRun: true },
  ],
  [
    "a report adds nothing to a run that has ended",
    { ...open, kind: "ci", title: "CI failed", attempt: 1 },
    { ...run, kind: "report", title: "2 failing tests", run: null },
    { kind: "ci", severity: "error", title: "CI failed", takesRun: false },
  ],
  [
    "a newer attempt takes the older one's place",
    { ...open, kind: "ci", attempt: 2 },
    { ...run, run: { attempt: 3 } },
    { kind: "ci", severity: "error", title: "CI failed", takesRun: true },
  ],
  [
    "a late event of an older attempt takes no newer one's place",
    { ...open, kind: "ci", attempt: 2 },
    run,
    { kind: "ci", severity: "error", title: "CI failed", takesRun: false },
  ],
  [
    "an alert is as severe as its sender says now, and keeps its title",
    { kind: "alert", severity: "warning", title: "Slow", attempt: null },
    alert,
    { kind: "alert", severity: "critical", title: "Slow", takesRun: false },
  ],
])("%s", (_what, standing, newcomer, after) => expect(joined(standing, newcomer)).toEqual(after));
