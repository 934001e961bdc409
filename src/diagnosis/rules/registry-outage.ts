import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** A package or image registry answered with a server error. */
export const registryOutage: Rule = {
  category: "registry_outage",
  strict: [
    // conda: the status of a channel, before the help text for it (conda/exceptions.py)
    /^CondaHTTPError: HTTP 5\d\d\b/,
    /^npm (?:ERR!|error) (?:code E5\d\d|5\d\d )/,
    /\breceived unexpected HTTP status: 5\d\d\b/,
    // uv, Cargo and rustup: their HTTP library names the status before the address
    /\bHTTP status server error \(5\d\d\b.{0,60}\) for url \(/,
    /\bfailed to (?:fetch|download|get) .{1,300}\b(?:got|status code) 5\d\d\b/i,
    /\bCould not (?:transfer|GET|HEAD).{1,300}\b(?:status(?: code)?:? |Received status code )5\d\d/,
    /\b(?:registry|repo1?|pypi|rubygems|crates|packages?|archive|mirror|cdn|docker|ghcr|nuget|maven)\S{0,200}.{0,80}\b(?:50[0234]|52\d) (?:Bad Gateway|Service|Server|Internal|Gateway)/i,
    /\bBad response 5\d\d\b/,
    /^E: Failed to fetch .{1,300} 50\d /,
    /\btoomanyrequests\b.{1,20}server/,
    /\bHTTP status 5\d\d\b.{1,100}(?:crates|index|registry)/i,
    /\bHash Sum mismatch\b/i,
    // apt, while a mirror is written to (apt-pkg/acquire-item.cc)
    /\bFile has unexpected size \(\d{1,12} != \d{1,12}\)\. Mirror sync in progress\?/,
  ],
  // dnf knows that none of them serves, not why
  summary: [/\brepomd\.xml: All mirrors were tried\b/],
  generic: [/\b(?:502 Bad Gateway|503 Service Unavailable|504 Gateway Time-?out)\b/i],
  unless: [insideTestReport],
};
