import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { MINUTE, systemClock } from "../../src/core/clock.js";
import { createNotifiers, type Notifiers } from "../../src/escalation/configured.js";
import { createWire } from "../../src/escalation/wire/create-wire.js";
import { farSide, type FarSide } from "../escalation/notifiers/far-side.js";
import { SECRET } from "../escalation/notifiers/targets.js";
import { alertScene, type AlertScene, type Labels } from "./alert-scene.js";

let [hook, pager]: FarSide[] = [];
let on: AlertScene;
/** Two notifiers over real HTTP: `hook` in JSON, and `pager`, which speaks PagerDuty. */
const notifiers = (defaults: string[]): Notifiers =>
  createNotifiers(
    {
      notifiers: {
        hook: { kind: "webhook", value: `${SECRET}@${side().url}/hook` },
        pager: { kind: "pagerduty", value: `${SECRET}@${pages().url}` },
      },
      HEAL_NOTIFY_DEFAULT: defaults,
    },
    createWire({ allowPrivate: true, clock: systemClock }),
  );
function side(): FarSide {
  if (!hook) throw new Error("no far side");
  return hook;
}
function pages(): FarSide {
  if (!pager) throw new Error("no far side");
  return pager;
}
const scene = async (heal?: string, defaults = ["hook"]) => {
  on = await alertScene(heal, null, notifiers(defaults));
};
beforeEach(async () => void ([hook, pager] = [await farSide(), await farSide()]));
afterEach(async () => {
  await on.close();
  await side().close();
  await pages().close();
});

interface Body {
  event: string;
  severity: string;
  title: string;
  links: { name: string }[];
}
const bodies = (): Body[] => side().heard.map(({ body }) => JSON.parse(body) as Body);
const told = (): string[] => bodies().map(({ event }) => event);
const paged = (): string[] =>
  pages().heard.map(({ body }) => (JSON.parse(body) as { event_action: string }).event_action);

const alert = (alertname: string, severity: string, more = {}): Labels => ({ alertname, severity, ...more });
const disk = alert("DiskFull", "critical", { service: "backup" });
const services = "services: [{ name: shop, match: { team: shop } }]\n";
const ofShop = (name: string, severity: string): Labels => alert(name, severity, { team: "shop" });

describe("a critical alert without a repository", () => {
  beforeEach(() => scene());

  it("reaches a webhook once, is told again once while nobody takes it up, and is resolved once", async () => {
    const startsAt = on.now();
    await on.tell(disk, { startsAt });
    await on.pass(MINUTE);
    expect(told()).toEqual([]);
    await on.pass(2 * MINUTE);
    expect(bodies()).toMatchObject([
      {
        event: "opened",
        title: "DiskFull of backup",
        severity: "critical",
        service: "backup",
        repository: null,
        since: startsAt.toISOString(),
        links: [{ name: "Incident", url: "http://heal.example/incidents/1" }],
      },
    ]);
    for (let i = 0; i < 5; i += 1) await on.tell(disk, { startsAt });
    await on.pass(20 * MINUTE);
    expect(told()).toEqual(["opened"]);
    await on.pass(15 * MINUTE);
    expect(told()).toEqual(["opened", "still_firing"]);
    await on.pass(120 * MINUTE);
    await on.tell(disk, { startsAt, status: "resolved" });
    await on.pass(60 * MINUTE);
    expect(told()).toEqual(["opened", "still_firing", "resolved"]);
    expect(new Set(bodies().map((body) => ("key" in body ? body.key : null))).size).toBe(1);
    expect((await on.story(1)).filter((text) => text.startsWith("Told hook"))).toEqual([
      "Told hook that a person is needed",
      "Told hook that it still fires and nobody took it up",
      "Told hook that it is over",
    ]);
  });

  it("that is over before it fired for two minutes is not told", async () => {
    const startsAt = on.now();
    await on.tell(disk, { startsAt });
    await on.pass(MINUTE);
    await on.tell(disk, { startsAt, status: "resolved" });
    await on.pass(60 * MINUTE);
    expect(told()).toEqual([]);
  });

  it("is not told again once a person did something about it", async () => {
    await on.tell(disk);
    await on.pass(5 * MINUTE);
    await on.db.run`
      insert into timeline (incident_id, kind, actor, text, at) values (1, 'asked', 'operator', 'seen', ${on.now()})`;
    await on.pass(60 * MINUTE);
    expect(told()).toEqual(["opened"]);
  });

  it("is told anew when it comes back after its end", async () => {
    const first = on.now();
    await on.tell(disk, { startsAt: first });
    await on.pass(5 * MINUTE);
    await on.tell(disk, { startsAt: first, status: "resolved" });
    await on.pass(10 * MINUTE);
    await on.tell(disk, { startsAt: on.now() });
    await on.pass(5 * MINUTE);
    expect(told()).toEqual(["opened", "resolved", "opened"]);
  });
});

