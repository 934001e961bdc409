import { clip } from "../core/text.js";
import { statusOf } from "./errors.js";

export interface NewIssue {
  title: string;
  body: string;
  labels: string[];
  assignees: string[];
}

/** docs: Create an issue, up to 10 assignees. */
const ASSIGNEES = 10;
const ROUNDS = 5;

interface Complaint {
  resource?: string;
  field?: string;
  value?: unknown;
}

/**
 * Makes an issue; whatever of it GitHub refuses is left out, as an issue without a label or an assignee still tells people.
 * `left` says what. Somebody who has left cannot be assigned: 422, `{resource: "Issue", field: "assignees", code: "invalid"}`.
 */
export async function makeIssue<T>(
  wanted: NewIssue,
  create: (issue: NewIssue) => Promise<T>,
): Promise<{ made: T; left: string[] }> {
  const left: string[] = wanted.assignees.slice(ASSIGNEES).map((name) => `assignee ${name}`);
  let issue = { ...wanted, assignees: wanted.assignees.slice(0, ASSIGNEES) };
  for (let round = 1; ; round++)
    try {
      return { made: await create(issue), left };
    } catch (error) {
      const lighter = round < ROUNDS ? lighten(issue, error, left) : null;
      if (lighter === null) throw error;
      issue = lighter;
    }
}

/** The issue without what the answer complains of; null: the complaint is about something else. */
function lighten(issue: NewIssue, error: unknown, left: string[]): NewIssue | null {
  const status = statusOf(error);
  // New labels need more than opening an issue does, where the App was given less (docs: Create an issue).
  if (status === 403 && issue.labels.length > 0 && /label/i.test(messageOf(error)))
    return without(issue, "labels", issue.labels, left);
  if (status !== 422) return null;
  const complaints = complaintsOf(error);
  let lighter = issue;
  for (const { resource, field, value } of complaints) {
    const said = JSON.stringify(value ?? "");
    const named = (names: string[]) => names.filter((name) => said.includes(JSON.stringify(name)));
    if (resource === "Label" || field === "labels" || field === "label")
      lighter = without(lighter, "labels", named(lighter.labels), left);
    else if (field === "assignees" || field === "assignee")
      lighter = without(lighter, "assignees", named(lighter.assignees), left);
    else if (field === "title") lighter = { ...lighter, title: clip(lighter.title, 100) };
    else if (field === "body") lighter = { ...lighter, body: shorter(lighter.body) };
  }
  if (JSON.stringify(lighter) !== JSON.stringify(issue)) return lighter;
  const bare = without(without(issue, "labels", [], left), "assignees", [], left);
  return bare.labels.length + bare.assignees.length < issue.labels.length + issue.assignees.length
    ? bare
    : null;
}

/** Those that were named; all where none was. */
function without(issue: NewIssue, part: "labels" | "assignees", named: string[], left: string[]): NewIssue {
  const gone = named.length > 0 ? named : issue[part];
  left.push(...gone.map((name) => `${part === "labels" ? "label" : "assignee"} ${name}`));
  return { ...issue, [part]: issue[part].filter((name) => !gone.includes(name)) };
}

/** Half of it; the last line is how the issue is found again. */
function shorter(body: string): string {
  const end = body.lastIndexOf("\n\n");
  const last = end < 0 ? "" : body.slice(end);
  return `${clip(body.slice(0, body.length - last.length), Math.floor(body.length / 2))}${last}`;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : "");

function complaintsOf(error: unknown): Complaint[] {
  const data = (error as { response?: { data?: { errors?: unknown } } }).response?.data;
  return Array.isArray(data?.errors)
    ? data.errors.filter((one): one is Complaint => typeof one === "object" && one !== null)
    : [];
}
