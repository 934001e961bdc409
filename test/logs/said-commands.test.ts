import { describe, expect, it } from "@jest/globals";
import { saidCommand } from "../../src/logs/said-commands.js";
import { wrappedAt } from "../../src/logs/wrapped.js";

describe("saidCommand", () => {
  it.each([
    ["a script", "== app: flutter pub get exited with status 1", "flutter pub get"],
    ["a script with its name", "ci.sh: make -j4 failed with exit code 2", "make -j4"],
    [
      "BuildKit",
      'ERROR: failed to solve: process "/bin/sh -c npm run build" did not complete successfully: exit code: 1',
      "npm run build",
    ],
    ["Docker", "The command '/bin/sh -c npm run build' returned a non-zero code: 2", "npm run build"],
    [
      "subprocess",
      "subprocess.CalledProcessError: Command 'make all' returned non-zero exit status 2.",
      "make all",
    ],
    ["Rake", "Command failed with status (1): [ruby -I lib a_test.rb]", "ruby -I lib a_test.rb"],
    ["nox", "nox > Command pytest -q failed with exit code 1", "pytest -q"],
    ["tox", "py311: exit 1 (0.52 seconds) /src> pytest -q pid=12", "pytest -q"],
    ["npm", "npm error command sh -c node-gyp rebuild", "node-gyp rebuild"],
    ["Lerna", "lerna ERR! npm run test exited 1 in 'web'", "npm run test"],
    ["Gradle", "> Process 'command 'npx'' finished with non-zero exit value 1", "npx"],
  ])("%s names the command that failed", (_who, line, command) => {
    expect(saidCommand(line)).toBe(command);
  });

  it.each([
    "Process exited with code 1",
    "make exited with status 0",
    "nox > Command pytest -q succeeded",
    "status code 404 for /a",
    "Error: Command failed",
  ])("names none in: %s", (line) => {
    expect(saidCommand(line)).toBeNull();
  });
});

describe("wrappedAt", () => {
  it.each<[who: string, lines: readonly string[], whole: string]>([
    [
      "Bundler",
      [
        "Some dependencies were deleted from your gemfile, but the lockfile can't be",
        "updated because frozen mode is set",
      ],
      "Some dependencies were deleted from your gemfile, but the lockfile can't be updated because frozen mode is set",
    ],
    [
      "Terraform's frame",
      [
        "│ Could not retrieve the list of available versions for provider: could",
        "│ not connect to registry",
      ],
      "│ Could not retrieve the list of available versions for provider: could not connect to registry",
    ],
  ])("joins what %s breaks", (_who, lines, whole) => {
    expect(wrappedAt(lines, 0)).toBe(whole);
  });

  it.each<[what: string, lines: readonly string[]]>([
    [
      "a sentence that ends",
      ["Some dependencies were deleted from your gemfile, the lockfile stays.", "updated it"],
    ],
    ["a short line", ["added 3 packages", "audited 4 packages"]],
    [
      "a new sentence",
      ["Some dependencies were deleted from your gemfile, but the lockfile can", "Updated it"],
    ],
    [
      "another margin",
      ["Some dependencies were deleted from your gemfile, but the lockfile can", "    updated"],
    ],
  ])("leaves %s alone", (_what, lines) => {
    expect(wrappedAt(lines, 0)).toBeNull();
  });
});
