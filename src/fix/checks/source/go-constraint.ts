/** GOOS and GOARCH values that a Go file's name may end in (go.dev/src/internal/syslist/syslist.go). */
const OS =
  "aix|android|darwin|dragonfly|freebsd|hurd|illumos|ios|js|linux|nacl|netbsd|openbsd|plan9|solaris|unix|wasip1|windows|zos";
const SYSTEMS = new Set(OS.split("|"));
const ARCHITECTURES = new Set(
  (
    "386|amd64|amd64p32|arm|armbe|arm64|arm64be|loong64|mips|mipsle|mips64|mips64le|mips64p32|mips64p32le|ppc|ppc64|" +
    "ppc64le|riscv|riscv64|s390|s390x|sparc|sparc64|wasm"
  ).split("|"),
);

/** The part of a Go file's name that keeps it from being compiled elsewhere (`windows_amd64`); "" without one. */
export function goConstraint(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (!name.endsWith(".go")) return "";
  const words = name
    .slice(0, -3)
    .replace(/_test$/, "")
    .split("_")
    .slice(1);
  return words
    .slice(-2)
    .filter((word) => SYSTEMS.has(word) || ARCHITECTURES.has(word))
    .join("_");
}
