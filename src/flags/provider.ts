import type { EvaluationContext, JsonValue, Provider, ResolutionDetails } from "@openfeature/server-sdk";
import { FlagNotFoundError, StandardResolutionReasons, TypeMismatchError } from "@openfeature/server-sdk";
import type { Db } from "../store/db.js";
import { flagState } from "../store/flags.js";
import { flagNamed } from "./catalogue.js";

/**
 * OpenFeature provider on the table `flags`; the context's `repository` and `id` say which repository is asked for. An error becomes the
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
    if (!flagNamed(name)) throw new FlagNotFoundError(name);
    const { repository, id } = context;
    const { on, why } = await flagState(this.db, name, {
      repository: typeof repository === "string" ? repository : null,
      id: typeof id === "number" ? id : null,
    });
    return { value: on, reason: reasons[why] };
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

const reasons = {
  unset: StandardResolutionReasons.DEFAULT,
  general: StandardResolutionReasons.STATIC,
  share: StandardResolutionReasons.SPLIT,
  own: StandardResolutionReasons.TARGETING_MATCH,
} as const;
