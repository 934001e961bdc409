import { asked, type Cases } from "./case.js";
import { world } from "../support.js";

/** What else is known of the service, and of the move. */
const ago = (seconds: number) => new Date(world().now.getTime() - seconds * 1_000);

export const services: Cases = {
  sight: {
    allows: [
      { says: "monitoring sees what it is about", subject: { category: "error_rate" } },
      { says: "@mia asked for it", subject: { category: "monitoring_gap" }, world: { asked } },
      { says: "@mia asked for it", world: { blind: 7, asked } },
    ],
    refuses: [
      {
        says: "monitoring sees nothing, so nobody knows whether anything is wrong with what it watches",
        subject: { category: "monitoring_gap" },
      },
      { says: "monitoring of the service is in trouble itself: incident 7", world: { blind: 7 } },
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
  hold: {
    allows: [
      { says: "it is no alert that could resolve" },
      { says: "it has fired for 2m", world: { firing: { since: ago(120), flappedAt: null } } },
      {
        says: "it has fired for 0s",
        limits: { hold: 0 },
        world: { firing: { since: ago(0), flappedAt: null } },
      },
      {
        says: "it has fired for 2m",
        world: { firing: { since: ago(120), flappedAt: ago(31 * 24 * 3_600) } },
      },
      { says: "it has fired for 5m", world: { firing: { since: ago(300), flappedAt: ago(3_600) } } },
      { says: "@mia asked for it", world: { firing: { since: ago(0), flappedAt: null }, asked } },
    ],
    refuses: [
      {
        says: "it has to fire for 2m first: heal acts at 2026-03-01 12:00:01 UTC unless it resolves",
        until: "2026-03-01T12:00:01.000Z",
        world: { firing: { since: ago(119), flappedAt: null } },
      },
      {
        says: "it has to fire for 10m first: heal acts at 2026-03-01 12:08:00 UTC unless it resolves",
        until: "2026-03-01T12:08:00.000Z",
        limits: { hold: 600_000 },
        world: { firing: { since: ago(120), flappedAt: null } },
      },
      {
        says: "it flapped on 2026-03-01 and has to fire for 5m first: heal acts at 2026-03-01 12:05:00 UTC unless it resolves",
        until: "2026-03-01T12:05:00.000Z",
        limits: { hold: 0 },
        world: { firing: { since: ago(0), flappedAt: ago(3_600) } },
      },
    ],
  },
};
