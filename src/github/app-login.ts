/** The App's own user, `<slug>[bot]`; asked of GitHub once. */
export type AppLogin = () => Promise<string>;

interface User {
  login?: string;
  type?: string;
}

/** An App's user. GitHub lets no person take a login with brackets, and says the type besides. */
export const isBot = (user: User | null | undefined): boolean =>
  user?.type === "Bot" && (user.login ?? "").endsWith("[bot]");

export const isAppLogin = (user: User | null | undefined, login: string): boolean =>
  isBot(user) && user?.login?.toLowerCase() === login.toLowerCase();

/** The App's slug: its user's name without the suffix. */
export const slugOf = (login: string): string => login.replace(/\[bot\]$/, "");
