import type { IncomingMessage } from "node:http";

/** The dashboard knows who may come in, not who came. */
const ANYBODY = "dashboard";

/** Letters, digits and what logins and addresses have beside them. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}@._+ -]{0,59}$/u;

/**
 * Who did something by a form, for the story and the audit: the name given with the password, which nothing proves, as everybody has
 * the same password; without one just that it was done here. A token that stands in the name's place as well is none.
 */
export function operatorOf({ headers }: Pick<IncomingMessage, "headers">): string {
  const [, credentials] = /^basic (\S+)$/i.exec(headers.authorization ?? "") ?? [];
  if (credentials === undefined) return ANYBODY;
  const pair = Buffer.from(credentials, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  const [name, password] = [pair.slice(0, Math.max(0, colon)), pair.slice(colon + 1)];
  return NAME.test(name) && !name.includes(password) && !password.includes(name)
    ? `${ANYBODY}, as ${name}`
    : ANYBODY;
}
