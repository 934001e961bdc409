import { describe, expect, it } from "@jest/globals";
import { queryUrl, readQuery } from "../../../src/monitoring/services/promql.js";

const answer = (resultType: string, result: unknown) =>
  JSON.stringify({ status: "success", data: { resultType, result } });

describe("readQuery", () => {
  it("reads scalars and vectors, without the metric's own name", () => {
    expect(readQuery(answer("scalar", [1435781451.781, "1.5"]))).toEqual([{ labels: {}, value: 1.5 }]);
    const vector = [
      { metric: { __name__: "up", job: "heal" }, value: [1435781451.781, "1"] },
      { metric: {}, value: [1435781451, "NaN"] },
      { metric: {}, value: [1435781451, "+Inf"] },
    ];
    expect(readQuery(answer("vector", vector))).toEqual([
      { labels: { job: "heal" }, value: 1 },
      { labels: {}, value: NaN },
      { labels: {}, value: Infinity },
    ]);
    expect(readQuery(answer("vector", []))).toEqual([]);
  });

  it.each([
    ["a range", answer("matrix", [{ metric: {}, values: [[1, "1"]] }])],
    ["a text", answer("string", [1, "x"])],
    ["an error", JSON.stringify({ status: "error", errorType: "bad_data", error: "<script>" })],
    ["something else", "[1]"],
    ["nothing", "null"],
  ])("refuses %s in its own words", (_, text) =>
    expect(() => readQuery(text)).toThrow(/^the query gives neither a scalar nor an instant vector$/),
  );

  it("refuses what is no JSON", () => expect(() => readQuery("<html>")).toThrow("the answer is not JSON"));
});

describe("queryUrl", () => {
  it.each([
    ["http://a:9090", "http://a:9090/api/v1/query?query=up&timeout=9s"],
    ["http://a:9090/", "http://a:9090/api/v1/query?query=up&timeout=9s"],
    ["https://a/prometheus/", "https://a/prometheus/api/v1/query?query=up&timeout=9s"],
    ["https://a/p?tenant=1", "https://a/p/api/v1/query?tenant=1&query=up&timeout=9s"],
  ])("of %s", (server, url) => expect(queryUrl(server, "up", 9).href).toBe(url));

  it("keeps a query's letters to itself", () =>
    expect(queryUrl("http://a", 'up{a="b&c#d"}', 9).searchParams.get("query")).toBe('up{a="b&c#d"}'));
});
