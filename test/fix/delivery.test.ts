import { describe, expect, it } from "@jest/globals";
import { deliveryProblem, type DeliveryRequest } from "../../src/fix/delivery.js";
import { keyMarker } from "../../src/fix/prompt.js";
import type { Pull } from "../../src/github/port.js";

const AGENT = "codegen-sh[bot]";
const asked: DeliveryRequest = {
  ...{ repositoryId: 1, base: "main", branch: "heal/fix-1", newestPull: 8 },
  key: `fix-run:1:${"0".repeat(32)}`,
  accounts: [AGENT],
};
const pull = (change: Partial<Pull> = {}): Pull => ({
  ...{ number: 9, nodeId: "PR_9", url: "u", title: "t", author: AGENT, byBot: true, own: false },
  ...{ state: "open", draft: true, merged: false, headSha: "a".repeat(40), headRef: "heal/fix-1" },
  ...{ headRepositoryId: 1, baseRef: "main", baseSha: "b".repeat(40), baseRepositoryId: 1, changedFiles: 1 },
  body: `I did it.\n\n${keyMarker(asked.key)}`,
  ...change,
});
const why = (
  change: Partial<Pull> = {},
  authors: (string | null)[] = [AGENT],
  of: Partial<DeliveryRequest> = {},
) => deliveryProblem(pull(change), authors, { ...asked, ...of });

describe("a pull request that an agent names", () => {
  it.each<[string, Partial<Pull>, (string | null)[]]>([
    ["as it was asked for", {}, [AGENT]],
    ["on the branch that was asked for, whoever wrote its commits", {}, ["ann", null]],
    ["on a branch of its own with its own commits", { headRef: "codegen/x" }, [AGENT, AGENT]],
    ["by its account in other letters", { author: AGENT.toUpperCase() }, [AGENT]],
  ])("is its answer %s", (_name, change, authors) => {
    expect(why(change, authors)).toBeNull();
  });

  it.each<[string, Partial<Pull>, (string | null)[], RegExp]>([
    ["in another repository", { baseRepositoryId: 2, headRepositoryId: 2 }, [AGENT], /in another repository/],
    ["from a fork", { headRepositoryId: 66 }, [AGENT], /branch is in another repository/],
    ["from a fork that is gone", { headRepositoryId: null }, [AGENT], /branch is in another repository/],
    ["of a person", { author: "ann", byBot: false }, [AGENT], /opened by ann/],
    ["of a person who is called like the agent", { byBot: false }, [AGENT], /opened by/],
    ["of another App", { author: "other[bot]" }, [AGENT], /opened by other\[bot\]/],
    ["of nobody", { author: "" }, [AGENT], /opened by nobody/],
    ["that was there before", { number: 8 }, [AGENT], /before the agent began/],
    ["against another branch", { baseRef: "release" }, [AGENT], /against release, not main/],
    ["on a person's branch", { headRef: "ann/x" }, [AGENT, "ann"], /neither the one asked for/],
    ["on a branch of unknown commits", { headRef: "x" }, [null], /neither the one asked for/],
    ["on another branch without commits", { headRef: "x" }, [], /neither the one asked for/],
    ["without the key", { body: "I did it." }, [AGENT], /key is not in its text/],
    ["with a part of the key", { body: keyMarker(asked.key.slice(0, -1)) }, [AGENT], /key is not/],
  ])("is not %s", (_name, change, authors, reason) => {
    expect(why(change, authors)).toMatch(reason);
  });
});
