import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** A certificate is expired, not yet valid, or not trusted. */
export const certificate: Rule = {
  category: "certificate",
  strict: [
    /\bcertificate (?:has expired|is not yet valid|signed by unknown authority|verify failed)\b/i,
    /\bx509: /,
    /\bCERT_HAS_EXPIRED\b|\bUNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT\w*)\b|\bSELF_SIGNED_CERT_IN_CHAIN\b/,
    /\bCERTIFICATE_VERIFY_FAILED\b/,
    /\bPKIX path building failed\b/,
    /\bserver certificate verification failed\b/,
    /\bcurl: \(60\) /,
    /\bcertificates? (?:expires?|will expire|expiring|expiry)\b/i,
  ],
  generic: [/\bcertificate\b.{1,40}\b(?:expired|invalid|untrusted)\b/i],
  unless: [insideTestReport],
};
