import { describe, expect, it } from "@jest/globals";
import type { Attribution } from "../../src/diagnosis/root-cause/attribution.js";
import { pathInRepository } from "../../src/escalation/annotations.js";
import type { CheckFacts, CheckFailure, JudgedJob } from "../../src/escalation/check-facts.js";
import { checkRunText } from "../../src/escalation/check-run.js";
import { checkButtons, commandOfButton } from "../../src/events/check.js";

const judged = (verdict: Attribution["verdict"], job: Partial<JudgedJob["job"]> = {}): JudgedJob => ({
  attribution: { verdict, why: "the same job passes on the default branch (2026-03-01)" },
  job: {
    ...{ name: "test", url: "https://github.example/acme/web/actions/runs/1/job/2", stepNumber: 4 },
    ...{ category: "test_failure", summary: "A test failed.", step: "Unit tests", command: "npm test" },
    evidence: [
      { line: 12, text: "AssertionError: expected 90 to equal 80" },
      { line: 9, text: "    at test/cart.test.js:31:10" },
    ],
    ...job,
  },
});
const failure = (jobs: readonly JudgedJob[], of: Partial<CheckFailure> = {}): CheckFailure => ({
  record: {
    category: "test_failure",
    tests: [
      {
        suite: "cart",
        name: "applies a voucher",
        message: "90 is not 80",
        file: "test/cart.test.js",
        line: 31,
      },
    ],
  },
  ...{ jobs, over: null, doing: null, may: { retry: true, fix: true, approve: null } },
  url: "https://heal.example/incidents/7",
  ...of,
});
const facts = (failures: readonly CheckFailure[], of: Partial<CheckFacts> = {}): CheckFacts => ({
  ...{ failures, asked: [], mine: "neutral", everybodys: null, url: "https://heal.example/incidents/7" },
  ...of,
});

