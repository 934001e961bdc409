import { describe, expect, it } from "@jest/globals";
import { makeIssue, type NewIssue } from "../../src/github/new-issue.js";

const wanted: NewIssue = {
  title: "t",
  body: `${"b".repeat(1_000)}\n\n<!-- mark -->`,
  labels: ["heal", "bug"],
  assignees: ["ada", "gone"],
};
/** An answer of GitHub's, in the documented shape. */
const answer = (status: number, message: string, errors?: unknown[]) =>
  Object.assign(new Error(message), { status, response: { data: { message, errors } } });
const invalid = (...errors: unknown[]) => answer(422, "Validation Failed", errors);

/** GitHub that gives these answers, then takes the issue. */
async function make(answers: Error[], issue = wanted) {
  const tried: NewIssue[] = [];
  const result = await makeIssue(issue, async (part) => {
    tried.push(part);
    const refusal = answers.shift();
    if (refusal) throw refusal;
    return part;
  });
  return { ...result, tries: tried.length };
}

describe("an issue of which GitHub refuses a part", () => {
  it.each<[string, Error[], Partial<NewIssue>, string[]]>([
    [
      "one assignee, named",
      [invalid({ value: "gone", resource: "Issue", field: "assignees", code: "invalid" })],
      { assignees: ["ada"], labels: ["heal", "bug"] },
      ["assignee gone"],
    ],
    [
      "an assignee that is not named",
      [invalid({ resource: "Issue", field: "assignees", code: "invalid" })],
      { assignees: [], labels: ["heal", "bug"] },
      ["assignee ada", "assignee gone"],
    ],
    [
      "the old name of the field",
      [invalid({ value: ["gone"], resource: "Issue", field: "assignee", code: "invalid" })],
      { assignees: ["ada"] },
      ["assignee gone"],
    ],
    [
      "a label",
      [invalid({ resource: "Label", field: "name", code: "custom", message: "name is too long" })],
      { labels: [], assignees: ["ada", "gone"] },
      ["label heal", "label bug"],
    ],
    [
      "new labels that it may not make",
      [answer(403, "You do not have permission to create labels on this repository.")],
      { labels: [] },
      ["label heal", "label bug"],
    ],
    [
      "first one part, then another",
      [
        invalid({ value: "ada", resource: "Issue", field: "assignees", code: "invalid" }),
        invalid({ value: "gone", resource: "Issue", field: "assignees", code: "invalid" }),
        invalid({ value: "bug", resource: "Label", field: "name", code: "invalid" }),
      ],
      { assignees: [], labels: ["heal"] },
      ["assignee ada", "assignee gone", "label bug"],
    ],
    [
      "something it does not name",
      [answer(422, "Validation Failed")],
      { labels: [], assignees: [] },
      ["label heal", "label bug", "assignee ada", "assignee gone"],
    ],
  ])("%s: made without", async (_name, answers, expected, left) => {
    const tries = answers.length + 1;
    expect(await make(answers)).toMatchObject({
      made: { title: "t", body: wanted.body, ...expected },
      left,
      tries,
    });
  });

  it("a title or a body that is too long is cut; the last line stays", async () => {
    const long = { ...wanted, title: "t".repeat(300) };
    const { made, left } = await make(
      [
        invalid({ resource: "Issue", field: "title", code: "custom", message: "title is too long" }),
        invalid({ resource: "Issue", field: "body", code: "custom", message: "body is too long" }),
      ],
      long,
    );
    expect(made.title.length).toBeLessThanOrEqual(100);
    expect(made.body.length).toBeLessThan(wanted.body.length);
    expect(made.body).toMatch(/\n\n<!-- mark -->$/);
    expect([made.labels, made.assignees, left]).toEqual([wanted.labels, wanted.assignees, []]);
  });

  it("at most ten people are asked for", async () => {
    const assignees = Array.from({ length: 12 }, (_, i) => `p${i}`);
    const { made, left } = await make([], { ...wanted, assignees });
    expect([made.assignees.length, left]).toEqual([10, ["assignee p10", "assignee p11"]]);
  });

  it.each([
    ["a permission that is missing", answer(403, "Resource not accessible by integration")],
    ["issues that are disabled", answer(410, "Issues are disabled for this repo")],
    ["a limit", answer(403, "You have exceeded a secondary rate limit")],
    ["trouble at GitHub's", answer(502, "Bad Gateway")],
  ])("%s is no such refusal", async (_name, error) => {
    await expect(make([error])).rejects.toBe(error);
  });

  it("what stays refused is refused, after few tries", async () => {
    const answers = Array.from({ length: 20 }, () => answer(422, "Validation Failed"));
    await expect(make(answers)).rejects.toMatchObject({ status: 422 });
    expect(answers.length).toBeGreaterThanOrEqual(15);
  });
});
