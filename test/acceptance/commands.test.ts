import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { HOUR, MINUTE } from "../../src/core/clock.js";
import { HealError } from "../../src/core/errors.js";
import { acknowledgementOf } from "../../src/store/acknowledgements.js";
import { alertScene, type AlertScene, type Labels } from "./alert-scene.js";
import { lastReaction, say } from "./people.js";

const services = "services: [{ name: shop, match: { team: shop } }]\n";
const slow: Labels = { alertname: "Slow", severity: "error", team: "shop" };

let on: AlertScene;
const body = (): string => on.issues[0]?.body ?? "";
const state = async (): Promise<string | undefined> => (await on.incidents()).at(-1)?.state;

/** An alert of the service, told in issue 1. */
const escalated = async (heal = services): Promise<Date> => {
  on = await alertScene(heal);
  const startsAt = on.now();
  await on.tell(slow, { startsAt });
  await on.pass(5 * MINUTE);
  expect(on.issues).toHaveLength(1);
  return startsAt;
};
afterEach(() => on.close());

describe("what people ask about an incident", () => {
  beforeEach(async () => void (await escalated()));

  it.each([
    ["/heal explain", "What was read: "],
    ["/heal why", "Last decision"],
    ["/heal status", "is **escalated**"],
    ["/heal help", "| `/heal assign [@me\\|@user]` |"],
  ])("%s is answered to whoever may read", async (line, expected) => {
    expect(await say(on, 1, "rae", line)).toContain(expected);
    expect(lastReaction(on)).toBe("+1");
  });

  it("what heal would do now is said with every guard's verdict, and nothing is changed", async () => {
    const before = await on.story(1);
    expect(await say(on, 1, "tia", "/heal simulate")).toMatch(
      /Now heal would decide: \*\*\w+\*\*[\s\S]*Nothing was changed\./,
    );
    expect(await on.story(1)).toEqual(before);
  });

  it("the commands are listed by the right that they take", async () => {
    const rows =
      (await say(on, 1, "rae", "/heal help"))?.split("\n").filter((line) => line.startsWith("| `/heal")) ??
      [];
    const rights = rows.map((line) => / \| (read|triage|write|maintain) \| (may)? ?\|$/.exec(line));
    expect(rights).not.toContain(null);
    const order = ["read", "triage", "write", "maintain"];
    const places = rights.map((one) => order.indexOf(one?.[1] ?? ""));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(rights.map((one) => one?.[2] === "may")).toEqual(places.map((place) => place === 0));
  });
});

describe("an acknowledgement", () => {
  beforeEach(async () => void (await escalated()));
  const taken = async () => (await acknowledgementOf(on.db, 1))?.by ?? null;

  it("by command is kept once, said in the story, and shown", async () => {
    expect(await say(on, 1, "rae", "/heal ack")).toContain("needs triage access");
    expect(await taken()).toBeNull();
    await on.pass(2 * MINUTE);
    expect(await say(on, 1, "tia", "/heal ack")).toContain("is yours");
    await on.pass(2 * MINUTE);
    expect(await say(on, 1, "mia", "/heal ack")).toContain("taken up by `tia` already");
    expect(await taken()).toBe("tia");
    expect(await on.story(1)).toContain("Taken up by @tia, by /heal ack");
    expect(body()).toContain("Taken up by");
  });

  it("by a person's comment needs the same right, and is answered by nothing", async () => {
    expect(await say(on, 1, "rae", "me too")).toBeNull();
    expect(await say(on, 1, "stranger", "I look into it")).toBeNull();
    expect(await say(on, 1, "tia", "I look into it", { type: "Bot" })).toBeNull();
    expect(await say(on, 1, "tia", "I look into it", { action: "edited" })).toBeNull();
    expect(await taken()).toBeNull();
    expect(await say(on, 1, "tia", "I look into it")).toBeNull();
    expect(await taken()).toBe("tia");
    expect(on.people.reactions).toEqual([]);
  });

  it("by assigning the issue, but not by a bot", async () => {
    const assigned = (by: string, type = "User") => ({
      ...{ action: "assigned", issue: { number: 1 }, assignee: { login: "tia" } },
      sender: { login: by, type },
    });
    await on.hook("issues", assigned("renovate[bot]", "Bot"));
    expect(await taken()).toBeNull();
    await on.hook("issues", assigned("mia"));
    expect(await taken()).toBe("mia");
  });

  it("comes with `/heal assign`, of whom GitHub lets be assigned", async () => {
    expect(await say(on, 1, "tia", "/heal assign @nobody-here")).toContain("Not assigned");
    expect(await taken()).toBeNull();
    await on.pass(2 * MINUTE);
    expect(await say(on, 1, "tia", "/heal assign @me")).toContain("assigned to `tia`");
    expect(on.people.assigned).toEqual([{ number: 1, login: "tia" }]);
    expect(await taken()).toBe("tia");
  });

  it("is of one round: what comes back needs a person anew", async () => {
    await say(on, 1, "tia", "/heal ack");
    await on.db.run`update incidents set reopened = reopened + 1 where id = 1`;
    expect(await taken()).toBeNull();
  });
});

