import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** A credential is missing, wrong or expired. */
export const authOrSecret: Rule = {
  category: "auth_or_secret",
  strict: [
    /\b(?:ENEEDAUTH|EOTP)\b/,
    /\brequires authentication\b/i,
    /\bYou need to authorize this machine\b/,
    /\b[Ee]rror (?:saving|storing|getting) credentials\b/,
    /\bfailed to fetch anonymous token\b/,
    /\bAuthentication failed for\b/i,
    /\bBad credentials\b/,
    // Amazon's and Google's libraries
    /^(?!Failed to upload (?:artifacts?|metrics|reports?|logs?|results?)\b).{0,400}\b(?:Unable to locate credentials|NoCredentialProviders|NoCredentialsError|Could not load credentials from any providers|(?:Could not|could not) find default credentials|ExpiredToken(?:Exception)?|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch)\b/,
    // Trusted publishing: the index refuses the identity (pypa/gh-action-pypi-publish, oidc-exchange.py)
    /\b(?:trusted publishing exchange failure|invalid-(?:pending-)?publisher)\b/i,
    // SOPS, Azure's directory
    /\bFailed to get the data key required to decrypt\b/,
    /\bAADSTS\d{4,8}\b/,
    /\bInput required and not supplied: \S{0,40}(?:token|key|secret|password)/i,
    /\b(?:invalid|missing|expired) (?:api[- ]?|access |auth(?:entication)? )?(?:token|credentials?|api[- ]?key)\b/i,
    /\btoken (?:provided )?(?:is|was|has) (?:invalid|expired|missing)/i,
    /\b401 Unauthorized\b/i,
    /\bunauthorized: (?:authentication required|incorrect username or password)/i,
    /^npm (?:ERR!|error) code (?:E401|ENEEDAUTH)/,
    /\bPermission denied \(publickey/,
    /\bCredentials could not be loaded\b/,
    /\bcould not read (?:Username|Password) for\b/,
    /\bNot authenticated\b/i,
    /\bno basic auth credentials\b/,
    /\bgpg: (?:no default secret key|signing failed|decryption failed)/i,
    /\b(?:env(?:ironment)? var(?:iable)?|secret) \S{0,60}(?:TOKEN|KEY|SECRET|PASSWORD)\S{0,20} (?:is )?(?:not set|required|missing|empty)/i,
    /\bpassword authentication failed\b/i,
    /\bstatus code: 401\b/i,
  ],
  generic: [/\bunauthorized\b/i, /\bauthentication (?:failed|required|error)\b/i, /\blogin failed\b/i],
  unless: [insideTestReport],
};
