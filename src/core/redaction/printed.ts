import type { Sink } from "./sink.js";
import { restOfLine } from "./chars.js";

/** Commands that print a secret and nothing else (the tools' own manuals): it is the next line. */
export const PRINTERS: readonly string[] = [
  "kubectl get secret",
  "oc get secret",
  "kubectl create token",
  "oc whoami -t",
  "keyvault secret show",
  "get-access-token",
  "secrets versions access",
  "print-access-token",
  "print-identity-token",
  "get-secret-value",
  "ssm get-parameter",
  "get-login-password",
  "op item get",
  "op read",
  "pass show",
  "gopass show",
  "lpass show",
  "bw get password",
  "vault read",
  "vault kv get",
  "gh auth token",
  "glab auth token",
  "find-generic-password",
  "secret-tool lookup",
  "terraform output -raw",
  "tofu output -raw",
  "pulumi stack output",
  "heroku config:get",
  "chamber read",
  "credstash get",
  "openssl rand",
  "pwgen",
  "/dev/urandom",
  "key:generate --show",
  "phx.gen.secret",
  "rails secret",
  "rake secret",
  "wg genkey",
  "wg genpsk",
  "kubeadm token create",
  "join-token -q",
  "initialAdminPassword",
  "/run/secrets/",
  "/var/run/secrets/",
];

/** What says that the value alone is printed, where the command can print more. */
const ALONE: Readonly<Record<string, RegExp>> = {
  "kubectl get secret": /base64 (?:-d|--decode|-D)\s*$/,
  "oc get secret": /base64 (?:-d|--decode|-D)\s*$/,
  "keyvault secret show": /--query ["']?value/,
  "get-access-token": /--query ["']?accessToken/,
  "get-secret-value": /--query ["']?SecretString/,
  "ssm get-parameter": /--query ["']?Parameter/,
  "vault read": /-field[= ]/,
  "vault kv get": /-field[= ]/,
  "find-generic-password": /\s-w\b/,
  "terraform output -raw": /(?:passw|secret|token|key|credential)/i,
  "tofu output -raw": /(?:passw|secret|token|key|credential)/i,
  "pulumi stack output": /--show-secrets/,
};

export function printed(text: string, start: number, end: number, sink: Sink): null {
  const before = text.slice(Math.max(0, start - 60), start);
  const rest = restOfLine(text, end, 300).trimEnd();
  // Within another command, into a file or another program: nothing is shown.
  if (/\$\([^)\n]*$|`[^`\n]*$|=\s?["']?$/.test(before)) return null;
  // A string among others in code.
  if (/^["'],/.test(rest)) return null;
  const last =
    rest
      .replace(/\s?2>\S+/g, "")
      .split("|")
      .slice(1)
      .at(-1)
      ?.trim() ?? "";
  if (
    /[^-=]>|[)`;]|&&/.test(rest) ||
    (last !== "" && !/^(?:base64|tr|head|tail|jq|yq|cut|awk|sed|xargs echo|cat)\b/.test(last))
  )
    return null;
  const name = text.slice(start, end).toLowerCase();
  const only = ALONE[name];
  if (only && !only.test(rest)) return null;
  if (/secrets\/$/.test(name) || name === "initialadminpassword" ? !/\bcat\s[^|;\n]*$/.test(before) : false)
    return null;
  sink.next("password", "printed");
  return null;
}