describe("a mute", () => {
  let startsAt: Date;
  beforeEach(async () => void (startsAt = await escalated()));
  const again = async (): Promise<void> => {
    await on.tell(slow, { startsAt, status: "resolved" });
    await on.pass(30 * MINUTE);
    startsAt = on.now();
    await on.tell(slow, { startsAt });
    await on.pass(10 * MINUTE);
  };

  it.each([
    ["will", "/heal mute 7d known", "needs maintain access"],
    ["mia", "/heal mute", "Say why"],
    ["mia", "/heal mute 3d", "Say why"],
    ["mia", "/heal mute 31d known", "30 days at most"],
    ["mia", "/heal mute 0d known", "30 days at most"],
  ])("%s: %s is refused", async (author, line, expected) => {
    expect(await say(on, 1, author, line)).toContain(expected);
    expect(await on.db.many`select * from mutes`).toEqual([]);
  });

  it("keeps heal silent about what comes again, which is recorded all the same, and ends by itself", async () => {
    expect(await say(on, 1, "mia", "/heal mute 2h @all **known** at the vendor")).toContain(
      "silent about this failure",
    );
    const [comments, issues] = [on.comments.length, on.issues.length];
    await again();
    expect([on.comments.length, on.issues.length]).toEqual([comments, issues]);
    expect((await on.incidents()).at(-1)).toMatchObject({ state: "escalated" });
    expect(await say(on, 1, "rae", "/heal why")).not.toContain("@all");
    await on.pass(2 * HOUR);
    expect(on.issues.length + on.comments.length).toBeGreaterThan(comments + issues);
  });

  it("is lifted by /heal unmute", async () => {
    await say(on, 1, "mia", "/heal mute 7d known");
    await on.pass(2 * MINUTE);
    expect(await say(on, 1, "will", "/heal unmute")).toContain("speaks of this failure again");
    expect(await on.db.many`select * from mutes`).toEqual([]);
    await on.pass(2 * MINUTE);
    expect(await say(on, 1, "will", "/heal unmute")).toContain("is not muted");
  });
});

describe("ignoring", () => {
  beforeEach(async () => void (await escalated()));

  it("needs a reason, and ends the incident with it", async () => {
    expect(await say(on, 1, "will", "/heal ignore")).toContain("Say why");
    expect(await say(on, 1, "will", "/heal ignore -- !!")).toBeNull();
    expect(await state()).toBe("escalated");
    await on.pass(2 * MINUTE);
    expect(await say(on, 1, "will", "/heal ignore a @team experiment")).toContain("not worth acting on");
    expect(await state()).toBe("closed");
    expect(await on.story(1)).toContain("@will ignores it: a @team experiment");
  });
});

describe("a dry run", () => {
  beforeEach(async () => void (await escalated()));
  const everything = async () =>
    JSON.stringify([
      ...(await on.db.many`select id, state, requested, pings from incidents order by id`),
      ...(await on.db.many`select text from timeline order by id`),
      ...(await on.db.many`select * from mutes`),
      ...(await on.db.many`select * from acknowledgements`),
      ...(await on.db.many`select * from switches`),
      ...(await on.db.many`select * from labels`),
      on.people.assigned,
    ]);

  it.each([
    ...[
      "close",
      "correct flaky_test",
      "stop",
      "ack",
      "assign @me",
      "mute 7d known",
      "ignore noise",
      "retry",
      "fix",
    ],
  ])("of /heal %s says what it would do, and changes nothing", async (command) => {
    const before = await everything();
    expect(await say(on, 1, "mia", `/heal ${command} --dry-run`)).toContain("Dry run: ");
    expect(await everything()).toBe(before);
    expect(await on.killSwitch.stopped("acme/shop")).toBeNull();
  });

  it("is one as telephones write it too; an option that none has does nothing, but a stop stops", async () => {
    const before = await everything();
    expect(await say(on, 1, "mia", "/heal close \u2014dry-run")).toContain("Dry run: ");
    expect(await say(on, 1, "mia", "/heal close --dryrn")).toContain("Did you mean `/heal close --dry-run`?");
    expect(lastReaction(on)).toBe("confused");
    expect(await everything()).toBe(before);
    await say(on, 1, "mia", "/heal stop --now");
    expect(await on.killSwitch.stopped("acme/shop")).not.toBeNull();
  });
});

