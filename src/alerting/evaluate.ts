import { applyAlertPolicy, PART_OF_STORM } from "../detection/alert-policy.js";
import { markClosed } from "../detection/pattern.js";
import type { Detection } from "../detection/detection.js";
import { findingSubjectOf, runDetectors, type Finding } from "../detection/run-detectors.js";
import { defaultPolicy, type FindingSubject, type Policy } from "../detection/policy.js";
import { newNotificationLog, type NotificationLog, type SubjectState } from "../detection/subject-state.js";
import type { Db } from "../store/db.js";
import type { DetectionAbout } from "../detection/about.js";
import { addDetection } from "../store/detections.js";
import { lockStates, saveStates, type DetectorState } from "../store/detector-states.js";
import { addTimeline } from "../store/timeline.js";
import type { RunFacts } from "../events/event.js";
import { incidentOfLine } from "../store/run-lines.js";
import { openSelfDetected, openIncidentOf, resolveSelfDetected } from "./self-detected.js";
import { storedConfig, policyOf, type ReadConfig } from "./policy.js";
import { rowStore, type StateStore } from "./state-store.js";
import { decodeState, encodeState } from "./state-codec.js";
import type { Observation } from "./subjects.js";
import { acrossFailures, switchesOf } from "./switched-on.js";

/**
 * The row that subjects of one source share, by the owner of what it speaks of (an installation is an owner's); no subject is
 * called so. A storm, and calls that belong together, are one source's: whoever holds one secret silences nobody else.
 */
const notificationRow = (source: string | null, { repository }: FindingSubject): string =>
  `* ${source ?? "heal"} ${repository?.split("/")[0]?.toLowerCase() ?? ""}`;

/** A finding is about an error event that has its incident, or it is heal's own and may need one. */
interface Evaluated {
  about: FindingSubject;
  parent: string | null;
  findings: readonly Finding[];
  incident: number | null;
  own: boolean;
  source: string | null;
  more: DetectionAbout;
  run: RunFacts | null;
}

/**
 * Takes inputs into the detectors' rows within the transaction that writes what they were read from, in their order. Rows
 * are locked, so several workers and processes count right. Gives the incidents that have something new to look at.
 */
export async function evaluate(
  tx: Db,
  observations: readonly Observation[],
  now: Date,
  { keeper = rowStore, readConfig = storedConfig }: { keeper?: StateStore; readConfig?: ReadConfig } = {},
): Promise<number[]> {
  const switches = await switchesOf(
    tx,
    observations.map(({ input }) => input.repository),
  );
  const watched = observations.filter(({ input }) => switches.get(input.repository)?.detection);
  if (watched.length === 0) return [];
  const seen = watched.map((one) => ({
    ...one,
    about: findingSubjectOf(one.input),
    more: one.about ?? {},
  }));
  const states = await keeper.load(tx, subjectsOf(seen), now);
  const policies = await policiesFor(
    tx,
    seen.map(({ about }) => about),
    readConfig,
  );
  const told = seen.map((one): Evaluated => {
    const { input, about, parent = null, incident = null, source = null, more, run = null } = one;
    const state = states.get(about.subject)!;
    const all = runDetectors(state, input, policies.get(about.repository)!);
    const advanced = switches.get(input.repository)?.advanced;
    const findings = advanced ? all : all.filter(({ detector }) => !acrossFailures.has(detector));
    return { about, parent, findings, incident, own: input.kind !== "occurrence", source, more, run };
  });
  const woken = await notifyPeople(tx, told, states, policies, now);
  const said = told.filter(({ findings }) => findings.length > 0).map(({ about }) => about.subject);
  await keeper.save(tx, states, new Set(said), now);
  return woken;
}

/** Evaluates a finding of an external detector in the same way: repetition, silences, storms, an incident of its own. */
export async function evaluateFinding(
  tx: Db,
  given: { about: FindingSubject; finding: Finding; more: DetectionAbout },
  now: Date,
): Promise<number[]> {
  const { about, finding, more } = given;
  const named = { subject: about.subject, parent: null, repository: about.repository };
  const states = await rowStore.load(tx, [named], now);
  const policies = await policiesFor(tx, [about], storedConfig);
  const told = {
    about,
    parent: null,
    findings: [finding],
    incident: null,
    own: true,
    source: null,
    more,
    run: null,
  };
  const woken = await notifyPeople(tx, [told], states, policies, now);
  await rowStore.save(tx, states, new Set(), now);
  return woken;
}

/** Closes the failure's pattern: the next occurrence is a recurrence. */
export async function closePattern(tx: Db, fingerprint: string, at: Date): Promise<void> {
  const subject = `fingerprint:${fingerprint}`;
  const row = (await lockStates(tx, [{ subject, parent: null, repository: null }], at)).get(subject);
  const state = row && decodeState(row);
  if (!state?.past) return;
  state.past = markClosed(state.past, at.getTime());
  await saveStates(tx, [{ subject, ...encodeState(state) }], at);
}

