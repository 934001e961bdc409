import { matching, type Mark } from "./marks.js";

/** What a file does beyond reckoning. Counted before and after: a file may go on doing what it does. */
export const REACHING: readonly Mark[] = [
  [
    "newly starts programs",
    matching(
      /\bchild_process\b|\b(?:exec|spawn|fork)(?:File)?(?:Sync)?\(|\bexeca\b|\bsubprocess\b|\bos\.(?:system|popen|exec\w*|spawn\w*|fork|posix_spawn)\b|\bpty\.spawn|\bexec\.Command\w*|\bsyscall\.\w+|\bos\.StartProcess|\bCommand::new|\bProcessBuilder\b|\bgetRuntime\(|\bProcess\.(?:Start|run)\b|\bProcessStartInfo\b/g,
    ),
  ],
  [
    "newly starts programs",
    matching(
      /\b(?:shell_exec|passthru|proc_open|popen|pcntl_exec)\b|(?<![.\w])system[ (]|\bOpen3\b|\bIO\.popen|\bKernel\.\w+|%x[{([]|`[^`\n]*\b(?:curl|wget|sh|bash|rm|cat|git)\b[^`\n]*`|\bSystem\.cmd\b|\bPort\.open\b|\.execute\(\)/g,
    ),
  ],
  [
    "newly writes or removes files",
    matching(
      /["'`](?:node:)?fs(?:\/promises)?["'`]|\bfs\.\w+|\b(?:write|append|truncate|copy|rename|unlink|rm|rmdir|mkdir|symlink|chmod)(?:File)?Sync\(|\b(?:writeFile|appendFile|createWriteStream|unlink)\(|\bDeno\.(?!env)\w+|\bBun\.(?!env)\w+|(?<![.\w])open\(|\.write_(?:text|bytes)\(|\bshutil\b|\bos\.(?:remove|unlink|rename|replace|rmdir|removedirs|mkdir|makedirs|chmod|symlink|link|truncate)\b|\bpathlib\b|\.unlink\(/g,
    ),
  ],
  [
    "newly writes or removes files",
    matching(
      /\bos\.(?:WriteFile|Create\w*|OpenFile|Remove\w*|Rename|Mkdir\w*|Chmod|Symlink|Truncate)\b|\bioutil\.\w+|\bfs::\w+|\bFile::(?:create|options)|\bOpenOptions\b|\bFiles\.\w+|\bFile(?:Writer|OutputStream)\b|\bFileUtils\b|\bFile\.(?:write|open|new|delete|rename|Write\w*|Append\w*|Delete|Create|Move|Copy)\b|\bIO\.(?:write|binwrite)\b|\bfile_put_contents\b|\b(?:fopen|fwrite|unlink|rename|chmod)\(|\bStreamWriter\b|\bFile\.(?:rm|cp|touch)\w*!?/g,
    ),
  ],
  [
    "newly reaches the network",
    matching(
      /(?<!\bdef |\basync |function )\bfetch\(|\bXMLHttpRequest\b|\bWebSocket\b|\bEventSource\b|\bsendBeacon\b|\bimportScripts\b|["'`](?:node:)?(?:https?|http2|net|tls|dgram|dns|undici|axios|got|ws)["'`]|\burllib\b|\brequests\.\w+|\bhttpx?\.(?:get|post|put|request|client|Client|Get|Post|NewRequest\w*)\b|\bsocket\b|\baiohttp\b|\bnet\.(?:Dial\w*|Listen\w*)|\bTcpStream\b|\bUdpSocket\b|\breqwest\b|\bHttpClient\b|\bHttpURLConnection\b|\bnew URL\([^)\n]*\)\.open|\bopenStream\(|\bNet::HTTP\b|\bURI\.open\b|\bTCPSocket\b|\bcurl_\w+|\bfsockopen\b|\bWebClient\b|\bTcpClient\b|\bfile_get_contents\(["']https?:|["'`](?:https?|npm|jsr|data):[^"'`\n]*["'`]\)?;?$|\bnew Image\(/gm,
    ),
  ],
  [
    "newly ends processes or answers signals",
    matching(
      /\bprocess\b(?!(?:\?\.|\.)(?:env|stdout|stderr|nextTick|hrtime|uptime|memoryUsage|platform|cwd)\b)|\bos\.(?:kill|killpg|abort|_exit)\b|\bsignal\.\w+|\bProcess\.(?:kill|exit)\b|\bsyscall\b|\bos\.Exit\(|\bprocess::(?:exit|abort)|\bSystem\.(?:exit|halt)\b|\bEnvironment\.(?:Exit|FailFast)\b|\babort\(|\bposix_kill\b|\bhalt\(|\bSystem\.stop\b|\bexitProcess\(|\b(?:Darwin|Glibc)\.exit\(/g,
    ),
  ],
  [
    "newly makes code at run time",
    matching(
      /(?<![.\w$`])eval(?:\?\.)?[(`]|(?<![.\w$])(?:exec|compile|execfile)(?:\?\.)?\(|[(,=]eval[),;]|\bFunction\(|\bimport\((?!["'`]\.{1,2}\/)|\b(?:createRequire|require)\((?!["'])|\bvm\.|["'`](?:node:)?(?:vm|module|worker_threads|inspector)["'`]|\bconstructor(?:\.|\[["'`])constructor|\.constructor\(|\b__import__|\bimportlib\b|\b(?:pickle|marshal|ctypes)\b|\b(?:instance|class|module)_eval\b|\bsend\(:|\bpublic_send\b|\bdefine_method\b|\bClass\.forName|\bURLClassLoader\b|\bScriptEngine\b|\bAssembly\.Load\w*|\bActivator\b|\bunserialize\(|\bcreate_function\b|\bplugin\.Open\b|\blibloading\b|\bdlopen\b|\bCode\.eval\w*|\batob\(/g,
    ),
  ],
  [
    "newly makes code at run time, or before it",
    matching(
      /:os\.cmd\b|\bcallCommand\b|\bunsafePerformIO\b|\bTemplateHaskell\b|\bexecute_command_line\b|\bgorge(?:Ex)?\b|@cImport\b|^#r ?"|#=\(|\bModuleInitializer\b|@plugin ?["']|@import url\(|\b__loader__|\bbreakpoint\(|\.innerHTML=|\bdocument\.write(?:ln)?\(|\bv-html=|\bset:html=|\{@html\b/gm,
    ),
  ],
  [
    "newly changes what others share",
    matching(
      /\b(?:defineProperty|defineProperties|setPrototypeOf|__defineGetter__|__proto__|isPrototypeOf)\b|\bReflect\.\w+|\bnew Proxy\(|\.prototype\b|\bvalueOf\b|\btoPrimitive\b|\bhasInstance\b|\bspecies\b|\bglobalThis\b|(?<![.\w])global\.|\b(?:Object|Array|Number|String|Math|JSON|Promise|Function|Date|Symbol|Boolean|RegExp|Map|Set)(?:\[|\.\w+=(?![=>]))|[=,(](?:Object|Array|Number|String|Math|JSON|Promise|Function|Date)(?:[;,)\n]|$)|\bassign\((?:Object|Array|Math|JSON|assert|expect|console)\b/gm,
    ),
  ],
  [
    "newly changes what others share",
    matching(
      /\bsetattr\(|\bbuiltins\b|\bmonkeypatch\b|\b__(?:class|dict|bases|subclasses|globals|code|getattribute|builtins)__\b|\bsys\.(?!exit\b|stdout\b|stderr\b|argv\b|maxsize\b|version_info\b)\w+|\bglobals\(\)|\b(?:class|module) (?:Object|Kernel|Integer|Float|String|Array|Hash|Comparable|BasicObject|NilClass|Numeric)\b|\brefine \w|\bprepend \w|\balias_method\b|\bmethod_missing\b|\bset_error_handler\b|\bset_exception_handler\b|\bunsafe\b|\breflect\.\w+|\bsetAccessible\b|\btransmute\b|\bDispatchProxy\b/g,
    ),
  ],
  [
    "prints what a pipeline takes for a command",
    matching(
      /["'`] {0,8}::[\w-]|["'`]##\[|["'`]##vso\[|["'`]##teamcity\[|\bGITHUB_(?:ENV|PATH|OUTPUT|STATE|STEP_SUMMARY|TOKEN)\b|\bACTIONS_\w+|\bINPUT_\w+/g,
    ),
  ],
  [
    "brings in code that no manifest names",
    matching(
      /@Grab\w*\b|@file:\s?(?:DependsOn|Repository|Import)|^import ?"C"$|#cgo\b|#\[(?:proc_macro\w*|path|link\w*)\b|#!\[feature|\binclude(?:_str|_bytes)?!\(|\b(?:include|require)(?:_once)?[ (](?!_)[^;\n]{0,80}(?:https?:|\$)|#pragma\b|@AutoService\b|\bimplements (?:TestExecutionListener|LauncherSessionListener)\b|\bBEGIN\{/gm,
    ),
  ],
  [
    "switches types off",
    matching(
      /\bas (?:any|never|unknown as)\b|[:<,|]any\b(?!\()|: any\b|[:[,|] ?Any\b(?!\()|\bcast\(Any\b|\bdeclare (?:module|global)\b|\bdynamic \w+=/g,
    ),
  ],
];
