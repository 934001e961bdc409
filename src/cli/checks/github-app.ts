import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { formatDuration, MINUTE, systemClock } from "../../core/clock.js";
import { reasonOf } from "../../core/errors.js";
import type { Settings } from "../../core/settings.js";
import { clip } from "../../core/text.js";
import { askApp, type AppAnswer } from "../../github/ask-app.js";
import { apiUrl } from "../../github/urls.js";
import { bad, note, ok, type Check, type Checked } from "./check.js";

const NEW_KEY =
  "make a new one on the App's page (General, Private keys) and give heal the whole file that GitHub offers";

/** The App: whether its key can be read, signs, and is one that GitHub knows. */
export const githubApp: Check = {
  name: "github app",
  needs: "settings",
  async run({ settings }) {
    if (settings?.APP_ID === undefined)
      return note("APP_ID is not set: alerts are taken in, and nothing of GitHub");
    const key = await keyOf(settings);
    if (key instanceof Problem) return bad(key.message);
    const baseUrl = apiUrl(settings);
    const answer = await askApp({ appId: settings.APP_ID, key, baseUrl }, systemClock);
    return told(answer, { appId: settings.APP_ID, baseUrl });
  },
};

/** What is wrong with a key, and what to do. */
class Problem extends Error {}

async function keyOf({ PRIVATE_KEY, PRIVATE_KEY_PATH }: Settings): Promise<KeyObject | Problem> {
  const name = PRIVATE_KEY === undefined ? "PRIVATE_KEY_PATH" : "PRIVATE_KEY";
  let pem: string;
  try {
    pem = PRIVATE_KEY ?? (await readFile(PRIVATE_KEY_PATH ?? "", "utf8"));
  } catch (error) {
    return new Problem(`PRIVATE_KEY_PATH cannot be read: ${reasonOf(error)}; name a file that heal may read`);
  }
  try {
    const key = createPrivateKey(pem.replaceAll("\\n", "\n"));
    return key.asymmetricKeyType === "rsa"
      ? key
      : new Problem(
          `${name} is a key of type ${key.asymmetricKeyType}, and GitHub knows Apps by RSA keys: ${NEW_KEY}`,
        );
  } catch (error) {
    // OpenSSL names the fault, never the key.
    return new Problem(
      `${name} is no private key that can be read (${reasonOf(error)}); it is PEM without a password, with its lines BEGIN and END: ${NEW_KEY}`,
    );
  }
}

function told(answer: AppAnswer, { appId, baseUrl }: { appId: number; baseUrl: string }): Checked {
  switch (answer.kind) {
    case "known":
      return ok(`app ${appId} is ${answer.name} of ${answer.owner}; ${baseUrl} takes its key`);
    case "refused":
      return bad(
        `${baseUrl} refuses the key of app ${appId} (${answer.status}: ${clip(answer.message, 200)}); ${remedy(answer, appId)}`,
      );
    case "failed":
      return bad(
        `${baseUrl} answered ${answer.status} (${clip(answer.message, 200)}): whether it takes the key is not known; try again later`,
      );
    case "unreachable":
      return bad(
        `${baseUrl} cannot be reached (${answer.reason}): the key signs, and whether GitHub takes it is not known; check network, proxy and GHE_HOST`,
      );
  }
}

/** A token is good for minutes, so that a clock which is off looks like a wrong key. */
function remedy({ clockOffMs }: AppAnswer & { kind: "refused" }, appId: number): string {
  return clockOffMs !== null && Math.abs(clockOffMs) > MINUTE
    ? `this machine's clock is ${formatDuration(Math.abs(clockOffMs))} ${clockOffMs > 0 ? "ahead of" : "behind"} GitHub's: set it first`
    : `the key is another App's or was deleted, or ${appId} is not its id: compare APP_ID with the App's page, or ${NEW_KEY}`;
}
