import { describe, expect, it } from "@jest/globals";
import { createSources, sources } from "../../../src/intake/sources/index.js";
import { parseMapping } from "../../../src/intake/sources/generic/mapping.js";
import { readDelivery } from "../../../src/intake/read.js";
import { events, RECEIVED_AT } from "../read-fixture.js";

describe("a mapping of the generic source", () => {
  const mapping = parseMapping(
    '{"alerts": "items", "title": ["alert.headline"], "identity": ["alert.no"], "severity": ["p"]}',
  );
  const read = (body: object) =>
    readDelivery(
      {
        source: "generic",
        event: "alert",
        action: null,
        headers: {},
        body: Buffer.from(JSON.stringify(body)),
        receivedAt: RECEIVED_AT,
      },
      createSources({ mapping }),
    );

  it("says where things stand", () => {
    const body = {
      items: [{ alert: { headline: "A", no: 1 }, p: "P1" }, { alert: { headline: "B", no: 2 } }, 7],
    };
    expect(
      events(read(body)).map(({ title, fingerprint, severity }) => [title, fingerprint, severity]),
    ).toEqual([
      ["A", "1", "critical"],
      ["B", "2", "warning"],
    ]);
  });

  it("does not reach into what every object has", () => {
    const odd = parseMapping('{"title": ["constructor.name"]}');
    const reading = readDelivery(
      {
        source: "generic",
        event: "alert",
        action: null,
        headers: {},
        body: Buffer.from("{}"),
        receivedAt: RECEIVED_AT,
      },
      createSources({ mapping: odd }),
    );
    expect(reading.ignored).toMatch(/title/);
  });

  it.each([
    ["not JSON", "{", /not JSON/],
    ["a key that is none", '{"titel": ["x"]}', /titel/],
    ["another type", '{"title": "x"}', /title/],
  ])("is refused: %s", (_name, text, reason) => {
    expect(() => parseMapping(text)).toThrow(reason);
  });
});

describe("a server's sources", () => {
  it("are the built-in ones, and reports when there is an issuer", () => {
    expect(createSources({})).toEqual(sources);
    const verify = async () => ({ ok: false as const, reason: "" });
    const all = createSources({ reports: { verify, mayReport: async () => true } });
    expect(all.map(({ name }) => name)).toEqual([...sources.map(({ name }) => name), "reports"]);
  });
});