describe("the text of a commit's check run", () => {
  it.each<[string, Attribution["verdict"][], string, string]>([
    ["one of yours", ["mine"], "1 failure looks yours", "neutral"],
    ["several", ["mine", "mine"], "2 failures look yours", "neutral"],
    ["one, and one that is not", ["mine", "flaky"], "1 failure looks yours, 1 does not", "neutral"],
    ["all three", ["mine", "flaky", "unknown"], "1 failure looks yours, 1 does not, 1 is unclear", "neutral"],
    ["none of yours", ["infrastructure", "pre-existing"], "2 failures, none of them yours", "success"],
    ["one that is not", ["fleet-wide"], "1 failure, not yours", "success"],
    ["one that nobody knows", ["unknown"], "1 failure, unclear whose", "neutral"],
    ["not yours, and unclear", ["flaky", "unknown"], "1 failure not yours, 1 is unclear", "neutral"],
  ])("%s", (_name, verdicts, title, conclusion) => {
    const text = checkRunText(facts([failure(verdicts.map((one) => judged(one)))]));
    expect([text.title, text.conclusion]).toEqual([title, conclusion]);
  });

  it("reads as a person would write it", () => {
    expect(checkRunText(facts([failure([judged("mine")])])).summary).toMatchInlineSnapshot(`
     "| Failed | Whose | Reason |
     | --- | --- | --- |
     | [\`test\`](https://github.example/acme/web/actions/runs/1/job/2#step:4:1) | **yours** | \`AssertionError: expected 90 to equal 80\` |

     ### \`test\`: yours

     The same job passes on the default branch (2026-03-01). Failed in step \`Unit tests\`, command \`npm test\`.

     - \`cart > applies a voucher\` 90 is not 80

     \`\`\`
         9      at test/cart.test.js:31:10
            ...
        12  AssertionError: expected 90 to equal 80
     \`\`\`

     Next: run the failing test alone, and look at what the change did to it. [More in heal](https://heal.example/incidents/7)

     If you do nothing, nothing happens: heal does not touch your branch by itself. **Retry** runs the failed jobs again (write access); \`/heal help\` in a comment lists what else can be asked."
    `);
  });

  it("offers what was suggested, and every button is a command", () => {
    const may = { retry: false, fix: false, approve: { offer: "3f9a1c2e", action: "rerun-failed-jobs" } };
    const { actions } = checkRunText(facts([failure([judged("mine")], { may })]));
    expect(actions.map(({ identifier }) => commandOfButton(identifier))).toEqual([
      "/heal approve 3f9a1c2e",
      "/heal not-mine",
    ]);
    const every = { retry: true, fix: true, approve: may.approve };
    expect(checkRunText(facts([failure([judged("mine")], { may: every })])).actions).toHaveLength(3);
    for (const other of ["approve-", "approve-3f9a1c2e; rm", "stop", "__proto__", "constructor"])
      expect(commandOfButton(other)).toBeNull();
  });

  it("says what is over, and offers nothing there", () => {
    const text = checkRunText(facts([failure([], { over: "It passed when it ran again" })]));
    expect(text).toMatchObject({ title: "It passed when it ran again", conclusion: "success", actions: [] });
  });

  it("is neutral while it looks", () => {
    const text = checkRunText(facts([failure([], { record: null })]));
    expect(text).toMatchObject({ title: "heal looks at 1 failure", conclusion: "neutral" });
  });

  it("keeps to what GitHub takes", () => {
    const jobs = Array.from({ length: 300 }, (_, i) =>
      judged("mine", {
        name: `job ${i}`,
        evidence: Array.from({ length: 40 }, (_line, line) => ({ line, text: "x".repeat(400) })),
      }),
    );
    const { summary, actions, annotations } = checkRunText(facts([failure(jobs)]));
    expect(summary.length).toBeLessThanOrEqual(20_000);
    expect(annotations.length).toBeLessThanOrEqual(50);
    expect(actions).toHaveLength(3);
    for (const { label, description, identifier } of actions) {
      expect([label.length <= 20, description.length <= 40, identifier.length <= 20]).toEqual([
        true,
        true,
        true,
      ]);
      expect(Object.keys(checkButtons)).toContain(identifier);
    }
  });

  it("lets no name or line of a log be markup, a mention or a cell", () => {
    const bad = "a | b ` @octocat <img src=x> [x](http://evil) #1 /heal stop";
    const { summary } = checkRunText(
      facts([
        failure(
          [
            judged("mine", {
              name: bad,
              step: bad,
              command: bad,
              summary: bad,
              evidence: [{ line: 1, text: bad }],
            }),
          ],
          {
            record: { category: "test_failure", tests: [{ suite: bad, name: bad, message: bad }] },
          },
        ),
      ]),
    );
    const outside = summary.replace(/```[\s\S]*?```/g, "").replace(/`[^`\n]*`/g, "");
    expect(outside).not.toMatch(/@octocat|<img|\]\(http:\/\/evil|^\/heal/m);
    const row = summary.split("\n").find((line) => line.includes("**yours**")) ?? "";
    expect(row.split(/(?<!\\)\|/)).toHaveLength(5);
  });
});

describe("a path of a log, within the repository", () => {
  it.each([
    ["src/a.ts", "src/a.ts"],
    ["./src/a.ts", "src/a.ts"],
    ["/home/runner/work/web/web/src/a.ts", "src/a.ts"],
    ["D:\\a\\_work\\web\\web\\src\\a.ts", "src/a.ts"],
    ["src\\a.ts", "src/a.ts"],
    ["/etc/passwd", null],
    ["C:\\Windows\\a.ts", null],
    ["../other/a.ts", null],
    ["src/../../a.ts", null],
    ["node_modules/x/a.js", null],
    ["/usr/lib/python3/site-packages/a.py", null],
    ["", null],
  ])("%s", (named, path) => {
    expect(pathInRepository(named)).toBe(path);
  });
});
