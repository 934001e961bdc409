import type { FleetResult } from "../fleet/measure.js";
import { measureFleet } from "../fleet/measure.js";
import type { Row } from "../row.js";

const SEED = 7;
let measured: FleetResult | undefined;
const result = (): FleetResult => (measured ??= measureFleet(SEED));

const common = { data: "simulated fleet, 200 troubles in a month", floor: null, published: null };

export const rows: Row[] = [
  {
    ...common,
    work: "people are called when they should be",
    metric: "accuracy",
    reach: "> .95",
    run: async () => result().accuracy,
  },
  {
    ...common,
    work: "false alarms",
    metric: "per true one",
    reach: "< .05",
    run: async () => result().falsePerTrue,
  },
  {
    ...common,
    work: "time to detect",
    metric: "minutes, p95",
    reach: "<= 5",
    run: async () => result().minutes95,
  },
];
