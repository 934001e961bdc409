import { asked, type Cases } from "./case.js";

/** What else is known of the service, and of the move. */
export const services: Cases = {
  sight: {
    allows: [
      { says: "monitoring sees what it is about", subject: { category: "error_rate" } },
      { says: "@mia asked for it", subject: { category: "monitoring_gap" }, world: { asked } },
    ],
    refuses: [
      {
        says: "monitoring sees nothing, so nobody knows whether anything is wrong with what it watches",
        subject: { category: "monitoring_gap" },
      },
    ],
  },
  steady: {
    allows: [
      { says: "it does not flap" },
      { says: "@mia asked for it", world: { flapping: "flapping, 9 changes in 20 min", asked } },
    ],
    refuses: [
      {
        says: "it is flapping, 9 changes in 20 min",
        world: { flapping: "flapping, 9 changes in 20 min" },
      },
    ],
  },
  dependency: {
    allows: [
      { says: "nothing that it depends on burns" },
      { says: "@mia asked for it", world: { burning: { service: "payments", incident: 7 }, asked } },
    ],
    refuses: [
      {
        says: "payments, which it depends on, burns: incident 7",
        world: { burning: { service: "payments", incident: 7 } },
      },
    ],
  },
  trust: {
    allows: [
      { says: "predicted success 50 % after 1 outcome", predicted: 0.5 },
      {
        says: "predicted success 10 % after 1 outcome, but asked for by @mia",
        predicted: 0.1,
        world: { asked },
      },
    ],
    refuses: [{ says: "predicted success 49 % after 1 outcome: it did not help before", predicted: 0.49 }],
  },
};
