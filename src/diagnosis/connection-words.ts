/** How HTTP libraries say that a connection failed: tools quote them, with or without their own name in front. */
export const connectionWords: readonly RegExp[] = [
  // Rust: reqwest and hyper, and what Cargo, cargo-deny, uv and Deno quote of them; gix
  /\berror sending request for url\b/i,
  /\bclient error \(Connect\)/,
  /\berror trying to connect: /,
  /\bfailed to lookup address information\b/,
  /\bconnection closed before message completed\b/,
  /\b(?:An )?IO error occurred when talking to the server\b/,
  /\bfailed to download from `https?:.{1,300}: \[(?:6|7|18|28|35|52|56|92)\] /,
  // Python: http.client, urllib3, requests, httpx, aiohttp
  /\bServer disconnected(?: without sending a response)?\.?$/,
  /\bRemote end closed connection without response\b/,
  /\b(?:Remote|Server)Disconnected(?:Error)?\b/,
  /\b(?:httpx|httpcore)\.(?:Connect|Read|Write|RemoteProtocol|LocalProtocol)(?:Error|Timeout)\b/,
  /\baiohttp\.\S{0,40}Client(?:Connector|OS|ConnectionReset)\w{0,20}Error\b/,
  /\bConnection aborted\.'/,
  // Node: http, undici
  /\bsocket hang up\b/,
  /\bClient network socket disconnected before secure TLS connection was established\b/,
  /\bTypeError: (?:fetch failed|terminated)$/,
  /\bUND_ERR_(?:CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT|SOCKET)\b/,
  // The JVM: java.net, Apache's client, OkHttp
  /\b(?:Http)?NoHttpResponseException\b/,
  /\bHttpHostConnectException\b/,
  // Ruby: net/http, Faraday, RubyGems
  /\bNet::(?:Open|Read|Write)Timeout\b/,
  /\bFaraday::(?:ConnectionFailed|TimeoutError)\b/,
  /\bFailed to open TCP connection to \S/,
  /\btoo many connection resets\b/,
  // PHP: Guzzle and Composer
  /\bc?url error (?:6|7|18|28|35|52|56|92)\b/i,
  // .NET
  /\bAn error occurred while sending the request\b/,
  /\bNo such host is known\b/,
  /\bSocketException \(\d{1,6}\): /,
  /\bThe SSL connection could not be established\b/,
  // Dart; Elixir and Erlang
  /\bSocketException: Failed host lookup: /,
  /\bMint\.TransportError\b/,
  /\bfailed_connect\b.{1,300}\b(?:nxdomain|econnrefused|timeout|ehostunreach|econnreset|closed)\b/,
  /^\s{0,8}Request failed \(:(?:timeout|nxdomain|econnrefused|closed|econnreset)\)/,
  // Go: net/http, net
  /\b(?:Get|Head|Post|Put) "https?:\/\/[^"]{1,400}": (?:EOF|unexpected EOF|context deadline exceeded|http2: .{1,100})/,
  /\bdial tcp: lookup \S{1,200} on \S{1,80}: /,
  // Perl, wget, R, APT
  /\bCan't connect to \S{1,200}:\d{1,5} \(/,
  /\bunable to resolve host address\b/,
  /^Unable to establish SSL connection\.$/,
  /\bTimeout of \d{1,6} seconds was reached\b/,
  /^[EW]: Failed to fetch \S{1,400} {1,2}(?:Connection failed|Unable to connect to|Could not connect to|Cannot initiate the connection)/,
];
