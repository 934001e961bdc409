import type { EvaluationContext, JsonValue, Provider, ResolutionDetails } from "@openfeature/server-sdk";
import { FlagNotFoundError, StandardResolutionReasons, TypeMismatchError } from "@openfeature/server-sdk";
import type { Db } from "../store/db.js";
import { getFlag } from "../store/flags.js";
import { getRepository } from "../store/repositories.js";
import { flagNamed } from "./catalogue.js";

/**
 * OpenFeature provider on the table `flags`; the context's `repository` picks a repository's own value. An error becomes the
 * caller's default by OpenFeature's rules (https://openfeature.dev/specification/sections/providers).
 */
export class PostgresProvider implements Provider {
  readonly metadata = { name: "heal-postgres" };
  readonly runsOn = "server";

  constructor(private readonly db: Db) {}

  async resolveBooleanEvaluation(
    name: string,
    _default: boolean,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>> {
    const known = flagNamed(name);
    if (!known) throw new FlagNotFoundError(name);
    const value = (await getFlag(this.db, name))?.value;
    const asked = typeof context["repository"] === "string" ? context["repository"] : null;
    const own = asked === null || !value ? undefined : value.repositories[await nameOf(this.db, asked)];
    if (own !== undefined) return { value: own, reason: StandardResolutionReasons.TARGETING_MATCH };
    if (value && value.enabled !== null)
      return { value: value.enabled, reason: StandardResolutionReasons.STATIC };
    return { value: known.unset, reason: StandardResolutionReasons.DEFAULT };
  }

  async resolveStringEvaluation(name: string): Promise<ResolutionDetails<string>> {
    throw onlyBoolean(name);
  }

  async resolveNumberEvaluation(name: string): Promise<ResolutionDetails<number>> {
    throw onlyBoolean(name);
  }

  async resolveObjectEvaluation<T extends JsonValue>(name: string): Promise<ResolutionDetails<T>> {
    throw onlyBoolean(name);
  }
}

const onlyBoolean = (name: string): Error =>
  new TypeMismatchError(`${name}: every flag of heal is true or false`);

/** Values move with the repository's name, so a former one leads to the present one. */
const nameOf = async (db: Db, name: string): Promise<string> =>
  ((await getRepository(db, name))?.full_name ?? name).toLowerCase();
