import { describe, expect, it } from "@jest/globals";
import { alertWords, type LeadingAlert } from "../../src/escalation/alert-words.js";
import { factsOf, headline, linksOf } from "../../src/escalation/message.js";
import { message } from "./notifiers/targets.js";

const alert = (more: Partial<LeadingAlert> = {}): LeadingAlert => ({
  title: "Pod is crash looping.",
  service: "checkout",
  message: "Container exits with 1.",
  labels: { alertname: "KubePodCrashLooping", pod: "checkout-7f9c", node: "n1" },
  links: {},
  gap: null,
  ...more,
});

describe("the title of an alert's message", () => {
  it.each<[string, Partial<LeadingAlert>, number, string]>([
    [
      "gets the rule, the service and the place that it does not name",
      { service: "on-call", title: "Pod is crash looping." },
      0,
      "KubePodCrashLooping: Pod is crash looping. (on-call, checkout-7f9c)",
    ],
    [
      "stays where it says all",
      { title: "KubePodCrashLooping: checkout-7f9c of checkout restarts" },
      0,
      "KubePodCrashLooping: checkout-7f9c of checkout restarts",
    ],
    [
      "is the rule's name alone",
      { title: "Watchdog", labels: { alertname: "Watchdog" }, service: null },
      0,
      "Watchdog",
    ],
    ["says how many there are", { labels: {}, service: null }, 3, "Pod is crash looping. and 3 more alerts"],
    [
      "says that there is one more",
      { labels: {}, service: null },
      1,
      "Pod is crash looping. and 1 more alert",
    ],
    [
      "takes the host where there is no pod",
      { title: "Disk full", labels: { instance: "db1:9100" }, service: "db" },
      0,
      "Disk full (db1:9100)",
    ],
  ])("%s", (_name, more, others, title) => {
    expect(alertWords(alert(more), others).title).toBe(title);
  });
});

it("a description that says the same as the title is none", () => {
  expect(alertWords(alert({ message: " Pod is crash looping. " }), 0).description).toBeNull();
  expect(alertWords(alert(), 0).description).toBe("Container exits with 1.");
});

it("what monitoring cannot see is told as that, not as the service's trouble", () => {
  const words = alertWords(alert({ gap: "no_data" }), 0);
  const told = message({ ...words, severity: "error" });
  expect(headline(told, 200)).toMatch(/^\[monitoring blind, error\] /);
  expect(factsOf(told, 200)).toContainEqual({
    name: "Monitoring",
    text: "the monitoring system got no data",
  });
});

it("an alert that was closed by hand while it fires is not told to be over", () => {
  expect(headline(message({ what: "resolved", stillFires: true, title: "x" }), 100)).toBe(
    "[closed by hand, still firing] x",
  );
  expect(headline(message({ what: "resolved", title: "x" }), 100)).toBe("[over] x");
});

it("the sender's pages are links after heal's own, and what is no web page is none", () => {
  const { links } = alertWords(
    alert({
      links: {
        runbook: "https://run.example/a b",
        silence: "https://am.example/#/silences/new",
        graph: "ftp://x",
      },
    }),
    0,
  );
  expect(linksOf(message({ links, issueUrl: null }))).toEqual([
    { name: "Incident", url: "https://heal.example/incidents/7" },
    { name: "Runbook", url: "https://run.example/a%20b" },
    { name: "Silence", url: "https://am.example/#/silences/new" },
  ]);
});