describe("a wrong command", () => {
  beforeEach(async () => void (await escalated()));

  it("is answered with the nearest, once a minute, whatever else was answered just before", async () => {
    expect(await say(on, 1, "rae", "/heal status")).toContain("escalated");
    expect(await say(on, 1, "rae", "/heal mute known")).toContain("needs maintain access");
    expect(await say(on, 1, "rae", "/heal rety")).toContain(
      "Did you mean `/heal retry`? `/heal help` lists all.",
    );
    expect(lastReaction(on)).toBe("confused");
    expect(await say(on, 1, "rae", "/heal rety")).toBeNull();
    await on.pass(MINUTE);
    expect(await say(on, 1, "rae", "/heal stauts")).toContain("`/heal status`");
  });

  it.each([
    ["of a bot", "/heal rety", { type: "Bot" }],
    ["in a quotation", "> /heal rety", {}],
    ["in a code block", "```\n/heal rety\n```", {}],
    ["that was edited in", "/heal rety", { action: "edited" }],
  ])("%s is answered by nothing", async (_name, text, more) => {
    expect(await say(on, 1, "mia", text, more)).toBeNull();
    expect(on.people.reactions).toEqual([]);
  });

  it("names nobody and links nothing", async () => {
    const given = await say(on, 1, "rae", "/heal @team/all#1");
    expect(given).toContain("There is no command `teamall1`.");
  });
});

describe("who may is what GitHub answers at that moment", () => {
  beforeEach(async () => void (await escalated()));

  it("who left may nothing any more, and is told so", async () => {
    on.people.roles.delete("mia");
    expect(await say(on, 1, "mia", "/heal close")).toContain("needs write access");
    on.people.roles.set("mia", new HealError("HEAL_GITHUB_GONE", "no collaborator"));
    await on.pass(2 * MINUTE);
    expect(await say(on, 1, "mia", "/heal close")).toContain("has none");
    expect(await state()).toBe("escalated");
  });

  it("a role that nobody knows is none", async () => {
    on.people.roles.set("mia", "overlord");
    expect(await say(on, 1, "mia", "/heal close")).toContain("needs write access");
    expect(await state()).toBe("escalated");
  });

  it.each([
    ["refuses to say", new HealError("HEAL_GITHUB_REFUSED", "403")],
    ["is away", new HealError("HEAL_GITHUB_UNAVAILABLE", "502")],
  ])("where GitHub %s nothing is done, and that is said", async (_name, error) => {
    on.people.roles.set("mia", error);
    await say(on, 1, "mia", "/heal close");
    await say(on, 1, "mia", "I look into it");
    await on.pass(10 * MINUTE);
    expect(on.comments.map(({ body: text }) => text)).toEqual([
      expect.stringContaining("GitHub does not tell what access @mia has"),
    ]);
    expect(await state()).toBe("escalated");
    expect(await acknowledgementOf(on.db, 1)).toBeNull();
  });

  it("where GitHub is away for a moment the command is carried out afterwards", async () => {
    on.people.roles.set("mia", new HealError("HEAL_GITHUB_UNAVAILABLE", "502"));
    await say(on, 1, "mia", "/heal close");
    on.people.roles.set("mia", "write");
    await on.pass(MINUTE);
    expect(await state()).toBe("closed");
  });
});

it("a comment on a line of a pull request is a command like any other", async () => {
  await escalated();
  expect(await say(on, 1, "rae", "/heal status", { line: true })).toContain("escalated");
  expect(on.people.reactions).toEqual([{ id: expect.any(Number), review: true, reaction: "+1" }]);
});

it("a corrected cause holds the next time the same alert fires, and says whose word it is; the newest word counts", async () => {
  const first = await escalated();
  const again = async (startsAt: Date): Promise<Date> => {
    await on.tell(slow, { startsAt, status: "resolved" });
    await on.pass(2 * HOUR);
    const next = on.now();
    await on.tell(slow, { startsAt: next });
    await on.pass(5 * MINUTE);
    return next;
  };
  const own = (await on.incidents()).at(-1)?.category;
  expect(await say(on, 1, "will", "/heal correct certificate")).toContain("from its next time on");
  const second = await again(first);
  const told = (await on.incidents()).at(-1);
  expect(told).toMatchObject({ category: "certificate", diagnosis: { confidence: 0.9 } });
  expect(told?.diagnosis?.alternatives[0]?.category).toBe(own);
  expect(await on.story(told?.id ?? 0)).toContain(
    `@will said so of the same failure; heal itself says ${own}`,
  );
  expect(await say(on, on.issues.length, "will", `/heal correct ${own}`)).toContain("Noted");
  await again(second);
  expect((await on.incidents()).at(-1)?.category).toBe(own);
});

it("nobody's word makes a fault of monitoring of what fires, nor the reverse", async () => {
  const first = await escalated();
  await say(on, 1, "will", "/heal correct monitoring_gap");
  await on.tell(slow, { startsAt: first, status: "resolved" });
  await on.pass(2 * HOUR);
  await on.tell(slow, { startsAt: on.now() });
  await on.pass(5 * MINUTE);
  expect((await on.incidents()).at(-1)?.category).not.toBe("monitoring_gap");
});
