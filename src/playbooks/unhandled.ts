import type { Category } from "../diagnosis/category.js";

/**
 * Categories that no shipped playbook answers, with the reason: the README's table. A category is either here or in a playbook's
 * `when`, and a test holds that.
 */
export const withoutSafeAction: Partial<Readonly<Record<Category, string>>> = {
  license_or_policy:
    "A licence or a rule is a decision of people; a change that satisfies the check is not yet allowed.",
  coverage: "Tests that are written for the number prove nothing, and lowering the threshold hides it.",
  disk_full:
    "What may be deleted is not known: heal knows no key of a cache, and a rerun fills the same disk. A repository's own playbook can name one for `clear-actions-cache`.",
  cancelled: "Somebody, or a later commit's run, meant it to stop. Another run would undo what they wanted.",
  auth_or_secret: "Only who owns the credential can renew it; each rerun with a wrong one may lock it.",
  permission: "Rights are granted by people.",
  workflow_config: "No fix touches `.github/`, and the same file fails the same way when it is run again.",
  certificate: "It has to be renewed by whoever it was issued to; a restart loads the same one.",
  monitoring_gap:
    "While monitoring sees nothing, nobody knows whether anything is wrong with what it watches.",
  unknown: "Without a cause there is no action that could be right.",
};
