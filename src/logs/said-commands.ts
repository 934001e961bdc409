/**
 * Who runs commands for somebody and says which one failed; the first group is the command. In their order: nox, scripts (`app: make
 * exited with status 2`), BuildKit and Docker, Python's subprocess, Rake, Invoke, fastlane, tox, Turborepo, npm, Lerna,
 * Gradle, execa, Taskfile.
 */
const said: readonly RegExp[] = [
  /^nox > Command (.{2,300}?) failed with exit code \d/,
  /^(?:[\w.-]{1,40}: )?(?:[=*#>+-]{1,4}>? )?(?:[Ee]rror: |ERROR: )?(?:[\w./-]{1,60}: )?(?:[Cc]ommand:? )?["'`]?([a-z./][^"'`]{2,300}?)["'`]? (?:exited with|failed with|returned|ended with) (?:a )?(?:non-?zero )?(?:exit )?(?:status|code)(?: of)?:? [1-9]\d{0,4}\b/,
  /\bprocess "(?:\/bin\/(?:ba)?sh (?:-\S{1,8} ){0,3}-\w{0,4}c )?(.{2,500}?)" did not complete successfully: exit code: \d/,
  /\bThe command '(?:\/bin\/(?:ba)?sh -c )?(.{2,500}?)' returned a non-zero code: \d/,
  /\bCommand '(.{2,300}?)' returned non-zero exit status \d/,
  /^Command failed with status \(\d{1,5}\): \[(.{2,300}?)\]/,
  /^Command: '(.{2,300})'$/,
  /\bExit status of command '(.{2,300}?)' was \d/,
  /^\S{1,40}: exit \d{1,5} \([\d.]{1,10} seconds\) \S{1,200}> (.{2,300}?)(?: pid=\d{1,8})?$/,
  /\bcommand finished with error: command \(.{1,200}?\) (.{2,300}?) exited \(\d/,
  /^npm (?:ERR!|error) command (?:\S{0,40}\bsh -c |failed: )(.{2,300})$/,
  /^lerna ERR! (.{2,200}?) exited \d{1,5} in '/,
  /\bProcess 'command '(.{2,300}?)'' finished with non-zero exit value \d/,
  /\bCommand failed with exit code \d{1,5}(?: \(\w{1,20}\))?: (.{2,300})$/,
];

/** The command that a line says has failed, if it does. */
export function saidCommand(line: string): string | null {
  if (line.length > 1_000 || !/\b(?:exit|code|status|Command)/i.test(line)) return null;
  for (const pattern of said) {
    const command = pattern.exec(line)?.[1]?.trim();
    if (command !== undefined && /[a-z]/i.test(command)) return command;
  }
  return null;
}
