import { describe, expect, it } from "@jest/globals";
import { parseRepositoryConfig } from "../../src/playbooks/repository-config.js";

const parse = (yaml: string) => parseRepositoryConfig(`detection:\n${yaml}`).detection;

describe("the detection block", () => {
  it("is empty by default: everything that is found calls as it does by itself", () => {
    expect(parseRepositoryConfig("").detection).toEqual({
      mutes: [],
      maintenance: [],
      label_only: [],
      sequences: [],
    });
  });

  it("takes mutes, windows once and weekly, and detectors on probation", () => {
    const detection = parse(
      [
        "  mutes: [{ service: pay, until: 2026-03-01T22:00:00+01:00, reason: known }]",
        "  maintenance:",
        "    - { from: 2026-03-01T22:00:00Z, to: 2026-03-02T02:00:00Z, subject: 'workflow:a/a/ci.yml' }",
        "    - { days: [sat, sun], from: '22:00', to: '06:00', timezone: Europe/Berlin }",
        "    - { days: [mon], from: '00:00', to: '01:00' }",
        "  label_only: [threshold.rate]",
      ].join("\n"),
    );
    expect(detection.mutes[0]).toMatchObject({ service: "pay", until: "2026-03-01T22:00:00+01:00" });
    expect(detection.maintenance[2]).toMatchObject({ days: ["mon"], timezone: "UTC" });
    expect(detection.label_only).toEqual(["threshold.rate"]);
  });

  it.each([
    [
      "a mute of nothing",
      "  mutes: [{ reason: why }]",
      /at least one of service, subject, detector and until/,
    ],
    ["a moment without its time zone", "  mutes: [{ until: 2026-03-01T22:00:00 }]", /until/],
    ["an hour that is none", "  maintenance: [{ days: [mon], from: '24:00', to: '06:00' }]", /maintenance/],
    ["a day that is none", "  maintenance: [{ days: [monday], from: '22:00', to: '06:00' }]", /maintenance/],
    [
      "a time zone that is none",
      "  maintenance: [{ days: [mon], from: '22:00', to: '06:00', timezone: Mars/Olympus }]",
      /maintenance/,
    ],
    [
      "days with moments",
      "  maintenance: [{ days: [mon], from: 2026-03-01T22:00:00Z, to: 2026-03-02T02:00:00Z }]",
      /maintenance/,
    ],
    ["an unknown key", "  muted: []", /detection\.muted: unknown key/],
  ])("refuses %s, with its line", (_name, yaml, reason) => {
    const read = () => parse(yaml);
    expect(read).toThrow(reason);
    expect(read).toThrow(/^.*heal\.yml:2:/);
  });
});
