import type { Category } from "./category.js";

/**
 * What a cause is called in ordinary words, whoever says it: heard only where no rule knows the tool's own words. Each asks
 * for two things, what it is about and what is wrong with it, as either alone is said of much that did not fail.
 */
const lexicon: Partial<Record<Category, readonly RegExp[]>> = {
  dependency_conflict: [
    /\b(?:could not|cannot|can't|unable to|failed to) (?:solve|satisfy)\b.{1,80}\b(?:environment|dependenc|requirement|constraint|version|package)/i,
    /\bnot installable because\b|\bversion solving failed\b|\bunsatisfiable\b/i,
    /\b(?:packages?|versions?|requirements?|dependenc\w{1,4}|constraints?)\b.{1,80}\b(?:conflicts?|incompatible|contradict\w{0,4})\b/i,
    /\b(?:conflicts?|conflicting|incompatible)\b.{1,60}\b(?:packages?|versions?|requirements?|dependenc\w{1,4}|constraints?)\b/i,
    /\bno (?:matching |compatible )?(?:versions?|solutions?|candidates?)\b.{1,60}\b(?:satisf\w{1,6}|match\w{0,4}|found)\b/i,
  ],
  dependency_missing: [
    /\b(?:could not|cannot|can't|can not|unable to|failed to|couldn't) (?:find|locate|resolve|load|import|open)\b.{1,60}\b(?:package|module|librar(?:y|ies)|dependenc\w{1,4}|plugin|header|artifact|crate|gem|formula|component|executable|binary|interpreter|toolchain|compiler|driver)\b/i,
    /\b(?:package|module|library|dependency|plugin|header|artifact|crate|gem|formula|component|executable|program|toolchain|compiler|interpreter|driver|image)\b.{1,100}\b(?:not (?:be )?(?:found|located|resolved)|does not exist|doesn't exist|is missing|are missing|not available|unavailable|not installed)\b/i,
    /\b(?:missing|unknown|unresolved|no such) (?:required )?(?:package|module|library|dependency|dependencies|plugin|header|import|artifact|component|executable|program)\b/i,
  ],
  auth_or_secret: [
    /\b(?:HTTP|status|code|response|returned|answered)\b\D{1,24}\b401\b|\b401:? \(?unauthori[sz]ed\b/i,
    /\b(?:invalid|wrong|bad|incorrect|expired|missing|revoked|unknown) (?:\w{1,20} ){0,2}(?:token|credentials?|password|passphrase|api[ -]?key|secret|signature|username)\b/i,
    /\b(?:token|credentials?|password|passphrase|api[ -]?key|secret)\b.{1,60}\b(?:expired|invalid|is missing|not (?:set|found|provided|valid|configured|accepted)|rejected|revoked|is required|is empty)\b/i,
    /\b(?:could not|cannot|can't|unable to|failed to|no|missing) (?:\w{1,12} ){0,3}(?:credentials?|access token|api[ -]?key|password)\b/i,
    /\b(?:failed|unable|could not|cannot|error)\b.{1,60}\bdecrypt|\bdecrypt\w{0,4}\b.{1,60}\b(?:failed|failure|error)\b/i,
    /\b(?:error|failed|failure|unable|could not|cannot)\b.{1,60}\b(?:obtain|get|fetch|refresh|exchang|request)\w{0,4} (?:\w{1,12} ){0,2}(?:token|credentials?|identity)\b/i,
    /\b(?:account|user|subscription) is required\b|\beither log ?in\b/i,
    /\b(?:not|no longer) logged in\b|\bplease (?:log ?in|sign in|authenticate)\b|\b(?:log ?in|sign-?in|authentication|authorization) (?:is required|required|failed|failure)\b/i,
  ],
  permission: [
    /\b(?:HTTP|status|code|response|returned|answered)\b\D{1,24}\b403\b|\b403:? \(?forbidden\b/i,
    /\b(?:insufficient|missing|lacks?|no|without) (?:\w{1,20} ){0,2}(?:permissions?|privileges?|access rights|rights|scopes?)\b/i,
    /\b(?:operation |action |access )?(?:not permitted|is not allowed to|denied to)\b|\bread-only file system\b/i,
  ],
  rate_limited: [
    /\b(?:HTTP|status|code|response|returned|answered)\b\D{1,24}\b429\b/i,
    /\b(?:quota|rate|request limit|api limit)\b.{1,40}\b(?:exceeded|exhausted|reached)\b|\bthrottl(?:ed|ing)\b/i,
  ],
  registry_outage: [
    /\b(?:registry|repository|mirror|index|package|artifact|download\w{0,4}|fetch\w{0,3}|pull\w{0,4}|push\w{0,4})\b.{1,160}\b50[0234]\b/i,
  ],
  service_outage: [
    /\b(?:HTTP|status|code|response|returned|answered)\b\D{1,24}\b50[0234]\b|\b50[0234]:? (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)/i,
    /\b(?:service|server|database|broker|cluster|daemon|endpoint|backend|upstream)\b.{1,60}\b(?:is (?:down|unavailable|unreachable|not (?:ready|running|healthy|reachable))|unhealthy|never became|did not (?:start|become|come up))\b/i,
  ],
  network: [
    /\b(?:could not|cannot|can't|unable to|failed to|couldn't) (?:connect|reach|resolve (?:host|address|name)|open (?:a )?(?:connection|socket))\b/i,
    /\b(?:connection|socket|peer|stream|transfer|handshake)\b.{1,60}\b(?:refused|reset|closed|aborted|dropped|interrupted|lost|timed out|broken)\b/i,
  ],
  timeout: [
    /\b(?:deadline|time ?limit|wall ?time|time budget|maximum (?:run|execution) ?time)\b.{1,40}\b(?:exceeded|reached|expired|hit|is over)\b/i,
    /\b(?:exceed\w{0,3}|ran over|out of) (?:\w{1,12} ){0,3}(?:time|time ?limit|deadline|timeout)\b|\bdue to time ?limit\b/i,
  ],
  out_of_memory: [
    /\b(?:memory|heap|RAM)\b.{1,40}\b(?:exhausted|exceeded|limit reached|ran out|insufficient)\b|\b(?:insufficient|not enough|exceeded) (?:\w{1,12} ){0,2}memory\b|\boom[- _]?kill/i,
  ],
  disk_full: [
    /\b(?:disk|device|volume|filesystem|file system|storage)\b.{1,40}\b(?:full|exhausted|out of space|no space)\b|\b(?:not enough|insufficient|no) (?:free )?(?:disk )?space\b/i,
  ],
  certificate: [
    /\b(?:certificate|cert|CA bundle|issuer)\b.{1,80}\b(?:expired|not (?:yet )?(?:valid|trusted)|untrusted|unknown|self[- ]signed|revoked|mismatch|not match|invalid|verif\w{3,8})\b|\bself[- ]signed certificate\b|\bunable to get local issuer\b/i,
  ],
  coverage: [
    /\bcoverage\b.{1,120}\b(?:below|under|less than|lower than|not (?:met|reached|enough|sufficient)|does not (?:meet|reach)|doesn't meet|decreased|dropped|insufficient|fail(?:ed|ing|s)?)\b/i,
    /\b(?:minimum|required|expected|threshold)\b.{1,60}\bcoverage\b.{1,80}\b(?:not|but|got|is|actual)\b/i,
  ],
  snapshot_mismatch: [
    /\b(?:snapshots?|golden(?: file| master)?s?|screenshots?|reference images?|approved file|baseline images?|visual)\b.{1,100}\b(?:differ\w{0,4}|mismatch\w{0,3}|changed|does ?n['o]t match|do not match|not equal|outdated|obsolete)\b/i,
  ],
  documentation: [
    /\b(?:broken|dead|unresolved|undefined|missing|unknown|invalid) (?:\w{1,16}[ -]){0,2}(?:links?|anchors?|cross-?references?|xrefs?|hyperlinks?|citations?)\b/i,
    /\b(?:link|anchor|xref|cross-?reference|page|shortcode|include) .{0,120}\b(?:not found|not resolved|unresolved|broken|does not exist|is dead)\b/i,
    /\b(?:site|docs?|documentation|book|manual)\b.{1,60}\b(?:build|building|generation|render\w{0,4})\b.{1,40}\b(?:failed|error)|\b(?:error|failed) (?:\w{1,12} )?(?:building|generating|rendering) (?:the )?(?:\w{1,20} )?(?:site|docs?|book|page)/i,
  ],
  lint: [
    /\b(?:[1-9]\d{0,5}|some|following) (?:\w{1,16} ){0,3}(?:files?|sources?) (?:\w{1,12} ){0,3}(?:not (?:correctly |properly )?formatted|need(?:s|ing)? (?:re)?formatting|unformatted)\b|\bis not (?:correctly |properly )?formatted\b|\bformatting (?:errors?|issues?|differ\w{0,6}|check failed)\b/i,
    /\b[1-9]\d{0,5} (?:\w{1,16} ){0,2}(?:style |lint(?:ing)? |code |convention )?(?:violations?|offen[sc]es?|smells?|lint errors?|style errors?|lint(?:ing)? (?:issues?|problems?|warnings?))\b/i,
    /^\W{0,4}(?:found )?[1-9]\d{0,5} (?:\w{1,12} )?(?:issues?|problems?|violations?)(?:\(s\))?(?: (?:were )?(?:found|detected)|[.:!]?$)/i,
    /^\s{0,8}(?:error|warning|info|style|hint|refactor|convention)\b.{1,300}\s[a-z][a-z0-9]*(?:[-_/][a-z0-9]+){1,6}$/i,
    /\b[1-9]\d{0,5} (?:\w{1,12} )?files? would (?:have been|be) (?:re)?(?:changed|modified|fixed|rewritten|updated|formatted)\b/i,
    // A place, what is wrong there, and the rule's name in brackets or its code in front
    /^\s{0,4}\S{1,200}\.\w{1,8}(?::\d{1,6}(?::\d{1,5})?|\(\d{1,6}(?:,\d{1,5})?\))[:\s]{1,4}.{3,300} [[(][\w@][\w/@:.-]{2,60}[\])]$/,
    /^\s{0,4}\S{1,200}\.\w{1,8}:\d{1,6}(?::\d{1,5})?:? {1,3}[[(]?[A-Z]{1,5}\d{2,5}[\])]?:? \S/,
    /^\s{0,8}L?:?\s{0,6}\d{1,6}(?::| \| P:)\s{0,6}\d{1,5}\s{1,6}\S.{3,300}\s[\w@][\w/@.-]{0,40}[-/][\w/@-]{2,40}$/,
  ],
  license_or_policy: [
    /\blicen[sc]es?\b.{1,100}\b(?:not (?:allowed|permitted|approved|compatible|in the allow)|denied|forbidden|disallowed|incompatible|unapproved|prohibited|unknown)\b/i,
    /\b(?:vulnerabilit(?:y|ies)|CVE-\d{4}-\d{4,7}|GHSA-\w{4}-\w{4}-\w{4})\b.{1,80}\b(?:found|detected|critical|high|severity|fixed|affect\w{0,4})\b|\b[1-9]\d{0,4} (?:\w{1,10} ){0,2}vulnerabilit(?:y|ies)\b/i,
    /\b(?:secrets?|credentials?|leaks?)\b.{1,30}\b(?:detected|leaked|exposed)\b|\b(?:leaks?|secrets?) found\b/i,
    /\b(?:policy|policies|compliance|guard ?rail)\b.{1,60}\b(?:violat\w{2,5}|denied|failed|failure|not compliant|breach\w{0,3})\b|\bviolates? (?:\w{1,16} ){0,2}polic/i,
    /\b(?:commit message|pull request title|PR title|changelog|sign-?off|CLA|DCO)\b.{1,80}\b(?:missing|invalid|required|must|does not|doesn't|not (?:found|signed|follow|match|updated))\b/i,
  ],
  deploy_failure: [
    /\b(?:deploy(?:ment|ing)?|rollout|release|change ?set|provisioning|converge(?:nce)?|reconciliation|publish(?:ing)?|upgrade|service update|rolling update|canary)\b.{1,100}\b(?:failed|failure|unsuccessful|rolled back|rollback|rolling back|aborted|rejected|not (?:ready|available|successful)|could not|did not (?:stabili[sz]e|become|complete))\b/i,
    /\b(?:failed|unable|could not|error) (?:to |while |when )?(?:deploy|publish|provision|roll ?out|release|create\/update|update the stack|promot)/i,
    /\b(?:CREATE|UPDATE|DELETE|ROLLBACK)_FAILED\b|\b\w{1,20}_ROLLBACK_(?:COMPLETE|IN_PROGRESS|FAILED)\b/,
    /\b(?:version|build|release|tag|bundle)\b.{1,60}\b(?:has )?already (?:been )?(?:used|taken|uploaded|released)\b/i,
    /\b(?:already exists|was already (?:published|uploaded|taken)|version .{1,60} (?:has been|already) published)\b/i,
  ],
  checkout: [
    /\b(?:submodule|clone|cloning|checkout|checking out|git[- ]lfs|branch|remote|revision|refspec|tag|commit)\b.{1,80}\b(?:failed|not found|does not exist|could not be found|not fetched|missing object|diverged|rejected)\b/i,
  ],
  workflow_config: [
    /\b(?:unknown|unrecogni[sz]ed|unexpected|unsupported|invalid|illegal|undefined|no such) (?:\w{1,16} ){0,2}(?:key|property|field|option|flag|argument|parameter|setting|attribute|subcommand|command|stage|target|task|profile|preset|directive|keyword|input|variable)\b/i,
    /\b(?:required|mandatory) (?:\w{1,16} ){0,2}(?:key|property|field|option|flag|argument|parameter|setting|attribute|input|variable|file)\b.{1,80}\b(?:missing|not (?:set|given|provided|specified|found|supplied)|absent)\b/i,
    /\bmissing (?:required )?(?:\w{1,16} ){0,2}(?:key|property|field|option|flag|argument|parameter|setting|attribute|input|variable)\b/i,
    /\b(?:could not|cannot|can't|unable to|failed to|error|while|error while) (?:read|load|pars(?:e|ing)|find|open|decod(?:e|ing)|unmarshal\w{0,4}|validat(?:e|ing)) .{0,120}(?:\bconfig\w{0,12}\b|\.(?:ya?ml|toml|ini|cfg|conf|json5?|hcl|xml|properties)\b)/i,
    /\b(?:config\w{0,12}|manifest|schema|\S{1,80}\.(?:ya?ml|toml|ini|cfg|hcl))\b.{1,80}\b(?:is (?:invalid|not valid|malformed)|not found|does not exist|could not be (?:read|parsed|found)|validation (?:failed|error)|mapping values|did not find expected)\b/i,
  ],
  runner_lost: [
    /\b(?:agent|runner|executor|worker|node|instance|machine|VM|pod|host)\b.{1,60}\b(?:preempted|evicted|reclaimed|disconnected|went away|went offline|lost contact|stopped responding|became unreachable|no longer (?:reachable|responding|connected))\b/i,
  ],
  type_error: [
    /\btype ?check\w{0,4}\b.{1,40}\b(?:failed|errors?)\b|\b[1-9]\d{0,5} type errors?\b/i,
    /\.(?:pyi?|[cm]?tsx?|[cm]?jsx?|php|rbi?|lua|luau|exs?)\b.{1,40}\berrors?\b.{1,120}\b(?:type|Type)\b.{1,80}\b(?:assignable|expected|mismatch\w{0,3}|compatible|does not|is not|accepts?|returns?)\b/,
  ],
  compile_error: [
    // A place in a source file and the word, in either order; a frame in the manner of rustc, codespan or miette
    /\berror\b.{1,200}[\w)]\.(?:zig|odin|nim|mli?|ad[bs]|pas|cr|s?vh?|vhdl?|hx|elm|purs|idr|lean|agda|kts?|f90|for|cob|cbl|proto|thrift|fbs|sol|vy|cairo|wgsl|glsl|hlsl|cuh?|asm|nasm|rs|c3|vala|gleam|roc|res|fsx?|swift|java|scala|groovy|cs|vb|cc|cpp|cxx|hpp|hh|[chmd]|mm|go|hs|dart|tsx?)(?:[:(]| line )\d/i,
    /^.{0,20}[\w/\\.-]{1,200}\.(?:zig|odin|nim|mli?|ad[bs]|pas|cr|s?vh?|vhdl?|hx|elm|purs|idr|lean|agda|kts?|f90|for|cob|cbl|proto|thrift|fbs|sol|vy|cairo|wgsl|glsl|hlsl|cuh?|asm|nasm|rs|c3|vala|gleam|roc|res|fsx?|swift|java|scala|groovy|cs|vb|cc|cpp|cxx|hpp|hh|[chmd]|mm|go|hs|dart|tsx?)(?:[:(]|, line )\d.{1,40}\berror\b/i,
    /^\s{0,12}(?:┌─|╭─\[?|-->|──▶|╭▸) ?\[?\S{1,200}\.(?:zig|odin|nim|mli?|ad[bs]|pas|cr|s?vh?|vhdl?|hx|elm|purs|idr|lean|agda|kts?|f90|for|cob|cbl|proto|thrift|fbs|sol|vy|cairo|wgsl|glsl|hlsl|cuh?|asm|nasm|rs|c3|vala|gleam|roc|res|fsx?|swift|java|scala|groovy|cs|vb|cc|cpp|cxx|hpp|hh|[chmd]|mm|go|hs|dart|tsx?):\d/,
    /\bcompil(?:ation|er|e|ing)\b.{1,60}\b(?:failed|errors?|failure|aborted|unsuccessful)\b|\b(?:failed|unable|could not|cannot) (?:to )?compile\b|\b[1-9]\d{0,5} compil(?:ation|er) errors?\b/i,
    /\blink(?:er|ing)?\b.{1,40}\b(?:failed|errors?)\b|\b(?:undefined|unresolved|multiple definition of|duplicate) (?:symbols?|references?)\b/i,
    /\b(?:undeclared|undefined|unbound|unknown) (?:\w{1,10} )?(?:identifier|variable|name|function|symbol|type|module|constructor|value)\b|\bnot in scope\b|\bhas no member\b/i,
    /\b(?:type mismatch|mismatched types|cannot unify|couldn't match (?:expected )?type|incompatible types?|expected type)\b/i,
  ],
  test_failure: [
    /\b(?:tests?|specs?|examples?|scenarios?|assertions?|test ?cases?|checks in suite|features?)\b.{1,40}\b(?:failed|failing|failures?|did not pass|broken)\b/i,
    /^\s{0,12}(?:actual|but was|but got|got|received|evaluated|instead got|saw)\s{0,4}(?::|=>|=) ?\S/i,
    /\b(?:assertion|assert|expectation|property|invariant)\b.{1,80}\b(?:failed|failure|violated|falsified|falsifiable|not (?:met|satisfied))\b/i,
    /^.{0,40}\*{1,3}failed\*{1,3}$/i,
  ],
};

/** What is done behind the work, advice, a warning in Python's manner, and code that a traceback quotes: they name what did not happen. */
const aside =
  /^\W{0,6}(?:failed|unable) to (?:upload|save|report|send|post) (?:\w{1,16} ){0,2}(?:artifacts?|metrics|reports?|logs?|results?|caches?|notifications?|statistics)\b|^\W{0,6}(?:tip|hint|note|help|see|usage|try|example|remember|recommended action)\b|\b\w{0,30}Warning: |[({;[]$|^\s{2,}(?:raise|throw|return|assert|warn|print|if|else|for|while|def|import)\b/i;

/** Counted, and none was found. */
const none =
  /\b(?:0|no) (?:\w{1,12} ){0,2}(?:fail\w{2,4}|errors?|vulnerabilit\w{1,3}|issues?|problems?|violations?|conflicts?)\b|\b(?:fail\w{2,5}|errors?|vulnerabilities)\s{0,3}[:=]\s{0,3}0\b/i;

/** Whether a line gives advice, quotes, or counts nothing: its words name what did not happen. */
export const isAside = (line: string): boolean => aside.test(line) || none.test(line);

/** What an address spells names a host, not a cause. */
const address = /\bhttps?:\/\/[^\s'"<>)\]]{1,300}/gi;

/** Whether a line names a cause in ordinary words. */
export function says(category: Category, line: string): boolean {
  const words = line.replace(address, "https://");
  return lexicon[category]?.some((pattern) => pattern.test(words)) === true && !isAside(line);
}
