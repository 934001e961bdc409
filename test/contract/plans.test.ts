import { plans } from "./plans/suite.js";

// `plans-of-years.test.ts` is the same at ten times the size.
plans({ incidents: 20_000, events: 100_000, jobs: 30_000 });