const subjectsOf = (seen: readonly { about: FindingSubject; parent?: string }[]) => [
  ...new Map(
    seen.map(({ about: { subject, repository }, parent = null }) => [
      subject,
      { subject, parent, repository },
    ]),
  ).values(),
];

async function policiesFor(
  tx: Db,
  all: readonly FindingSubject[],
  readConfig: ReadConfig,
): Promise<Map<string | null, Policy>> {
  const policies = new Map<string | null, Policy>([[null, defaultPolicy]]);
  for (const { repository, at } of all)
    if (repository !== null && !policies.has(repository))
      policies.set(repository, policyOf(await readConfig(tx, repository), repository, at));
  return policies;
}

/** Decides who is called, and writes it down. The shared rows are taken only by what has something to say. */
async function notifyPeople(
  tx: Db,
  told: readonly Evaluated[],
  states: Map<string, SubjectState>,
  policies: Map<string | null, Policy>,
  now: Date,
): Promise<number[]> {
  const speaking = told.filter(({ findings }) => findings.length > 0);
  if (speaking.length === 0) return [];
  const rowOf = ({ source, about }: Evaluated): string => notificationRow(source, about);
  const names = [...new Set(speaking.map(rowOf))];
  const kept = await lockStates(
    tx,
    names.map((subject) => ({ subject, parent: null, repository: null })),
    now,
  );
  const shared = new Map(
    names.map((name) => {
      const calls: NotificationLog = {
        ...newNotificationLog(),
        ...(kept.get(name)?.state as Partial<NotificationLog>),
      };
      const together = speaking.filter((one) => rowOf(one) === name);
      return [name, { calls, coming: countNotifications(together, states, policies, calls) }];
    }),
  );
  const woken: number[] = [];
  for (const one of speaking) {
    const state = states.get(one.about.subject)!;
    const policy = policies.get(one.about.repository)!;
    const all = shared.get(rowOf(one))!;
    const found = applyAlertPolicy(
      state,
      all.calls,
      one.about,
      one.findings,
      policy,
      Math.max(0, all.coming - 1),
    );
    all.coming -= found.filter(
      ({ requiresAttention, silenced }) => requiresAttention || silenced === PART_OF_STORM,
    ).length;
    for (const detection of found) woken.push(...(await write(tx, one, detection, now)));
  }
  const changed: KeptRow[] = names.map((subject) => ({
    subject,
    state: shared.get(subject)!.calls,
    series: null,
  }));
  await saveStates(tx, changed, now);
  return woken;
}

/** How many of these would call, were there no storms; only a crowd is worth the question. */
function countNotifications(
  speaking: readonly Evaluated[],
  states: Map<string, SubjectState>,
  policies: Map<string | null, Policy>,
  calls: NotificationLog,
): number {
  if (speaking.length <= defaultPolicy.storm.notifications) return 0;
  const [triedCalls, tried] = [structuredClone(calls), new Map<string, SubjectState>()];
  return speaking.flatMap(({ about, findings }) => {
    const state = tried.get(about.subject) ?? { spoke: { ...states.get(about.subject)?.spoke } };
    tried.set(about.subject, state);
    const policy = { ...policies.get(about.repository)!, storm: { notifications: Infinity, span: 0 } };
    return applyAlertPolicy(state, triedCalls, about, findings, policy).filter(
      (one) => one.requiresAttention,
    );
  }).length;
}

type KeptRow = Pick<DetectorState, "subject" | "state" | "series">;

async function write(tx: Db, told: Evaluated, detection: Detection, now: Date): Promise<number[]> {
  const { about, own, more, run } = told;
  const at = new Date(detection.at);
  const over = detection.detector === "resolved";
  // A workflow that fails again and again has its incidents already; the finding belongs to the newest.
  const near =
    told.incident ??
    (own && about.repository !== null && run ? await incidentOfLine(tx, about.repository, run) : null);
  const woken: number[] = [];
  let incident = near;
  if (own && over) {
    const ended = await resolveSelfDetected(tx, {
      subject: about.subject,
      reason: detection.reason,
      at,
      now,
    });
    if (ended !== null) woken.push((incident = ended));
  } else if (own && detection.requiresAttention && near === null) {
    incident = await openSelfDetected(tx, { ...about, detection, more, at, now });
    woken.push(incident);
  } else if (own && near === null) incident = (await openIncidentOf(tx, about.subject))?.id ?? null;
  await addDetection(tx, {
    ...detection,
    incident,
    repository: about.repository,
    service: about.service,
    about: more,
    at,
  });
  const telling = own ? near !== null && !over : detection.requiresAttention && crowd.has(detection.detector);
  if (telling && incident !== null)
    await addTimeline(tx, incident, {
      kind: "detected",
      actor: "heal",
      text: `${detection.detector}: ${detection.reason}`,
      at,
    });
  return woken;
}

/** What is said of many failures is worth a line in the story of one. */
const crowd = new Set(["pattern.surge", "pattern.spread", "storm"]);
