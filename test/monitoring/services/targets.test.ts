import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { HOUR, MINUTE } from "../../../src/core/clock.js";
import { HealError } from "../../../src/core/errors.js";
import { createTargets } from "../../../src/monitoring/services/targets.js";
import { parseRepositoryConfig } from "../../../src/playbooks/repository-config.js";
import { markConfigStale, upsertRepository } from "../../../src/store/repositories.js";
import { testDatabase, type TestDatabase } from "../../harness/database.js";

const NOW = new Date("2026-03-14T12:00:00Z");
const after = (ms: number): Date => new Date(NOW.getTime() + ms);

let database: TestDatabase;
let asked: string[];
/** What GitHub says of each repository's heal.yml; an error: it does not. */
let said: Record<string, string[] | Error>;
let now: Date;
beforeEach(async () => {
  database = await testDatabase();
  [asked, said, now] = [[], {}, NOW];
});
afterEach(() => database.drop());

const config = (names: string[]) =>
  parseRepositoryConfig(
    `services:\n${names.map((name) => `  - { name: "${name}", match: { a: b }, watch: [{ health: "http://a" }] }\n`).join("")}` +
      `  - { name: unwatched, match: { a: b } }\n`,
  );
/** Each name is a repository of its own. */
const idOf = (fullName: string): number =>
  [...fullName].reduce((id, char) => id * 31 + char.charCodeAt(0), 7) % 1e9;
const known = (fullName: string, more: object = {}) =>
  upsertRepository(database.db, {
    ...{ full_name: fullName, repository_id: idOf(fullName), installation_id: 2 },
    ...more,
  });
/** Reads as the pipeline does. */
const read = async ({ fullName }: { fullName: string }): Promise<void> => {
  asked.push(fullName);
  const told = said[fullName] ?? [];
  if (told instanceof Error) throw told;
  await known(fullName, { config: config(told), config_problem: null, fetched_at: now });
};
const targets = () => createTargets({ db: database.db, read });
const names = async (of: ReturnType<typeof targets>, at = NOW) => {
  now = at;
  return (await of(at)).targets.map(({ component }) => component);
};

describe("targets", () => {
  it("are the watched services of all repositories, read where nobody has read them", async () => {
    said = { "acme/web": ["shop", "cart"], "acme/api": [] };
    await known("acme/web");
    await known("acme/api");
    const found = await targets()(NOW);
    expect(found.targets.map(({ component }) => component)).toEqual([
      "service/acme/web/shop",
      "service/acme/web/cart",
    ]);
    expect([found.repositories, found.problems, asked.sort()]).toEqual([1, [], ["acme/api", "acme/web"]]);
  });

  it("are read again after half an hour, those of repositories without any after a day", async () => {
    said = { "acme/web": ["shop"] };
    await known("acme/web");
    await known("acme/api");
    const of = targets();
    const readAt = async (ms: number) => {
      asked = [];
      await names(of, after(ms));
      return asked.sort();
    };
    expect(await readAt(0)).toEqual(["acme/api", "acme/web"]);
    expect(await readAt(29 * MINUTE)).toEqual([]);
    expect(await readAt(31 * MINUTE)).toEqual(["acme/web"]);
    expect(await readAt(24 * HOUR + MINUTE)).toEqual(["acme/api", "acme/web"]);
  });

  it("are read again at once when a push touched them", async () => {
    await known("acme/web", { config: config(["shop"]), fetched_at: NOW });
    const of = targets();
    await names(of);
    await markConfigStale(database.db, "acme/web");
    said = { "acme/web": ["cart"] };
    expect(await names(of)).toEqual(["service/acme/web/cart"]);
    expect(await names(of)).toEqual(["service/acme/web/cart"]);
    expect(asked).toEqual(["acme/web"]);
  });

  it("are those that the pipeline read: nothing is asked", async () => {
    await known("acme/web", { config: config(["shop"]), fetched_at: NOW });
    expect(await names(targets())).toEqual(["service/acme/web/shop"]);
    expect(asked).toEqual([]);
  });

  it("of a repository that cannot be read now are as they were; the others go on; it is said", async () => {
    await known("acme/web", { config: config(["shop"]), fetched_at: after(-HOUR) });
    await known("acme/api", { config: config(["api"]), fetched_at: after(-HOUR) });
    said = {
      "acme/web": new HealError("HEAL_GITHUB_UNAVAILABLE", "GitHub answered 502"),
      "acme/api": ["api", "new"],
    };
    const of = targets();
    const found = await of(NOW);
    expect(found.targets.map(({ component }) => component)).toEqual([
      "service/acme/api/api",
      "service/acme/api/new",
      "service/acme/web/shop",
    ]);
    expect(found.problems).toEqual(["acme/web cannot be read: GitHub answered 502"]);
    asked = [];
    await of(after(5 * MINUTE));
    expect(asked).toEqual([]);
    said["acme/web"] = ["shop"];
    now = after(11 * MINUTE);
    expect((await of(now)).problems).toEqual([]);
  });

  it.each(["HEAL_GITHUB_REFUSED", "HEAL_GITHUB_GONE"] as const)(
    "of a repository that is %s are no more",
    async (code) => {
      await known("acme/web", { config: config(["shop"]), fetched_at: after(-HOUR) });
      said = { "acme/web": new HealError(code, "not yours") };
      const found = await targets()(NOW);
      expect([found.targets, found.problems]).toEqual([[], ["acme/web cannot be read: not yours"]]);
    },
  );

  it("of a file with a mistake are none, and the mistake is said", async () => {
    await known("acme/web", {
      config: {},
      config_problem: ".github/heal.yml:1:1: limit: unknown key",
      fetched_at: NOW,
    });
    expect((await targets()(NOW)).problems).toEqual(["acme/web: .github/heal.yml:1:1: limit: unknown key"]);
  });

  it("are three repositories' at a time, those read longest ago first", async () => {
    for (let i = 0; i < 8; i++)
      await known(`acme/r${i}`, { config: config([]), fetched_at: after(-HOUR * (40 - i)) });
    await targets()(NOW);
    expect(asked).toEqual(["acme/r0", "acme/r1", "acme/r2"]);
  });

  it("have a name of their own, are not too many, and hold nothing that cannot be stored", async () => {
    const many = Array.from({ length: 25 }, (_, i) => `s${i}`);
    await known("acme/many", { config: config(many), fetched_at: NOW });
    await known("acme/web", { config: config(["shop", "shop", "a\\0b"]), fetched_at: NOW });
    const { targets: found, problems } = await targets()(NOW);
    expect(found.slice(20).map(({ component }) => component)).toEqual([
      "service/acme/web/shop",
      "service/acme/web/a\uFFFDb",
    ]);
    expect(problems).toEqual([
      "acme/many: more than 20 services; the first are watched",
      "service/acme/web/shop stands there twice; the first is watched",
    ]);
  });

  it("bear a row of another version", async () => {
    await known("acme/web", { config: { services: [{ title: "from the future" }] }, fetched_at: NOW });
    expect(await names(targets())).toEqual([]);
  });

  it("bear a clock that jumped back: what was read in the future is read again", async () => {
    await known("acme/web", { config: config(["shop"]), fetched_at: after(HOUR) });
    await targets()(NOW);
    expect(asked).toEqual(["acme/web"]);
  });
});
