import type { Page } from "../../dashboard/templates.js";
import { webUrl } from "../../dashboard/format.js";
import { isLoopbackAddress } from "../loopback.js";

/** GitHub delivers nothing to such an address. */
function isPrivate(publicUrl: string): boolean {
  const { hostname } = new URL(publicUrl);
  return hostname === "localhost" || isLoopbackAddress(hostname.replace(/^\[|\]$/g, ""));
}

const page = (view: string, title: string, data: object): Page => ({ view, title, section: null, data });

/** Asks for the code of the terminal. */
export const codePage = (form: { form: string }, wrong: string | null): Page =>
  page("setup-code", "Set heal up", { ...form, wrong });

export const registerPage = (
  data: { action: string; manifest: string; organization: string | null; publicUrl: string },
  github: string,
): Page => ({
  ...page("setup", "Register the GitHub App", { ...data, unreachable: isPrivate(data.publicUrl) }),
  formsTo: github,
});

export const importPage = (data: { form: string; publicUrl: string }): Page =>
  page("setup-import", "Use an App that exists", data);

/** `url`: of the App at GitHub. */
export function donePage(url: string | null): Page {
  const app = webUrl(url);
  return page("setup-done", "The App is registered", { install: app && `${app}/installations/new` });
}
