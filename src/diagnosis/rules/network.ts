import { connectionWords } from "../connection-words.js";
import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** Connection to a remote host was reset, refused or timed out while a step ran. */
export const network: Rule = {
  category: "network",
  strict: [
    // conda, where no answer came at all (conda/exceptions.py)
    /^CondaHTTPError: HTTP 000 CONNECTION FAILED\b/,
    ...connectionWords,
    /\bNU1301\b/,
    /\bUnable to load the service index for source\b/,
    /\bTransportException\b/,
    /\bconnection refused\b.{1,80}\bconnect/i,
    /\bconnect(?:ing)? to .{1,120}\bconnection refused\b/i,
    /\b(?:ECONNRESET|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ESOCKETTIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/,
    /\bconnection (?:was )?(?:reset by peer|forcibly closed|timed out)\b/i,
    /\bconnection reset\b/i,
    /\bCould not resolve host\b/i,
    /\bTemporary failure (?:in name resolution|resolving)\b/,
    /\bName or service not known\b/,
    /\bUnknownHostException\b/,
    /\bSocketTimeoutException\b/,
    /\bConnectTimeoutException\b/,
    /\bTLS handshake timeout\b/i,
    /\bdial tcp .{1,120}: (?:i\/o timeout|connect: connection (?:refused|timed out)|lookup )/,
    /\bnet\/http: request canceled\b/,
    /\bClient\.Timeout exceeded\b/,
    /\bnetwork is unreachable\b/i,
    /\bno route to host\b/i,
    /\bRead timed out\b/i,
    /\bconnect timed out\b/i,
    /\bFailed to connect to \S{1,200} port \d+/,
    /\bssl_error_syscall\b/i,
    /\bgnutls_handshake\(\) failed\b/i,
    /\bunexpected disconnect while reading sideband packet\b/,
    /\bearly EOF\b/,
    /\bRemote host terminated the handshake\b/,
    /\bcurl: \((?:6|7|18|28|35|52|56)\) /,
    /\bTransfer failed for https?:/,
    /\bconnect ECONN/,
    /\b(?:NewConnectionError|ConnectTimeoutError|ReadTimeoutError|MaxRetryError)\b/,
  ],
  generic: [
    /\bnetwork (?:error|failure|timeout|connectivity)\b/i,
    /\bconnection refused\b/i,
    /\bcould not connect\b/i,
    /\bdownload (?:failed|error)\b/i,
  ],
  unless: [insideTestReport],
};
