import { isAssertion, isViolation, resolvesNothing, type Rule } from "../rule.js";

/** A compiler or linker refused the sources. */
export const compileError: Rule = {
  category: "compile_error",
  verdict: [
    /Failed to execute goal .{0,80}:(?:maven-compiler|kotlin-maven|scala-maven|gmavenplus|groovy-eclipse)\S{0,40}plugin/,
    /Failed to execute goal .{0,80}:\S{0,200}:(?:test-?)?[cC]ompile\b/,
    /^Execution failed for task '[^']{0,200}:\w*[cC]ompile\w*'/,
    /^Execution failed for task '[^']{0,200}:(?:process\w{0,40}Resources|link\w{0,60}|(?:kapt|ksp|minify|dexBuilder|mergeDex|merge\w{0,40}Resources)\w{0,40})'/,
  ],
  wrapper: [
    /^error: could not compile `/,
    /^(?:collect2|ld|clang(?:\+\+)?): (?:fatal )?error: (?:ld returned|linker command failed)/,
    /^error: linking with `\S{1,80}` failed\b/,
    /^make(?:\[\d+\])?: \*\*\* \[\S{0,300}\.(?:o|lo|obj|so|a)\] Error/,
    /^ninja: build stopped: subcommand failed/,
    /^\*\* (?:\w{1,20} )?BUILD FAILED \*\*/,
    /^gmake(?:\[\d+\])?: \*\*\* \[/,
  ],
  strict: [
    // Warnings that end a build, in the words of Mix, javac, Kotlin, Scala, GCC and Clang
    /^Compilation failed due to warnings while using the --warnings-as-errors option/,
    /^(?:e: |error: )?warnings found and -Werror specified$/,
    /^(?:\[error\] )?No warnings can be incurred under -(?:Werror|Xfatal-warnings)\b/,
    /\ball warnings being treated as errors$/,
    /^== Compilation error in file \S/,
    /\binvalid (?:source|target) release: /,
    /\berror: invalid target release\b/,
    /^\[ERROR\] COMPILATION ERROR/,
    /^\[ERROR\] .{1,300}\.(?:java|kt|scala|groovy):\[?\d+[,:]/,
    /\.(?:[chm]|cc|cpp|cxx|hpp|hh|mm|cu|swift|f90):\d+(?::\d+)?: (?:fatal )?error:(?!.{1,200}\[-Wclang-format-violations\])/,
    // Languages whose files only a compiler reads; the column may be a range, and the place may stand in brackets
    /\.(?:zig|odin|nim|[df]|di|mli?|ad[bs]|pas|pp|lpr|cr|sv|vhdl?|hx|elm|purs|idr|lean|agda|kts?|f9[05]|f03|f08|for|cob|cbl|proto|thrift|fbs|capnp|sol|vy|move|cairo|wgsl|glsl|hlsl|metal|cuh?|asm|s|nasm|rs|jai|c3|vala|gleam|roc|re|res|fs|fsx|ino|swift)(?::\d{1,6}(?:[:.]\d{1,5}){0,2}(?:-\d{1,5})?|\(\d{1,6}(?:[,:] ?\d{1,5}(?:-\d{1,5})?)?\)):? (?:fatal |compile |syntax |parse )?(?:error|Error|ERROR|fatal|Fatal)\b/,
    // The word in front of the place: Verilator, Xilinx, Quartus
    /^%Error(?:-\w{1,40})?: \S{1,300}:\d/,
    /^ERROR: \[(?:VRFC|Synth|HDL \w{1,12}|XSIM) [\d-]{1,12}\] /,
    /^Error \(\d{4,6}\): .{0,40}\bHDL error at \S/,
    // Android's resources (AAPT2), Elm's heads
    /\bAndroid resource (?:linking|compilation) failed\b/,
    /: error: resource \S{1,200} (?:\(aka \S{1,200}\) )?not found\b/,
    /^-- [A-Z][A-Z ]{3,40} -{3,200} \S{1,300}\.elm$/,
    // gfortran, gnatmake's and OCaml's heads stand away from the place
    /^(?:Fatal )?Error: .{1,300} at \(1\)(?:$| )/,
    /^Error: (?:This (?:expression|pattern|function|constructor|kind|variant|type) |Unbound (?:value|module|constructor|type|record field) |Syntax error|Signature mismatch|The implementation \S{1,200} does not match )/,
    /\.(?:java|kt|scala|groovy|vala):\d+(?::\d+)?: (?:error|not found|type mismatch)/,
    /^\s{0,8}\[javac\] .{1,300}: error: /,
    /^error\[E\d{4}\]: /,
    /\.(?:cs|vb|fs)\(\d+,\d+\): error (?:CS|BC|FS)\d+/,
    // MSVC and MSBuild keep the word and the code in every language: `file.cpp(160,9): error C2065: "x": nichtdeklarierter ...`
    /^.{1,300}\(\d+(?:,\d+){0,3}\)\s?: (?:fatal )?error (?:C|CS|BC|FS|LNK|RC|MIDL|CVT)\d{3,5}:/,
    // GCC, Clang and javac in the language of the machine
    /\.(?:[chm]|cc|cpp|cxx|hpp|hh|java|kt):\d+(?::\d+)?: (?:schwerwiegender )?(?:Fehler|erreur|errore|fout|erro|ошибка|错误|錯誤|エラー|오류) ?[:：]/,
    // xcpretty (lib/xcpretty/formatters/formatter.rb) and xcbeautify: the mark stands in place of the word
    /^(?:❌|\[x\]) {1,2}\/?\S.{0,300}\.(?:swift|mm?|c|cc|cpp|h|hh):\d{1,6}(?::\d{1,5})?: \S/,
    /^(?:❌|\[x\]) {1,2}(?:Undefined symbols? for architecture |duplicate symbols? |ld: )/i,
    /: undefined reference to /,
    // GNU ld and LLD: the program is larger than the memory; PlatformIO and Arduino measure it afterwards
    /\bsection [`'][^`']{1,120}' will not fit in region [`']/,
    /\bregion [`'][^`']{1,80}' overflowed by \d{1,12}[ -]bytes\b/,
    /\b[ID]RAM\d? segment data does not fit\b/,
    /^Error: The (?:program|data) size \(\d{1,12} bytes\) is greater than maximum allowed \(/,
    /\b(?:text|data) section exceeds available space in board$/,
    /: relocation truncated to fit: R_|: multiple definition of [`']/,
    /^(?:ld|clang(?:\+\+)?): (?:fatal )?error: (?!linker command failed)/,
    /\bLNK\d{4}\b/,
    /^\S{1,200}\.go:\d+:\d+: (?:undefined|cannot use|syntax error|not enough|too many|missing return|\w+ redeclared|.{1,80} declared (?:and|but) not used)/,
    /^\S{1,200}\.hs:(?:\d+:\d+|\(\d+,\d+\)-\(\d+,\d+\)):\s?(?:error|$)/,
    /^\[error\] .{1,300}\.(?:scala|java):\d+/,
    /\bSyntaxError: /,
    /\bParse error: /,
    /^[-\w ]{0,40}: \d+ (?:errors?|problems?) generated/,
    /^\S{0,200}: error: .{0,200}(?:cannot find symbol|incompatible types|package .{1,120} does not exist)/,
    /\bcannot find symbol\b/,
    /^\d+ errors? generated\.$/,
    /^Module build failed/,
    /^ERROR in \.?\/?\S/,
    /^! (?:LaTeX Error|Undefined control sequence|Package \w+ Error|Missing )/,
    /^==> Fatal error occurred, no output PDF file produced/,
  ],
  generic: [
    /\bcompil(?:ation|er|e) (?:error|failed|failure)\b/i,
    /\bsyntax error\b/i,
    /\bunexpected token\b/i,
  ],
  unless: [resolvesNothing, isAssertion, isViolation],
};
