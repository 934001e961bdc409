import { plans } from "./plans/suite.js";

plans({ incidents: 200_000, events: 1_000_000, jobs: 300_000 });
