/** Labels that name the environment, as Prometheus' users, Datadog (`env`), Sentry and OpenTelemetry's resource attributes have them. */
export const ENVIRONMENTS = [
  "environment",
  "env",
  "stage",
  "deployment_environment",
  "deployment_environment_name",
  "deployment.environment",
  "deployment.environment.name",
] as const;

/** Such as `production`; null: its labels do not tell. */
export function environmentOf(labels: Readonly<Record<string, string>>): string | null {
  for (const name of ENVIRONMENTS) if (labels[name]) return labels[name];
  return null;
}
