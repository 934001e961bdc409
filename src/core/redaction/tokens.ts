/** A kind of secret that is known by its own shape, whatever stands around it. */
export interface TokenShape {
  readonly kind: string;
  /** Global; at most one start a run of token characters, so that matching stays linear. */
  readonly pattern: RegExp;
}

/**
 * Shapes as their issuers publish them (GitHub: "Behind GitHub's new authentication token formats" and the 2026
 * change to ~520 characters; others: the secret-scanning pattern lists of GitHub and gitleaks). A colour in front of a
 * token ends in the letter `m`, which is no part of a longer word.
 */
export const tokenShapes: readonly TokenShape[] = [
  { kind: "github-token", pattern: /gh[pousr]_[\w.-]{19,}\w/g },
  { kind: "github-token", pattern: /github_pat_\w{20,}/g },
  { kind: "gitlab-token", pattern: /gl(?:pat|ptt|dt|rt|cbt|soat|ft|agent|oas)-[\w.-]{19,}\w/g },
  { kind: "jwt", pattern: /(?:(?<![\w.-])|(?<=\[[\d;]{0,9}m))eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){1,3}/g },
  { kind: "jwt", pattern: /(?<=[=:]_)eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){1,3}/g },
  {
    kind: "aws-key",
    pattern: /(?:(?<![A-Za-z0-9])|(?<=\[[\d;]{0,9}m))(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
  },
  { kind: "gcp-key", pattern: /AIza[\w-]{35}(?![\w-])/g },
  { kind: "gcp-token", pattern: /(?:(?<![\w.-])|(?<=\[[\d;]{0,9}m))ya29\.[\w-]{20,}/g },
  { kind: "gcp-secret", pattern: /GOCSPX-[\w-]{20,}/g },
  { kind: "azure-key", pattern: /(?<=(?:AccountKey|SharedAccessKey)=)[A-Za-z0-9+/]{30,}={0,2}/g },
  {
    kind: "azure-secret",
    pattern: /(?:(?<![\w.~-])|(?<=\[[\d;]{0,9}m))[\w.~-]{3}\dQ~[\w.~-]{31,34}(?![\w.~-])/g,
  },
  {
    kind: "signed-url",
    pattern: /(?<=[?&](?:sig|X-Amz-Signature|X-Goog-Signature|Signature)=)[\w%+/=-]{20,}/gi,
  },
  { kind: "signed-url", pattern: /(?<=[?&]X-Amz-Security-Token=)[\w%+/=-]{20,}/gi },
  { kind: "slack-token", pattern: /xox[abeoprs]-[\w-]{9,}\w|xapp-\d-[\w-]{20,}/g },
  { kind: "slack-webhook", pattern: /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/]{20,}/g },
  { kind: "discord-webhook", pattern: /(?<=discord(?:app)?\.com\/api\/webhooks\/\d{5,25}\/)[\w-]{20,}/g },
  {
    kind: "stripe-key",
    pattern:
      /(?:(?<![A-Za-z0-9])|(?<=\[[\d;]{0,9}m))[rsp]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/]{24,}={0,2}/g,
  },
  { kind: "npm-token", pattern: /(?:(?<![A-Za-z0-9])|(?<=\[[\d;]{0,9}m))npm_[A-Za-z0-9]{36}\b/g },
  { kind: "pypi-token", pattern: /pypi-AgE[\w-]{40,}/g },
  { kind: "rubygems-token", pattern: /rubygems_[a-f0-9]{48}/g },
  { kind: "anthropic-key", pattern: /sk-ant-[\w-]{20,}/g },
  { kind: "openai-key", pattern: /sk-(?:proj|svcacct|admin|or-v1)-[\w-]{20,}/g },
  {
    kind: "codegen-token",
    pattern:
      /(?:(?<![\w-])|(?<=\[[\d;]{0,9}m))sk-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi,
  },
  // Ordinary words can follow `sk-` (a locale, a branch): 20 letters and digits without a dash do not.
  { kind: "openai-key", pattern: /(?:(?<![\w-])|(?<=\[[\d;]{0,9}m))sk-[A-Za-z0-9]{20,}(?![\w-])/g },
  { kind: "sendgrid-key", pattern: /(?:(?<![\w.])|(?<=\[[\d;]{0,9}m))SG\.[\w-]{16,32}\.[\w-]{32,64}/g },
  { kind: "twilio-key", pattern: /(?:(?<![A-Za-z0-9])|(?<=\[[\d;]{0,9}m))SK[0-9a-f]{32}(?![A-Za-z0-9])/g },
  { kind: "huggingface-token", pattern: /(?:(?<![A-Za-z0-9])|(?<=\[[\d;]{0,9}m))hf_[A-Za-z0-9]{30,}/g },
  { kind: "digitalocean-token", pattern: /do[opr]_v1_[a-f0-9]{64}/g },
  { kind: "docker-token", pattern: /dckr_(?:pat|oat)_[\w-]{20,}/g },
  {
    kind: "databricks-token",
    pattern: /(?:(?<![A-Za-z0-9])|(?<=\[[\d;]{0,9}m))dapi[a-f0-9]{32}(?![A-Za-z0-9])/g,
  },
  { kind: "vault-token", pattern: /(?:(?<![\w.])|(?<=\[[\d;]{0,9}m))hv[bsr]\.[\w-]{24,}/g },
  { kind: "grafana-token", pattern: /gl(?:sa|c)_[\w+/=]{32,}/g },
  { kind: "sentry-token", pattern: /sntry[su]_[\w+/=]{32,}/g },
  { kind: "shopify-token", pattern: /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/g },
  { kind: "linear-key", pattern: /lin_api_\w{32,}/g },
  { kind: "newrelic-key", pattern: /NRAK-[A-Z0-9]{27}/g },
  { kind: "postman-key", pattern: /PMAK-[a-f0-9]{24}-[a-f0-9]{34}/g },
  {
    kind: "terraform-token",
    pattern: /(?:(?<![A-Za-z0-9])|(?<=\[[\d;]{0,9}m))[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}/g,
  },
  { kind: "circleci-token", pattern: /CCIPAT_[A-Za-z0-9]{20,}_[a-f0-9]{40}/g },
  { kind: "atlassian-token", pattern: /ATATT3x[\w=-]{50,}/g },
  { kind: "age-key", pattern: /AGE-SECRET-KEY-1[A-Z0-9]{58}/g },
  { kind: "telegram-token", pattern: /(?<!\d)\d{8,10}:AA[\w-]{33}(?![\w-])/g },
];

/** One cheap look that says whether any shape can be in the line at all. */
const HINT =
  /gh[pousr]_|github_pat_|gl[a-z]{1,5}[-_]|eyJ|A(?:KIA|SIA|BIA|CCA|Iza|GE-|TATT)|ya29|GOCSPX|Key=|Q~|sig=|signature=|-token=|xox|xapp|hooks\.slack|webhooks\/|[rsp]k_(?:live|test)|whsec|npm_|pypi-|rubygems|sk-|SG\.|SK[0-9a-f]|hf_|do[opr]_v1|dckr_|dapi|hv[bsr]\.|sntry|shp|lin_api|NRAK|PMAK|atlasv1|CCIPAT|:AA/i;

/** Replaces every token whose own shape gives it away. */
export function redactTokens(line: string): string {
  if (!HINT.test(line)) return line;
  let out = line;
  for (const { kind, pattern } of tokenShapes) out = out.replace(pattern, `[redacted:${kind}]`);
  return out;
}
