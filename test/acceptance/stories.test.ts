import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { stories } from "../demo/stories/index.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";

describe("the eight stories", () => {
  let database: TestDatabase;
  let on: Stage;
  beforeAll(async () => {
    database = await testDatabase();
    on = await stage({ database });
  });
  afterAll(async () => {
    await on.close();
    await database.drop();
  });

  it.each(stories.map((story) => [story.title, story] as const))("%s", async (_title, story) => {
    await expect(story.play(on, () => undefined)).resolves.toEqual(expect.any(String));
    await on.github.quiet();
    expect(on.github.violations).toEqual([]);
  });
});
