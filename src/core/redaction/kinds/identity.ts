import { type Kind, shape } from "./kind.js";

/** RE2 repeats at most a thousand times; a part of a web token may have some thousand characters. */
const PART = "[\\w-]{0,1000}".repeat(8);

/** Vaults, identity, keys of cryptography. */
// prettier-ignore
export const identity: readonly Kind[] = [
  shape("vault-token", "developer.hashicorp.com/vault/docs/concepts/tokens", "hvs. hvb. hvr.", "[\\w-]{24}", "%u90"),
  shape("vault-token-old", "developer.hashicorp.com/vault/docs/concepts/tokens", "s.", "[A-Za-z0-9]{24}", "%w24", { digit: true, kind: "vault-token", whole: true, stays: ["s.internalConnectionFactoryXY"] }),
  shape("okta-bare-token", "developer.okta.com/docs/guides/create-an-api-token", "00", "[\\w-]{40}", "%u39w", { mixed: true, whole: true, stays: ["0012ab34cd56ef7890ab12cd34ef56ab78cd90ef12"] }),
  shape("bitwarden-token", "bitwarden.com/help/access-tokens", "0.", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\.[A-Za-z0-9]{30}:[A-Za-z0-9+/]{20}", "%g.%w30:%b22==", { more: "+/=" }),
  shape("nix-signing-key", "nix.dev/manual/nix/latest/command-ref/new-cli/nix3-key-generate-secret", "-1: -2: -3:", "[A-Za-z0-9+/]{86}==", "%b86==", { kind: "private-key", edge: false, keep: true, whole: true, stays: ["cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY="] }),
  shape("boundary-token", "developer.hashicorp.com/boundary/docs", "at_", "[A-Za-z0-9]{10}_[A-Za-z0-9]{60}", "%w10_%w90"),
  shape("onepassword-service-token", "developer.1password.com/docs/service-accounts", "ops_eyJ", "[A-Za-z0-9+/=_-]{80}", "%b300", { more: "+/=" }),
  shape("onepassword-secret-key", "support.1password.com/secret-key-security", "A3-", "[A-Z0-9]{6}-[A-Z0-9]{5,6}-?[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}", "%A6-%A6-%A5-%A5-%A5-%A5", { random: false }),
  shape("age-key", "github.com/FiloSottile/age", "AGE-SECRET-KEY-1", "[A-Z0-9]{58}", "%A58", { random: false }),
  shape("age-plugin-key", "github.com/FiloSottile/age", "AGE-PLUGIN-", "[A-Z0-9]{3,12}-1[A-Z0-9]{40}", "YUBIKEY-1%A50", { kind: "age-key", random: false }),
  shape("openssh-key-body", "datatracker.ietf.org/doc/html/draft-miller-ssh-agent", "b3BlbnNzaC1rZXktdjE", "[A-Za-z0-9+/=]{20}", "AAAAABG5vbmU%b60", { kind: "private-key", more: "+/=" }),
  shape("kubernetes-k3s-token", "docs.k3s.io/cli/token", "K10", "[a-f0-9]{64}::[a-z:]{0,20}[a-f0-9.:]{16}", "%h64::server:%h32", { more: ":." }),
  shape("openshift-token", "docs.openshift.com", "sha256~", "[\\w-]{40}", "%u43"),
  shape("jwt", "datatracker.ietf.org/doc/html/rfc7519", "eyJ", `[\\w-]{8}${PART}\\.[\\w-]{8}${PART}\\.`, "%u30.eyJ%u60.%u43", { more: ".", stays: ["eyJust a word, and eyJ alone"] }),
  shape("jwt-encrypted", "datatracker.ietf.org/doc/html/rfc7516", "eyJ", `[\\w-]{8}${PART}\\.${PART}\\.[\\w-]{8,400}\\.[\\w-]{8}${PART}\\.`, "%u30..%u22.%u60.%u22", { kind: "jwt", more: "." }),
  shape("authress-key", "authress.io/knowledge-base", ".acc_ .acc-", "[A-Za-z0-9-]{10,32}\\.[A-Za-z0-9+/_=-]{30}", "%L16.%b60", {
    lead: ["(?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\\.[a-z0-9]{4,6}", ...Array.from({ length: 38 }, (_, i) => i + 13)],
    more: "+/=",
  }),
  shape("adobe-secret", "developer.adobe.com/developer-console/docs/guides/authentication", "p8e-", "[A-Za-z0-9_-]{32}", "%L32"),
  shape("jumpcloud-key", "docs.jumpcloud.com/api", "jca_", "[A-Za-z0-9]{36}", "%w40"),
  shape("intra42-secret", "api.intra.42.fr/apidoc", "s-s4t2ud- s-s4t2af-", "[a-f0-9]{64}", "%h64"),
  shape("settlemint-token", "console.settlemint.com/documentation", "sm_aat_ sm_pat_ sm_sat_", "[A-Za-z0-9]{16}", "%w16"),
  shape("svix-webhook-secret", "docs.svix.com", "whsec_", "[A-Za-z0-9+/]{24}", "%b32", { kind: "stripe-key", more: "+/=" }),
  shape("kong-token", "docs.konghq.com/konnect/api", "kpat_ spat_", "[A-Za-z0-9]{40}", "%w50"),
  shape("zuplo-key", "zuplo.com/docs", "zpka_ zpk_", "[a-z0-9]{32}", "%h32_%h8"),
  shape("apollo-key", "www.apollographql.com/docs/graphos/platform/access-management/api-keys", "service: user:gh.", "[\\w.-]{3,60}:[\\w-]{22}", "acme:%u22"),
];
