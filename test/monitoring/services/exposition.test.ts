import fc from "fast-check";
import { describe, expect, it } from "@jest/globals";
import { createReader, type Exposition } from "../../../src/monitoring/services/exposition.js";

const read = (text: string, wanted: string[], most = 100, openMetrics = false): Exposition => {
  const reader = createReader(new Set(wanted), most, openMetrics);
  reader.push(text);
  return reader.end();
};
const one = (line: string, name = "a") => read(line, [name]).values[0];

/** The example of the format's own page. */
const example = `# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9

# Minimalistic line:
metric_without_timestamp_and_labels 12.47

# A weird metric from before the epoch:
something_weird{problem="division by zero"} +Inf -3982045

# A histogram, which has a pretty complex representation in the text format:
# HELP http_request_duration_seconds A histogram of the request duration.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.05"} 24054
http_request_duration_seconds_bucket{le="+Inf"} 144320
http_request_duration_seconds_sum 53423
http_request_duration_seconds_count 144320

# Finally a summary, which has a complex representation, too:
# TYPE rpc_duration_seconds summary
rpc_duration_seconds{quantile="0.01"} 3102
rpc_duration_seconds_sum 1.7560473e+07
rpc_duration_seconds_count 2693
`;

describe("the exposition format", () => {
  it("is read as its page has it", () => {
    const names = [...new Set(example.match(/^[a-z_]+/gm))];
    const { values, refused } = read(example, names);
    expect(refused.size).toBe(0);
    expect(values.map(({ name, value, counter, at }) => [name, value, counter, at])).toEqual([
      ["http_requests_total", 1027, true, 1395066363000],
      ["http_requests_total", 3, true, 1395066363000],
      ["msdos_file_access_time_seconds", 1.458255915e9, false, null],
      ["metric_without_timestamp_and_labels", 12.47, false, null],
      ["something_weird", Infinity, false, -3982045],
      ["http_request_duration_seconds_bucket", 24054, true, null],
      ["http_request_duration_seconds_bucket", 144320, true, null],
      ["http_request_duration_seconds_sum", 53423, true, null],
      ["http_request_duration_seconds_count", 144320, true, null],
      ["rpc_duration_seconds", 3102, false, null],
      ["rpc_duration_seconds_sum", 17560473, true, null],
      ["rpc_duration_seconds_count", 2693, true, null],
    ]);
    expect(values[2]?.labels).toEqual({ path: "C:\\DIR\\FILE.TXT", error: 'Cannot find file:\n"FILE.TXT"' });
  });

  it.each([
    ["a comma at the end", 'a{b="c",} 1', { labels: { b: "c" }, value: 1 }],
    ["blanks everywhere", 'a { b = "c" , d = "e" }  1', { labels: { b: "c", d: "e" } }],
    ["no labels in braces", "a{} 1", { labels: {} }],
    ["a brace and a comma in a value", 'a{b="},{"} 1', { labels: { b: "},{" } }],
    ["a line end of Windows", "a 1\r\n", { value: 1 }],
    ["no line end", "a 1", { value: 1 }],
    ["tabs", "a\t1\t5", { value: 1, at: 5 }],
    ["-Inf", "a -Inf", { value: -Infinity }],
    ["NaN", "a NaN", { value: NaN }],
    ["an exemplar", 'a 1 # {trace="x"} 0.5', { value: 1, at: null }],
    ["a key of objects", 'a{__proto__="x"} 1', { value: 1 }],
  ])("reads %s", (_, line, expected) => expect(one(line)).toMatchObject(expected));

  it.each([
    ["no value", "a"],
    ["no number", "a one"],
    ["a name without a value", 'a{b="c"}'],
    ["no end of a value", 'a{b="c 1'],
    ["no end of labels", 'a{b="c" 1'],
    ["no quotes", "a{b=c} 1"],
    ["a bad label's name", 'a{1b="c"} 1'],
    ["a label twice", 'a{b="c",b="d"} 1'],
    ["too much behind it", "a 1 2 3"],
    ["a time that is none", "a 1 NaN"],
    ["a backslash at the end", 'a{b="c\\'],
  ])("passes over a line with %s, and says so", (_, line) => {
    const { values, refused } = read(`${line}\na{ok="1"} 1`, ["a"]);
    expect([values.map(({ labels }) => labels), [...refused]]).toEqual([
      [{ ok: "1" }],
      [["a line cannot be read", 1]],
    ]);
  });

  it("knows counters without a type by their name, and believes a type over the name", () => {
    const counters = (text: string) =>
      read(text, ["a_total", "a_count"]).values.map(({ counter }) => counter);
    expect(counters("a_total 1\na_count 1")).toEqual([true, false]);
    expect(counters("# TYPE a_total gauge\na_total 1")).toEqual([false]);
    expect(counters("# TYPE a_total untyped\na_total 1")).toEqual([true]);
    expect(counters("# TYPE a gauge\na_total 1")).toEqual([false]);
    expect(counters("# TYPE a_count gauge\na_count 1")).toEqual([false]);
  });

  it("keeps the first of a series that stands there twice, however its labels are ordered", () => {
    const { values, refused } = read('a{b="1",c="2"} 1\na{c="2",b="1"} 2\na{b="1"} 3', ["a"]);
    expect([values.map(({ value }) => value), [...refused]]).toEqual([
      [1, 3],
      [["a series stands there twice", 1]],
    ]);
  });

  it("keeps so many series and counts the rest", () => {
    const flood = Array.from({ length: 10_000 }, (_, i) => `a{i="${i}"} ${i}`).join("\n");
    const { values, refused } = read(flood, ["a"], 50);
    expect([values.length, [...refused]]).toEqual([50, [["more than 50 series", 9_950]]]);
  });

  it("reads only what is wanted, by whole names", () => {
    expect(read('ab 1\na_b 2\nA 3\na{x="1"} 4', ["a"]).values.map(({ value }) => value)).toEqual([4]);
  });

  it("reads times of OpenMetrics as seconds", () => {
    expect(read("a 1 1395066363.5", ["a"], 1, true).values[0]?.at).toBe(1395066363500);
  });

  it("bears a line without an end: it is refused once, and the next is read", () => {
    const reader = createReader(new Set(["a"]), 10);
    for (let i = 0; i < 100; i++) reader.push(`a{b="${"x".repeat(10_000)}`);
    reader.push('"} 1\na 2\n');
    reader.push(`a{c="${"y".repeat(70_000)}"} 3\na{d="1"} 4`);
    const { values, refused } = reader.end();
    expect(values.map(({ value }) => value)).toEqual([2, 4]);
    expect([...refused]).toEqual([["a line is longer than 64 kB", 2]]);
  });

  it("does not hold a line that never ends: 600 MB would be more than a string can be", () => {
    const reader = createReader(new Set(["a"]), 10);
    const piece = "x".repeat(1024 * 1024);
    for (let i = 0; i < 600; i++) reader.push(piece);
    reader.push("\na 1\n");
    expect(reader.end().values).toMatchObject([{ value: 1 }]);
  });

  it("reads the same in whatever pieces it comes", () => {
    const whole = read(example, ["http_requests_total", "something_weird"]);
    fc.assert(
      fc.property(fc.array(fc.nat(example.length), { maxLength: 20 }), (cuts) => {
        const reader = createReader(new Set(["http_requests_total", "something_weird"]), 100);
        const places = [0, ...cuts.sort((a, b) => a - b), example.length];
        for (let i = 1; i < places.length; i++) reader.push(example.slice(places[i - 1], places[i]));
        expect(reader.end()).toEqual(whole);
      }),
    );
  });

  it("reads what it is made of, whatever the labels hold", () => {
    const quote = (text: string) =>
      text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
    const labels = fc.dictionary(fc.constantFrom("b", "c", "_d1"), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(labels, fc.double(), (given, value) => {
        fc.pre(!Object.values(given).some((text) => text.includes("\r")));
        const inside = Object.entries(given).map(([name, text]) => `${name}="${quote(text)}"`);
        const got = one(
          `a{${inside.join(",")}} ${value === Infinity ? "+Inf" : value === -Infinity ? "-Inf" : value}\n`,
        );
        expect(got).toMatchObject({ labels: { ...given }, value: value === 0 ? expect.anything() : value });
      }),
    );
  });

  it("never throws, whatever comes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        read(`a${text}\na{${text}\n${text}`, ["a"]);
      }),
    );
  });
});