describe("of what has no repository", () => {
  beforeEach(() => scene());

  it.each([
    ["error", ["opened"]],
    ["warning", []],
    ["info", []],
  ])("%s is told: %j", async (severity, expected) => {
    await on.tell(alert("Slow", severity));
    await on.pass(60 * MINUTE);
    expect(told()).toEqual(expected);
  });
});

describe("a pager", () => {
  it("is triggered once and resolved once", async () => {
    await scene(undefined, ["pager"]);
    const startsAt = on.now();
    await on.tell(disk, { startsAt });
    await on.pass(5 * MINUTE);
    await on.tell(disk, { startsAt });
    await on.tell(disk, { startsAt, status: "resolved" });
    await on.pass(60 * MINUTE);
    expect(paged()).toEqual(["trigger", "resolve"]);
  });

  it("that is away is told when it is back, and not of what is over by then", async () => {
    await scene(undefined, ["pager"]);
    pages().answer = (response) => void response.writeHead(503).end();
    const startsAt = on.now();
    await on.tell(disk, { startsAt });
    await on.pass(10 * MINUTE);
    expect(paged().length).toBeGreaterThan(2);
    expect(new Set(paged())).toEqual(new Set(["trigger"]));
    const before = pages().heard.length;
    pages().answer = (response) => void response.writeHead(202).end();
    await on.tell(disk, { startsAt, status: "resolved" });
    await on.pass(30 * MINUTE);
    // One of the tries may have been taken although its answer was an error: what might be open is resolved.
    expect(paged().slice(before)).toEqual(["resolve"]);
  });

  it("that refuses is named on the incident's timeline, is not asked again, and gets no end", async () => {
    await scene(undefined, ["pager"]);
    pages().answer = (response) => void response.writeHead(404).end('{"message":"no such key"}');
    const startsAt = on.now();
    await on.tell(disk, { startsAt });
    await on.pass(10 * MINUTE);
    await on.tell(disk, { startsAt, status: "resolved" });
    await on.pass(10 * MINUTE);
    expect(paged()).toEqual(["trigger"]);
    expect(await on.story(1)).toContain(
      "pager could not be told that a person is needed: answered 404: no such key",
    );
  });
});

