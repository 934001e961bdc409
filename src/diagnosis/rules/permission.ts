import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** The credential is known, but may not do this; or a file may not be touched. */
export const permission: Rule = {
  category: "permission",
  strict: [
    /\bPermissions? denied for\b/,
    /\bEPERM: operation not permitted\b/,
    /\bPermissionError: \[Errno 13\]/,
    /\bResource not accessible by (?:integration|personal access token)\b/,
    /\b403 Forbidden\b/i,
    /^remote: Permission to .{1,200} denied/,
    /\bThe requested URL returned error: 403\b/,
    // Container registries: Docker Hub, GitHub, GitLab, Google, Azure
    /\bdenied: (?:permission_denied|requested access to the resource is denied|installation not allowed to \w|access forbidden|Permission "?\w[\w.]{1,100}"? denied)/,
    /\bdenied: .{0,60}\b(?:write_package|create_package|read_package)\b/,
    /\binsufficient_scope: authorization failed\b/,
    /\b(?:AccessDenied|AccessDeniedException|UnauthorizedOperation)\b/,
    /\bis not authorized to perform\b/,
    /\bdoes not have (?:the )?(?:required |necessary )?permissions?\b/i,
    /\bis forbidden: User\b/,
    /^npm (?:ERR!|error) code E403/,
    /^(?:\/bin\/(?:ba)?sh|bash|sh|.{1,120}: line \d+): .{1,200}: Permission denied$/,
    /\bEACCES: permission denied\b/,
    /\brefusing to allow a (?:GitHub App|Personal Access Token|OAuth App)\b/i,
  ],
  generic: [/\bpermission denied\b/i, /\baccess denied\b/i, /\bforbidden\b/i],
  unless: [insideTestReport],
};
