import { afterAll, afterEach, beforeAll, expect } from "@jest/globals";
import { testDatabase, type TestDatabase } from "./database.js";
import { hurrying, type Hurry } from "./hurry.js";
import { stage, type Stage } from "./stage.js";

/** What the stories of one suite are played on, there from its first story on. */
export interface OnStage {
  base: TestDatabase;
  on: Stage;
  hurry: Hurry;
}

/** A stage with a database of its own for the suite that calls it; after each story GitHub has nothing to object to. */
export function onStage(): OnStage {
  const hurry = hurrying();
  const scene = { hurry } as OnStage;
  beforeAll(async () => {
    scene.base = await testDatabase();
    scene.on = await stage({ database: scene.base, clock: hurry.clock });
  });
  afterAll(async () => {
    await scene.on.close();
    await scene.base.drop();
  });
  afterEach(() => {
    expect(scene.on.github.violations).toEqual([]);
  });
  return scene;
}
