import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Work } from "../harness/codegen.js";
import type { TestDatabase } from "../harness/database.js";
import { hurrying } from "../harness/hurry.js";
import { stage, type Stage } from "../harness/stage.js";
import type { Repo, Simulator } from "../simulator/index.js";
import { database, failingTest } from "../acceptance/scenes.js";

const AGENT = "codegen-sh[bot]";
const fixed = { "src/sum.mjs": "export const sum = (a, b) => a + b;\n" };
const keyIn = (work: Work): string => /<!-- heal:key [^\n]{1,200} -->/.exec(work.run.prompt)?.[0] ?? "";

/** Somebody's hand on a repository. */
interface Ground {
  repo: Repo;
  push: (who: string, branch: string, files?: Record<string, string>) => Promise<string>;
  open: (who: string, pull: { head: string; base?: string; body?: string }) => Promise<number>;
  edit: (who: string, number: number, change: { body?: string; state?: "closed" }) => Promise<number>;
}

function groundOf(github: Simulator, repo: Repo): Ground {
  const call = async (who: string, method: string, path: string, body: object): Promise<number> => {
    const answer = await fetch(`${github.apiUrl}/repos/${repo.fullName}/pulls${path}`, {
      method,
      headers: { authorization: `Bearer ${github.token(who)}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { number: number }).number;
  };
  return {
    repo,
    push: (author, branch, files = fixed) => repo.commit(branch, files, { author }),
    open: (who, pull) => call(who, "POST", "", { base: "main", title: pull.head, ...pull }),
    edit: (who, number, change) => call(who, "PATCH", `/${number}`, change),
  };
}

type Attack = (ground: Ground) => Promise<(work: Work) => Promise<number>>;

/** What the agent, its vendor, or a prompt in a log names as its pull request. */
const attacks: Record<string, Attack> = {
  "a person's, with a change that checks would refuse": async ({ push, open }) => {
    await push("alice", "alices-work", { ".github/CODEOWNERS": "* @alice\n" });
    const number = await open("alice", { head: "alices-work" });
    return async () => number;
  },
  "a person's draft, with a change that checks would pass": async ({ repo }) => {
    const pull = { head: "bobs-draft", title: "Bob's draft", author: "bob", draft: true, body: "WIP" };
    const { number } = await repo.pullRequest({ ...pull, files: fixed });
    return async () => number;
  },
  "a person's on the branch asked for, with the key that the agent gave away":
    async ({ push, open }) =>
    async (work) => {
      await push("eve", work.branch);
      return open("eve", { head: work.branch, body: keyIn(work) });
    },
  "the agent's, from a fork": async ({ repo, edit, open }) => {
    const fork = { head: "theirs", title: "Fork", author: "fay", fork: true, files: fixed };
    const { number } = await repo.pullRequest(fork);
    await edit("fay", number, { state: "closed" });
    return (work) => open(AGENT, { head: "fay:theirs", body: keyIn(work) });
  },
  "the agent's, of another run: the key is another fix's":
    async ({ push, open }) =>
    async (work) => {
      await push(AGENT, work.branch);
      const body = keyIn(work).replace(/fix-agent:(\d+)/, (_all, id) => `fix-agent:${Number(id) + 1}`);
      return open(AGENT, { head: work.branch, body });
    },
  "the agent's, opened before the run began, with the key put in later": async ({ push, open, edit }) => {
    await push(AGENT, "codegen/older");
    const number = await open(AGENT, { head: "codegen/older" });
    return (work) => edit(AGENT, number, { body: keyIn(work) });
  },
  "the agent's, against another branch": async ({ repo, push, open }) => {
    await repo.commit("release", { "notes.md": "1.0\n" });
    return async (work) => {
      await push(AGENT, work.branch);
      return open(AGENT, { head: work.branch, base: "release", body: keyIn(work) });
    };
  },
  "the agent's, on a person's branch":
    async ({ push, open }) =>
    async (work) => {
      await push("carol", "carols-branch");
      return open(AGENT, { head: "carols-branch", body: keyIn(work) });
    },
  "another App's":
    async ({ push, open }) =>
    async (work) => {
      await push("other[bot]", work.branch);
      return open("other[bot]", { head: work.branch, body: keyIn(work) });
    },
  "one that is not there": async () => async () => 4_711,
};
const words = "ada bea cleo dora emil fritz gina hans ida jan".split(" ");

interface Story {
  repo: Repo;
  run: number;
  number: number;
  before: string;
}

describe("a pull request that an agent names", () => {
  let base: TestDatabase;
  let on: Stage;
  const hurry = hurrying();
  const stories = new Map<string, Story>();
  const scripts = new Map<string, (work: Work) => Promise<void>>();
  const shown = ({ repo, number }: Story): string =>
    JSON.stringify(repo.pulls().find((one) => one.number === number) ?? null);
  const name = (work: Work, number: number): void => {
    work.run.pullRequests.push({
      id: number,
      title: "x",
      url: `${on.github.url}/${work.run.repository ?? ""}/pull/${number}`,
      created_at: new Date(0).toISOString(),
      head_branch_name: "x",
    });
  };

  const onboarded: { id: number; fullName: string }[] = [];
  const maths = async (owner: string): Promise<Repo> => {
    const repo = await on.github.repository(`${owner}/maths`, {
      files: {
        "src/sum.mjs": "export const sum = (a, b) => a - b;\n",
        ".github/heal.yml": "fix: { producers: [codegen] }\n",
      },
    });
    onboarded.push({ id: repo.id - 500, fullName: repo.fullName });
    on.codegen.onboard(onboarded);
    return repo;
  };

  /** All agents work at once; what became of each is looked at afterwards. */
  beforeAll(async () => {
    base = await database();
    on = await stage({ database: base, clock: hurry.clock });
    on.codegen.script({ agent: async (work) => scripts.get(work.run.repository ?? "")?.(work) });
    for (const [i, [title, prepare]] of Object.entries(attacks).entries()) {
      const repo = await maths(words[i] ?? "");
      const names = await prepare(groundOf(on.github, repo));
      const story: Story = { repo, run: 0, number: 0, before: "" };
      stories.set(title, story);
      scripts.set(repo.fullName, async (work) => {
        story.number = await names(work);
        story.before = shown(story);
        name(work, story.number);
      });
      // A word of its own makes it a failure of its own: nothing is learned of one by another.
      const run = await repo.scriptedRun({ ...failingTest(words[i] ?? ""), branch: "main" });
      story.run = run.id;
    }
  }, 240_000);
  afterAll(async () => {
    await on.close();
    await base.drop();
  });
  afterEach(() => expect(on.github.violations).toEqual([]));

  it.each(Object.keys(attacks))(
    "is %s: it is left alone, and nothing was delivered",
    async (title) => {
      const story = stories.get(title);
      if (!story) throw new Error(`no story ${title}`);
      const { repo, run } = story;
      await hurry.reach(on, repo.fullName, run, "escalated");
      const { number, before } = story;
      expect(on.codegen.runs.find((one) => one.repository === repo.fullName)?.status).toBe("COMPLETE");
      expect(shown(story)).toBe(before);
      expect(repo.comments(number)).toEqual([]);
      const done = on.github.effects.filter(
        (one) =>
          one.repository === repo.fullName &&
          one.actor === on.github.app.login &&
          !one.kind.startsWith("check"),
      );
      expect(done.map(({ kind }) => kind)).toEqual(["issue"]);
      expect(repo.issues()[0]?.body).toMatch(/codegen delivered nothing/);
    },
    90_000,
  );

  it("is proven among several, also on a branch of the agent's own naming", async () => {
    const repo = await maths("kim");
    const { push, open } = groundOf(on.github, repo);
    await push("alice", "alices-work", { "notes.md": "alice\n" });
    const alice = await open("alice", { head: "alices-work" });
    scripts.set(repo.fullName, async (work) => {
      await push(AGENT, "codegen-bot/sum");
      const body = `Codegen made this.\n\n${keyIn(work)}\n\nSee you.`;
      const own = await open(AGENT, { head: "codegen-bot/sum", body });
      await push("zoe", "zoes-work", { "notes.md": "zoe\n" });
      for (const number of [alice, own, await open("zoe", { head: "zoes-work" })]) name(work, number);
    });
    const run = await repo.scriptedRun({ ...failingTest("kim"), branch: "main" });
    const texts = await hurry.until(on, repo.fullName, run.id, "the results", () => {
      const all = Object.fromEntries(repo.pulls().map((one) => [one.head.ref, one.body]));
      return all["codegen-bot/sum"]?.includes("What heal checked") ? all : null;
    });
    expect(texts["codegen-bot/sum"]).toMatch(
      /\b([1-9]\d*) of \1 checks of the patch passed at `[0-9a-f]{12}`/,
    );
    expect([texts["alices-work"], texts["zoes-work"]]).toEqual([null, null]);
  }, 180_000);
});