describe("with a repository", () => {
  it("the notifiers that it names are told beside the issue, with a link to it, and of its end", async () => {
    await scene(`${services}escalate: { notify: [hook] }\n`, ["pager"]);
    const startsAt = on.now();
    await on.tell(ofShop("Slow", "warning"), { startsAt });
    await on.pass(5 * MINUTE);
    expect(on.issues).toHaveLength(1);
    expect(bodies()).toMatchObject([{ event: "opened", links: [{ name: "Incident" }, { name: "Issue" }] }]);
    await on.tell(ofShop("Slow", "warning"), { startsAt, status: "resolved" });
    await on.pass(5 * MINUTE);
    expect(told()).toEqual(["opened", "resolved"]);
    expect(paged()).toEqual([]);
  });

  it("a name that no notifier bears is told to the default ones", async () => {
    await scene(`${services}escalate: { notify: [hook, slak] }\n`, ["pager"]);
    await on.tell(ofShop("Slow", "error"));
    await on.pass(5 * MINUTE);
    expect([told(), paged()]).toEqual([["opened"], ["trigger"]]);
  });

  it("that only observes, a critical alert alone is told, and by the default ones", async () => {
    await scene(`mode: observe\n${services}escalate: { notify: [hook] }\n`, ["pager"]);
    await on.tell(ofShop("Slow", "error"));
    await on.tell(ofShop("Down", "critical"));
    await on.pass(MINUTE);
    expect(paged()).toEqual([]);
    await on.pass(10 * MINUTE);
    expect([on.issues.length, told(), paged()]).toEqual([0, [], ["trigger"]]);
  });

  it("where heal is stopped, a critical alert alone is told, and the rest when the stop is lifted", async () => {
    await scene(services);
    await on.killSwitch.stop("acme/shop", "release", "@mia");
    await on.tell(ofShop("Slow", "error"));
    await on.tell(ofShop("Down", "critical"));
    await on.pass(10 * MINUTE);
    expect(bodies()).toMatchObject([{ severity: "critical" }]);
    await on.killSwitch.resume("acme/shop", "@mia");
    await on.pass(5 * MINUTE);
    expect(bodies()).toMatchObject([{ severity: "critical" }, { severity: "error" }]);
  });

  it("where GitHub takes no issue, people are told all the same, once", async () => {
    await scene(services);
    on.away.issues = true;
    await on.tell(ofShop("Slow", "error"));
    await on.pass(60 * MINUTE);
    expect(bodies()).toMatchObject([{ event: "opened", links: [{ name: "Incident" }] }]);
  });

  it("while GitHub is away, a critical alert that fires for ten minutes is told, and its end too", async () => {
    await scene(services);
    on.away.github = true;
    const startsAt = on.now();
    await on.tell(ofShop("Slow", "error"));
    await on.tell(ofShop("Down", "critical"), { startsAt });
    await on.pass(8 * MINUTE);
    expect(told()).toEqual([]);
    await on.pass(10 * MINUTE);
    expect(bodies()).toMatchObject([{ event: "opened", severity: "critical" }]);
    on.away.github = false;
    await on.tell(ofShop("Down", "critical"), { startsAt, status: "resolved" });
    await on.pass(2 * MINUTE);
    const of = ({ event, severity }: Body) => `${event} ${severity}`;
    expect(bodies().map(of).sort()).toEqual(["opened critical", "opened error", "resolved critical"]);
  });

  it("what is muted is told by nobody", async () => {
    const muted = "detection: { mutes: [{ service: shop, reason: known }] }\n";
    await scene(`${services}${muted}`);
    await on.tell(ofShop("Down", "critical"));
    await on.pass(60 * MINUTE);
    expect(told()).toEqual([]);
  });
});

describe("a storm", () => {
  const many = async (severity: string, count: number, from = 0): Promise<void> => {
    for (let i = from; i < from + count; i += 1)
      await on.tell(alert(`Alert${i}`, severity, { service: `s${i}` }));
  };

  it("is told one by one up to ten in an hour, and then in one message, which ends once", async () => {
    await scene();
    const startsAt = on.now();
    await many("error", 15);
    await on.pass(5 * MINUTE);
    expect(told()).toEqual([...Array<string>(10).fill("opened"), "summary"]);
    expect(bodies().at(-1)?.title).toMatch(/^More incidents need a person .*, and 4 more$/);
    for (let i = 0; i < 14; i += 1)
      await on.tell(alert(`Alert${i}`, "error", { service: `s${i}` }), { startsAt, status: "resolved" });
    await on.pass(MINUTE);
    expect(told().slice(11)).toEqual(Array<string>(10).fill("resolved"));
    await on.tell(alert("Alert14", "error", { service: "s14" }), { startsAt, status: "resolved" });
    await on.pass(MINUTE);
    expect(told().slice(21)).toEqual(["summary_over"]);
  });

  it("hides no critical one", async () => {
    await scene();
    await many("error", 12);
    await on.pass(5 * MINUTE);
    await many("critical", 1, 100);
    await on.pass(5 * MINUTE);
    expect(bodies()).toContainEqual(expect.objectContaining({ event: "opened", severity: "critical" }));
  });

  it("is told in one message where its issues are one summary", async () => {
    await scene(`limits: { issues_per_hour: 2 }\n${services}`);
    for (const name of ["A", "B", "C", "D", "E"]) await on.tell(ofShop(name, "error"));
    await on.pass(5 * MINUTE);
    expect(on.issues).toHaveLength(3);
    expect(told()).toEqual(["opened", "opened", "summary"]);
  });
});
